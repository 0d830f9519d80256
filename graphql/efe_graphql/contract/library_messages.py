"""French and German translations of the English messages of the libraries that clients see."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from efe_domain.shared.messages import LibraryMessage, catalogue

_MAX_CHARACTERS: Final = 4_000
"""Longest message that is translated, so that a text of the client costs no long searches."""
_SUGGESTION: Final = " Did you mean "
_MEANINGS: Final = ("the enum value ", "to use an inline fragment on ")
_ANYTHING: Final = {"value", "key", "error", "reason"}


type _Translations = tuple[str, ...]
"""French, then German."""


def library_message(message: str) -> LibraryMessage:
    french, german = (sentence[:1].upper() + sentence[1:] for sentence in _translated(message))
    return LibraryMessage(french, english=message, german=german)


def _translated(message: str) -> _Translations:
    """Returns the message itself if it is none that a client is known to cause."""
    if len(message) > _MAX_CHARACTERS:
        return message, message
    before, suggestion, names = message.rpartition(_SUGGESTION)
    if suggestion and names.endswith("?"):
        parts = zip(_words("{before} Did you mean {names}?"), _translated(before), strict=True)
        return tuple(
            template.format(before=text, names=_alternatives(names.removesuffix("?"), nth))
            for nth, (template, text) in enumerate(parts)
        )
    for english, pattern in english_patterns().items():
        if match := pattern.fullmatch(message):
            values = {name: _value(name, text) for name, text in match.groupdict().items()}
            return tuple(
                template.format_map({name: texts[nth] for name, texts in values.items()})
                for nth, template in enumerate(_table()[english])
            )
    return message, message


@cache
def english_patterns() -> Mapping[str, re.Pattern[str]]:
    """Returns a regular expression for each template of the library."""
    return {english: re.compile(_pattern(english), re.DOTALL) for english in _table()}


@cache
def _table() -> Mapping[str, _Translations]:
    return {english: (each.fr, each.de) for english, each in catalogue().library.items()}


def _pattern(template: str) -> str:
    """Returns the expression of a template. A value ends where the next literal begins, unless a client typed it."""
    literal, *rest = re.split(r"{(\w+)}", template)
    parts = [re.escape(literal)]
    for name, after in zip(rest[::2], rest[1::2], strict=True):
        anything = name in _ANYTHING or after in {"", "."}
        parts.append(f"(?P<{name}>{'.*' if anything else f'[^{re.escape(after[0])}]*'}){re.escape(after)}")
    return "".join(parts)


def _words(english: str) -> _Translations:
    translation = catalogue().library_words.get(english)
    return (translation.fr, translation.de) if translation else (english, english)


def _value(name: str, text: str) -> _Translations:
    match name:
        case "error":
            return _translated(text)
        case "reason":
            reasons = [_translated(each) for each in re.split(r" and (?=subfields ')", text)]
            return tuple(
                both.join(texts) for both, texts in zip(_words(" and "), zip(*reasons, strict=True), strict=True)
            )
        case "names":
            return _alternatives(text, 0), _alternatives(text, 1)
        case "wanted" | "token":
            kind, _, rest = text.partition(" ")
            return tuple(f"{word} {rest}".rstrip() for word in _words(kind))
        case _:
            return text, text


def _alternatives(text: str, nth: int) -> str:
    """Translates a list of suggestions to the `nth` language."""
    for each in _MEANINGS:
        text = text.replace(each, _words(each)[nth])
    either, quoted = _words(" or ")[nth], _words("'{name}'")[nth].replace("{name}", r"\1")
    return re.sub("'([^']*)'", quoted, text.replace(", or ", either).replace(" or ", either))
