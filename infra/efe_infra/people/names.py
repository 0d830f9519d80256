"""How people are recognised in a free text, whatever the case, accents, hyphens or order of their names."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

LONGEST_NAME = 6
"""Words of a family name, at most: « de la Vallée-Poussin van der Elst »."""
MOST_BETWEEN = 3
"""Middle names and initials, at most, between a given name and a family name."""

_UNSEEN: Final = {"Mn", "Cf"}  # accents, once they are apart, and what takes no room: joiners, soft hyphens
_LETTER: Final = re.compile(r"LATIN (?:SMALL|CAPITAL) (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH .*)?")
_OTHERS: Final = {"ı": "i", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ŋ": "n", "Ŋ": "N", "ſ": "s"}
_WORD: Final = re.compile(r"([^\W_]+)(\.?)")
_EMAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+")


class Word(NamedTuple):
    """A word without accents and case; `between` is whether it may stand between two names of one person."""

    letters: str
    between: bool


def words_of(text: str) -> list[Word]:
    return [
        Word(
            letters=word.casefold(),
            between=word[0].isupper() or (len(word) == 1 and bool(dot)),
        )
        for word, dot in _WORD.findall(_bare(text))
    ]


def name_key(name: str) -> str:
    """A name as one word: « Van den Berghe » and « Vandenberghe » are the same."""
    return "".join(word.letters for word in words_of(name))


def given_keys(given_name: str) -> set[str]:
    """All given names together, and the first alone, by which a person is usually called."""
    first, *_ = given_name.split()
    return {name_key(given_name), name_key(first)} - {""}


def email_key(address: str) -> str | None:
    """None for what is no address."""
    return next(iter(emails_in(address)), None)


def emails_in(text: str) -> set[str]:
    if "@" not in (plain := unicodedata.normalize("NFKC", text)):
        return set()
    seen = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf").casefold()
    return {found.strip(".'-") for found in _EMAIL.findall(seen)}


def families_in(words: Sequence[Word]) -> dict[str, list[tuple[int, int]]]:
    """Whatever could be a family name, with where it starts and ends each time."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start in range(len(words)):
        for key, end in _runs(words, start):
            places[key].append((start, end))
    return places


def beside(words: Sequence[Word], start: int, end: int) -> Iterator[str]:
    """Whatever could be the given name that goes with a family name: it stands by its side, but for middle names."""
    yield from _before(words, start)
    yield from _after(words, end)


def _runs(words: Sequence[Word], start: int) -> Iterator[tuple[str, int]]:
    """Words that follow one another, written as one, and where they end."""
    key = ""
    for end in range(start, min(start + LONGEST_NAME, len(words))):
        key += words[end].letters
        yield key, end + 1


def _after(words: Sequence[Word], end: int) -> Iterator[str]:
    for start in range(end, min(end + MOST_BETWEEN + 1, len(words))):
        yield from (key for key, _ in _runs(words, start))
        if not words[start].between:
            return


def _before(words: Sequence[Word], start: int) -> Iterator[str]:
    for end in range(start, max(start - MOST_BETWEEN - 1, 0), -1):
        first = max(end - LONGEST_NAME, 0)
        yield from ("".join(word.letters for word in words[begin:end]) for begin in range(first, end))
        if not words[end - 1].between:
            return


def _bare(text: str) -> str:
    if text.isascii():
        return text
    signs = unicodedata.normalize("NFKD", text)
    return "".join(_plain(sign) for sign in signs)


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """A letter without its stroke, a ligature as two letters, nothing for what is not seen."""
    if sign.isascii():
        return sign
    if unicodedata.category(sign) in _UNSEEN:
        return ""
    if known := _OTHERS.get(sign):
        return known
    named = _LETTER.fullmatch(unicodedata.name(sign, ""))
    return (named[1] if sign.isupper() else named[1].lower()) if named else sign
