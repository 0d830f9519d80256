"""Comparison of two texts word by word: the words removed from the first and those added in the second."""

from collections import Counter
from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from typing import Final, NamedTuple

MAX_WORK: Final = 1_000_000
"""Limit of word comparisons for one pair of texts: a fifth of a second."""


class Piece(NamedTuple):
    """Part of a text; `mark` is its HTML element: `del`, `ins` or none."""

    words: str
    mark: str = ""


class _TextsDiffer(Exception):
    """Raised when the comparison takes too much work."""


class _BoundedMatcher(SequenceMatcher[str]):
    """Matcher of words that counts its comparisons: their number grows with the third power of equal words."""

    def __init__(self, one: Sequence[str], other: Sequence[str]) -> None:
        super().__init__(None, one, other, autojunk=False)
        self._words, self._places = one, Counter(other)
        self._work = 0

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """Raises `_TextsDiffer`."""
        self._work += sum(1 + self._places[word] for word in self._words[alo:ahi])
        if self._work > MAX_WORK:
            raise _TextsDiffer
        return super().find_longest_match(alo, ahi, blo, bhi)


def sides(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Returns the pieces of both texts; each is one piece if their comparison takes too much work."""
    if before == after:
        return [Piece(before)], [Piece(after)]
    one, other = words_of(before), words_of(after)
    left, right = [], []
    try:
        for kind, start, end, first, last in _BoundedMatcher(one, other).get_opcodes():
            same = kind == "equal"
            left.append(Piece("".join(one[start:end]), "" if same else "del"))
            right.append(Piece("".join(other[first:last]), "" if same else "ins"))
    except _TextsDiffer:
        return [Piece(before, "del")], [Piece(after, "ins")]
    return [each for each in left if each.words], [each for each in right if each.words]


def differ_throughout(before: Sequence[Piece], after: Sequence[Piece]) -> bool:
    """Tells whether two texts have no part in common, or were too long to find one."""
    return any(each.words for each in before) and not any(each.words and not each.mark for each in (*before, *after))


def words_of(text: str) -> list[str]:
    """Returns the words, each with the space or the end of the line after it."""
    tokens = []
    for line in text.splitlines(keepends=True):
        *words, last = line.split(" ")
        tokens += [*(f"{each} " for each in words), last]
    return [each for each in tokens if each]


def merged(before: str, after: str) -> list[Piece]:
    """Returns one text with the removed and the added words where they stand; both whole after too much work."""
    one, other, pieces = words_of(before), words_of(after), list[Piece]()
    try:
        for kind, start, end, first, last in _BoundedMatcher(one, other).get_opcodes():
            if kind == "equal":
                pieces.append(Piece("".join(one[start:end])))
            else:
                pieces += [Piece("".join(one[start:end]), "del"), Piece("".join(other[first:last]), "ins")]
    except _TextsDiffer:
        pieces = [Piece(before, "del"), Piece(after, "ins")]
    return [each for each in pieces if each.words]
