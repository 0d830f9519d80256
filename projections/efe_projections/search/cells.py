"""Cells of a search: rows of one match, kind and batch of ranges of positions, in the order of the list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Self

from efe_projections.engine.viewer import Viewer
from efe_projections.search.kinds import LETTERS, SearchKind
from efe_projections.search.marks import (
    DRAFT_PROJECT,
    PUBLISHED,
    SHIFTS,
    dossier_mark,
    ranges_before,
    recent_ranges,
    title_mark,
)
from efe_projections.search.words import SearchMatch, SearchWords

_WIDE: Final = SHIFTS[1:]
_PLACES: Final = {kind: place for place, kind in enumerate(SearchKind, 1)}


class SearchCells(NamedTuple):
    """Cells in an order. The rows of one answer one of the `queries` for its words, and one for its batch.

    `words` and `batches` are their numbers, from 1; 0 for all batches. The cells of a search share no row. Walked up
    to the end of a page, they cost what the page has.
    """

    queries: Sequence[str]
    matches: Sequence[int]
    words: Sequence[int]
    batches: Sequence[int]

    @classmethod
    def of(cls, cells: Iterable[tuple[SearchMatch, str, str]]) -> Self:
        numbers = {"": 0}
        numbered = [
            (int(match), *(numbers.setdefault(query, len(numbers)) for query in queries)) for match, *queries in cells
        ]
        matches, words, batches = ([cell[nth] for cell in numbered] for nth in range(3))
        return cls([*numbers][1:], matches, words, batches)


class SearchScope(NamedTuple):
    """Rows that a search looks at: with its words, of some kinds, visible to a viewer, in an Instance or in all."""

    words: SearchWords
    kinds: Sequence[SearchKind]
    viewer: Viewer
    bassin: str | None
    at: int

    def latest(self, *, whole_words: bool = False) -> SearchCells:
        """Returns the cells of all matches together, the latest of every kind first."""
        return SearchCells.of(
            (SearchMatch.TEXT, self._anywhere(kind, whole_words=whole_words), _either(kind, ranges))
            for ranges in ranges_before(self.at, _WIDE)
            for kind in self._kinds
        )

    def recent(self) -> SearchCells:
        """Returns one cell for each kind, of the last thousands of positions."""
        ranges = recent_ranges(self.at)
        return SearchCells.of((SearchMatch.TEXT, self._anywhere(kind), _either(kind, ranges)) for kind in self._kinds)

    def kind_by_kind(self) -> SearchCells:
        """Returns one cell for each kind, of every match and position."""
        return SearchCells.of((SearchMatch.TEXT, self._anywhere(kind), "") for kind in self._kinds)

    def ordered(self, begin: tuple[int, int, int] | None) -> SearchCells:
        """Returns the cells in the order of the list, from a match, a place and a position on."""
        return SearchCells.of(
            (match, self._narrowed(kind, query), _either(kind, ranges))
            for match, kind, query, position in self._groups(begin)
            for ranges in ranges_before(position)
        )

    def at_least(self, match: SearchMatch) -> str:
        """Returns the `tsquery` of the rows whose match is as good or better, "" of none."""
        return " | ".join(f"({self._matches(kind)[match]})" for kind in self._kinds)

    def _groups(self, begin: tuple[int, int, int] | None) -> Iterator[tuple[SearchMatch, SearchKind, str, int]]:
        """Yields each match and kind, with the `tsquery` of its rows and the position from which it is walked."""
        *group, position = begin or (0, 0, self.at)
        for match in SearchMatch:
            for kind in self._kinds:
                place = [match, _PLACES[kind]]
                if place >= group:
                    start = min(max(position, 0), self.at) if place == group else self.at
                    yield match, kind, _only(match, self._matches(kind)), start

    @property
    def _kinds(self) -> Sequence[SearchKind]:
        return [kind for kind in LETTERS if kind in self.kinds and self.words.words]

    def _anywhere(self, kind: SearchKind, *, whole_words: bool = False) -> str:
        return self._narrowed(kind, self.words.query(LETTERS[kind], whole_words=whole_words))

    def _narrowed(self, kind: SearchKind, query: str) -> str:
        """Narrows a `tsquery` to what the viewer may see. Conditions on the rows decide; this one leads to them."""
        owners = [*map(dossier_mark, self.viewer.bassins), *map(dossier_mark, self.viewer.poles)]
        visible_rows = f"({query}) & {_either(kind, [PUBLISHED, *owners, *([DRAFT_PROJECT] if owners else [])])}"
        if self.bassin is None or kind is SearchKind.OPERATOR:
            return visible_rows
        return f"{visible_rows} & {_either(kind, [dossier_mark(self.bassin)])}"

    def _matches(self, kind: SearchKind) -> Mapping[SearchMatch, str]:
        """Returns the `tsquery` of the rows of a kind by the match that they have at least."""
        letter, words = LETTERS[kind], self.words
        exact = " & ".join(f"'{letter}{each}'" for each in words.exact)
        return {
            SearchMatch.WHOLE_TITLE: f"'{letter}{title_mark(words.whole)}' & {exact}",
            SearchMatch.WORDS_OF_TITLE: exact,
            SearchMatch.FAMILY_IN_TITLE: words.query(letter, titles_only=True),
            SearchMatch.TEXT: words.query(letter),
        }


def _only(match: SearchMatch, queries: Mapping[SearchMatch, str]) -> str:
    if match is SearchMatch.WHOLE_TITLE:
        return queries[match]
    return f"{queries[match]} & !({queries[SearchMatch(match - 1)]})"


def _either(kind: SearchKind, marks: Sequence[str]) -> str:
    return f"({' | '.join(f"'{LETTERS[kind]}{mark}'" for mark in marks)})"
