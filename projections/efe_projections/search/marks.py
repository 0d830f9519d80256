"""Lexemes of a row that are no words: its title, its readers, and the ranges of positions of its last change."""

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

PUBLISHED: Final = "+"
"""Mark of a row that everybody sees."""
DRAFT_PROJECT: Final = "?"
"""Mark of a project that is not published: its readers depend on rows of other tables."""
_DOSSIER, _TITLE, _RANGE = "~", "=", "@"
_FIRST_LETTERS: Final = frozenset({PUBLISHED, DRAFT_PROJECT, _DOSSIER, _TITLE, _RANGE})
MAX_TITLE_LETTERS: Final = 500
"""Limit of a title that can be searched as a whole; the text of a search is shorter."""
SHIFTS: Final = (7, 10, 13, 16, 19)
"""Sizes of ranges of positions, as powers of two: each is eight times the one before."""
_RANGES_IN_LARGER: Final = 8


def is_mark(lexeme: str) -> bool:
    return lexeme[0] in _FIRST_LETTERS


def dossier_mark(owner: str | UUID) -> str:
    """Returns the mark of a row in the dossier of an Instance or of a pôle."""
    return _DOSSIER + (owner.hex if isinstance(owner, UUID) else owner)


def title_mark(sort_title: str) -> str:
    return _TITLE + sort_title


def range_marks(position: int) -> Iterator[str]:
    """Yields the marks of the ranges that have the position, one a size."""
    return (_range_mark(shift, position >> shift) for shift in SHIFTS)


def ranges_before(position: int, shifts: Sequence[int] = SHIFTS) -> Iterator[Sequence[str]]:
    """Yields the marks of all ranges up to a position, the latest first, in batches that grow eightfold.

    A batch has eight ranges at least, so that the first has rows even if the position begins a range.
    """
    end = (position >> shifts[0]) + 1
    for shift in shifts:
        is_last = shift == shifts[-1]
        start = 0 if is_last else max(0, (end // _RANGES_IN_LARGER - 1) * _RANGES_IN_LARGER)
        yield [_range_mark(shift, number) for number in range(start, end)]
        if not start:
            return
        end = start // _RANGES_IN_LARGER


def recent_ranges(position: int) -> Sequence[str]:
    """Returns the marks of the range of a medium size that has the position, and of the one before."""
    shift = SHIFTS[len(SHIFTS) // 2]
    last = position >> shift
    return [_range_mark(shift, number) for number in range(max(0, last - 1), last + 1)]


def _range_mark(shift: int, number: int) -> str:
    return f"{_RANGE}{shift}:{number}"
