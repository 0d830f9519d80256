"""The writings of one text: as it stands, decoded, without its tags, and without what no reader sees."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Final
from urllib.parse import unquote

from efe_domain.shared.texts import is_ignorable

DECODINGS: Final = 5
"""Times that a text is decoded at most: each costs its length, and each may only peel one layer."""
JOINT: Final = "\u241f"
"""Where a tag was: it may have parted two words, or the letters of one."""

_TAG: Final = re.compile(r"<[^<>]*>")
_UNSEEN: Final = {"Mn", "Me", "Cf"}  # accents, once they are apart, and what takes no room: joiners, soft hyphens
_LETTER: Final = re.compile(r"LATIN (?:SMALL|CAPITAL) (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH .*)?")
_OTHERS: Final = {"ı": "i", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ŋ": "n", "Ŋ": "N", "ſ": "s", "ß": "ss"}
_ALIKE: Final = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХҮҺавеѕіјкмнорстухүһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ",
        "ABESIJKMHOPCTYXYHabesijkmhopctyxyhdqwABEZHIKMNOPTYXaiknoptux",
        strict=True,
    )
)
"""Letters of other alphabets that look like Latin ones."""


def writings(text: str) -> Iterator[str]:
    """The text, and what it is once entities, percent-encoding and tags are gone; each once.

    What only looks encoded is searched as it stands too: « 50%Decoster » is not « 50Þcoster ».
    """
    found = dict.fromkeys([text, decoded(text)])
    yield from dict.fromkeys([*found, *(_TAG.sub(JOINT, each) for each in found)])


def decoded(text: str) -> str:
    for _ in range(DECODINGS):
        if "&" not in text and "%" not in text:
            break
        text = unquote(unescape(text))
    return text


def plain(text: str) -> str:
    """Letters without accents and strokes, of the Latin alphabet where they look it; the case is kept."""
    if text.isascii():
        return text
    seen = "".join(sign for sign in text if not is_ignorable(sign))
    return "".join(_plain(sign) for sign in unicodedata.normalize("NFKD", seen))


def compatible(text: str) -> str:
    """Full-width signs as the usual ones, and nothing that is not seen."""
    return unicodedata.normalize("NFKC", "".join(sign for sign in text if not is_ignorable(sign)))


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """A letter without its stroke, a ligature as two letters, nothing for what is not seen."""
    if sign.isascii():
        return sign
    if unicodedata.category(sign) in _UNSEEN:
        return ""
    if unicodedata.category(sign) == "Lm":
        return "'"  # apostrophes that count as letters
    if known := _OTHERS.get(sign) or _ALIKE.get(sign):
        return known
    named = _LETTER.fullmatch(unicodedata.name(sign, ""))
    return (named[1] if sign.isupper() else named[1].lower()) if named else sign
