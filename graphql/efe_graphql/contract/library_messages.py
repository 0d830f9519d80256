"""French translations of the English messages of the libraries that clients see."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from efe_domain.shared.messages import Bilingual

_LONGEST: Final = 4_000
"""Characters beyond which a message stays as it is: what a client wrote must not cost long searches."""
_MEANT: Final = " Did you mean "
_MEANINGS: Final = {"the enum value ": "la valeur ", "to use an inline fragment on ": "un fragment sur "}
_ANYTHING: Final = {"value", "key", "error", "reason"}
_TOKENS: Final = {
    "Name": "nom",
    "Int": "entier",
    "Float": "nombre décimal",
    "String": "texte",
    "BlockString": "texte",
    "<EOF>": "fin du document",
}


def said_by_library(message: str) -> Bilingual:
    french = in_french(message)
    return Bilingual(french[:1].upper() + french[1:], message)


def in_french(message: str) -> str:
    """The message itself when it is none that a client is known to bring about."""
    if len(message) > _LONGEST:
        return message
    before, meant, suggested = message.rpartition(_MEANT)
    if meant and suggested.endswith("?"):
        return f"{in_french(before)} Vouliez-vous dire {_alternatives(suggested.removesuffix('?'))} ?"
    for english, pattern in english_patterns().items():
        if found := pattern.fullmatch(message):
            return _table()[english].format_map({name: _part(name, text) for name, text in found.groupdict().items()})
    return message


@cache
def english_patterns() -> Mapping[str, re.Pattern[str]]:
    """A regular expression for each template of the library."""
    return {english: re.compile(_pattern(english), re.DOTALL) for english in _table()}


@cache
def _table() -> Mapping[str, str]:
    return tomllib.loads((files("efe_graphql") / "library.toml").read_text(encoding="utf-8"))


def _pattern(template: str) -> str:
    """A name ends where what follows it begins; what a client may have typed is anything."""
    literal, *rest = re.split(r"{(\w+)}", template)
    parts = [re.escape(literal)]
    for name, after in zip(rest[::2], rest[1::2], strict=True):
        anything = name in _ANYTHING or after in {"", "."}
        parts.append(f"(?P<{name}>{'.*' if anything else f'[^{re.escape(after[0])}]*'}){re.escape(after)}")
    return "".join(parts)


def _part(name: str, text: str) -> str:
    match name:
        case "error":
            return in_french(text)
        case "reason":
            return " et ".join(map(in_french, re.split(r" and (?=subfields ')", text)))
        case "names":
            return _alternatives(text)
        case "wanted" | "token":
            kind, _, rest = text.partition(" ")
            return f"{_TOKENS.get(kind, kind)} {rest}".rstrip()
        case _:
            return text


def _alternatives(text: str) -> str:
    for english, french in _MEANINGS.items():
        text = text.replace(english, french)
    return re.sub("'([^']*)'", r"« \1 »", text.replace(", or ", " ou ").replace(" or ", " ou "))
