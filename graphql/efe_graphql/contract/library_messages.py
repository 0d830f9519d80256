"""French and German translations of the English messages of the libraries that clients see."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from efe_domain.shared.messages import LibraryMessage, catalogue

_LONGEST: Final = 4_000
"""Characters beyond which a message stays as it is: what a client wrote must not cost long searches."""
_MEANT: Final = " Did you mean "
_ANYTHING: Final = {"value", "key", "error", "reason"}


class _Words(NamedTuple):
    """Words of one of the two languages within messages."""

    meant: str
    quoted: str
    either: str
    both: str
    meanings: Mapping[str, str]
    tokens: Mapping[str, str]


_FRENCH: Final = _Words(
    meant="{before} Vouliez-vous dire {names} ?",
    quoted=r"« \1 »",
    either=" ou ",
    both=" et ",
    meanings={"the enum value ": "la valeur ", "to use an inline fragment on ": "un fragment sur "},
    tokens={
        "Name": "nom",
        "Int": "entier",
        "Float": "nombre décimal",
        "String": "texte",
        "BlockString": "texte",
        "<EOF>": "fin du document",
    },
)
_GERMAN: Final = _Words(
    meant="{before} Meinten Sie {names}?",
    quoted=r"„\1“",
    either=" oder ",
    both=" und ",
    meanings={"the enum value ": "den Wert ", "to use an inline fragment on ": "ein Fragment auf "},
    tokens={
        "Name": "Name",
        "Int": "ganze Zahl",
        "Float": "Dezimalzahl",
        "String": "Text",
        "BlockString": "Text",
        "<EOF>": "Ende des Dokuments",
    },
)
_LANGUAGES: Final = (_FRENCH, _GERMAN)

type _Said = tuple[str, ...]
"""In each of these languages."""


def said_by_library(message: str) -> LibraryMessage:
    french, german = (sentence[:1].upper() + sentence[1:] for sentence in _translated(message))
    return LibraryMessage(french, english=message, german=german)


def _translated(message: str) -> _Said:
    """The message itself when it is none that a client is known to bring about."""
    if len(message) > _LONGEST:
        return message, message
    before, meant, suggested = message.rpartition(_MEANT)
    if meant and suggested.endswith("?"):
        return tuple(
            words.meant.format(before=sentence, names=_alternatives(suggested.removesuffix("?"), words))
            for words, sentence in zip(_LANGUAGES, _translated(before), strict=True)
        )
    for english, pattern in english_patterns().items():
        if found := pattern.fullmatch(message):
            parts = {name: _part(name, text) for name, text in found.groupdict().items()}
            return tuple(
                template.format_map({name: sentence[nth] for name, sentence in parts.items()})
                for nth, template in enumerate(_table()[english])
            )
    return message, message


@cache
def english_patterns() -> Mapping[str, re.Pattern[str]]:
    """A regular expression for each template of the library."""
    return {english: re.compile(_pattern(english), re.DOTALL) for english in _table()}


@cache
def _table() -> Mapping[str, _Said]:
    return {english: (each.fr, each.de) for english, each in catalogue().library.items()}


def _pattern(template: str) -> str:
    """A name ends where what follows it begins; what a client may have typed is anything."""
    literal, *rest = re.split(r"{(\w+)}", template)
    parts = [re.escape(literal)]
    for name, after in zip(rest[::2], rest[1::2], strict=True):
        anything = name in _ANYTHING or after in {"", "."}
        parts.append(f"(?P<{name}>{'.*' if anything else f'[^{re.escape(after[0])}]*'}){re.escape(after)}")
    return "".join(parts)


def _part(name: str, text: str) -> _Said:
    match name:
        case "error":
            return _translated(text)
        case "reason":
            reasons = [_translated(each) for each in re.split(r" and (?=subfields ')", text)]
            return tuple(
                words.both.join(sentence)
                for words, sentence in zip(_LANGUAGES, zip(*reasons, strict=True), strict=True)
            )
        case "names":
            return tuple(_alternatives(text, words) for words in _LANGUAGES)
        case "wanted" | "token":
            kind, _, rest = text.partition(" ")
            return tuple(f"{words.tokens.get(kind, kind)} {rest}".rstrip() for words in _LANGUAGES)
        case _:
            return text, text


def _alternatives(text: str, words: _Words) -> str:
    for english, meaning in words.meanings.items():
        text = text.replace(english, meaning)
    return re.sub("'([^']*)'", words.quoted, text.replace(", or ", words.either).replace(" or ", words.either))
