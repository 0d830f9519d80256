"""Comparison of two texts word by word: the words removed from the first and those added in the second."""

from difflib import SequenceMatcher
from typing import Final, NamedTuple

MAX_WORD_PAIRS: Final = 1_000_000
"""Limit of compared word pairs; longer texts are compared as wholes, since time grows with both lengths."""


class Piece(NamedTuple):
    """Part of a text; `mark` is its HTML element: `del`, `ins` or none."""

    words: str
    mark: str = ""


def sides(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    if before == after:
        return [Piece(before)], [Piece(after)]
    one, other = words_of(before), words_of(after)
    if len(one) * len(other) > MAX_WORD_PAIRS:
        return [Piece(before, "del")], [Piece(after, "ins")]
    left, right = [], []
    for kind, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        same = kind == "equal"
        left.append(Piece("".join(one[start:end]), "" if same else "del"))
        right.append(Piece("".join(other[first:last]), "" if same else "ins"))
    return [each for each in left if each.words], [each for each in right if each.words]


def words_of(text: str) -> list[str]:
    """Returns the words, each with the space or the end of the line after it."""
    found = []
    for line in text.splitlines(keepends=True):
        *words, last = line.split(" ")
        found += [*(f"{each} " for each in words), last]
    return [each for each in found if each]
