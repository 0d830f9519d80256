"""Variants of a text for name searches: as written, decoded, without tags, and without invisible characters."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Final
from urllib.parse import unquote

from efe_domain.shared.texts import is_ignorable

MAX_DECODINGS: Final = 5
"""Maximum number of nested encodings that are removed."""
TAG_MARK: Final = "\u241f"
"""Replaces a tag, which may have separated two words or the letters of one."""

_TAG: Final = re.compile(r"<[^<>]*>")
_INVISIBLE: Final = {"Mn", "Me", "Cf"}  # separate accents, and characters without width: joiners, soft hyphens
_LETTER: Final = re.compile(r"LATIN (?:SMALL|CAPITAL) (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH .*)?")
_OTHERS: Final = {"ı": "i", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ŋ": "n", "Ŋ": "N", "ſ": "s", "ß": "ss"}
_LOOKALIKES: Final = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХҮҺавеѕіјкмнорстухүһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ",
        "ABESIJKMHOPCTYXYHabesijkmhopctyxyhdqwABEZHIKMNOPTYXaiknoptux",
        strict=True,
    )
)
"""Letters of other alphabets that look like Latin ones."""


def variants(text: str) -> Iterator[str]:
    """Yields the text, and its forms without entities, percent-encoding and tags; each once.

    The text as written is one of them, because it may only look encoded: « 50%Decoster » is not « 50Þcoster ».
    """
    texts = dict.fromkeys([text, decode(text)])
    yield from dict.fromkeys([*texts, *(_TAG.sub(TAG_MARK, each) for each in texts)])


def decode(text: str) -> str:
    for _ in range(MAX_DECODINGS):
        if "&" not in text and "%" not in text:
            break
        text = unquote(unescape(text))
    return text


def plain(text: str) -> str:
    """Replaces letters with accents or strokes, and lookalikes, by plain Latin letters. Keeps the case."""
    if text.isascii():
        return text
    visible = "".join(sign for sign in text if not is_ignorable(sign))
    return "".join(_plain(sign) for sign in unicodedata.normalize("NFKD", visible))


def compatible(text: str) -> str:
    """Replaces full-width characters by usual ones, and drops invisible ones."""
    return unicodedata.normalize("NFKC", "".join(sign for sign in text if not is_ignorable(sign)))


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """Returns a letter without its stroke, a ligature as two letters, or nothing for an invisible character."""
    if sign.isascii():
        return sign
    if unicodedata.category(sign) in _INVISIBLE:
        return ""
    if unicodedata.category(sign) == "Lm":
        return "'"  # apostrophes that count as letters
    if replacement := _OTHERS.get(sign) or _LOOKALIKES.get(sign):
        return replacement
    latin = _LETTER.fullmatch(unicodedata.name(sign, ""))
    return (latin[1] if sign.isupper() else latin[1].lower()) if latin else sign
