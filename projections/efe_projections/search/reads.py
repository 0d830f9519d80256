"""List of the objects that answer a search, the best first, in pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

import msgspec

from efe_domain.shared.bassins import Commune, communes
from efe_projections.engine.listing import RowCount
from efe_projections.engine.projection import Key
from efe_projections.engine.query import ReadQuery, alive, search_view, unestimated, viewing, visible
from efe_projections.engine.viewer import Viewer
from efe_projections.operator.reads import located_in
from efe_projections.project.rows import ProjectRow
from efe_projections.search.cells import SearchCells, SearchScope
from efe_projections.search.kinds import NOUNS, SearchKind
from efe_projections.search.rows import SearchEntryRow
from efe_projections.search.words import SearchMatch, SearchWords, lexemes

MAX_COUNT: Final = 1_000
"""Number of objects up to which a search counts; its pages go on to the last."""
_MANY_ROWS: Final = 200
"""Number of rows above which a search walks the cells, rather than sort all."""
_MANY_RECENT_ROWS: Final = 20
"""Number of recent rows above which it does not look whether there are many."""
_ENTRY: Final = SearchEntryRow.TABLE
_RANKED: Final = {
    "whole_title": SearchMatch.WHOLE_TITLE,
    "words_of_title": SearchMatch.WORDS_OF_TITLE,
    "family_in_title": SearchMatch.FAMILY_IN_TITLE,
}
"""Matches that a row is tried for, by the parameter with their query."""
_RESUMED: Final = "(rank, place, age, id) > (%(after_rank)s, %(after_place)s, %(after_age)s, %(after_id)s::uuid)"


class SearchHitRow(msgspec.Struct, frozen=True, kw_only=True):
    """An object that answers a search. `place` is that of its kind; `age` falls with the position of its last change.

    `nis` is the code of a commune, "" for any other object.
    """

    rank: int
    place: int
    age: int
    id: UUID
    kind: SearchKind
    bassins: tuple[str, ...]
    title: str
    nis: str


class SearchList(msgspec.Struct, frozen=True, kw_only=True):
    """List of the objects that answer a search: whole titles first, then by kind, the last changed first.

    All objects that answer are in its pages; a page costs what it shows. The count ends past `MAX_COUNT`.
    """

    order: ClassVar[tuple[str, ...]] = ("rank", "place", "age", "id")
    row: ClassVar[type[SearchHitRow]] = SearchHitRow

    words: SearchWords
    day: date
    kinds: tuple[SearchKind, ...] = tuple(SearchKind)
    bassin: str | None = None

    def page(self, viewer: Viewer, *, at: int, after: Key | None, limit: int) -> ReadQuery[SearchHitRow]:
        order = ", ".join(self.order)
        resumed = (
            f"({order}) > (%(after_rank)s, %(after_place)s, %(after_age)s, %(after_id)s::uuid)" if after else "true"
        )
        return ReadQuery(
            sql=f"""
                with recursive {_page_of(self._conditions(), resumed)}
                select * from (select * from hit union all {_COMMUNES}) as hit
                where {resumed} order by {order} limit %(limit)s
            """,  # noqa: S608 - names of tables and columns, never a value
            params={
                **self._params(viewer, at),
                **self._walk(viewer, at, after),
                **{f"after_{name}": value for name, value in zip(self.order, after or (), strict=False)},
                "limit": limit,
            },
            row=SearchHitRow,
        )

    def count(self, viewer: Viewer, *, at: int) -> ReadQuery[RowCount]:
        """Returns the number of objects, which ends past `MAX_COUNT`.

        Of a common search, whole words are counted first: to look up a beginning costs PostgreSQL all rows with words
        that begin so.
        """
        scope = self._scope(viewer, at)
        conditions = self._conditions()
        families = ("whole_words", "recent", "kind_by_kind", "latest")
        whole, _, every, latest = (_count_of(each, conditions, MAX_COUNT) for each in families)
        return ReadQuery(
            sql=f"""
                with {", ".join(map(_cells, families))}
                select case
                    when not {_is_common(conditions)} then {every}
                    when {whole} > {MAX_COUNT} then {MAX_COUNT} + 1
                    else {latest}
                end + cardinality(%(commune_codes)s::text[]) as number
            """,
            params={
                **self._params(viewer, at),
                **_params_of(whole_words=scope.latest(whole_words=True), latest=scope.latest()),
            },
            row=RowCount,
        )

    def _conditions(self) -> str:
        """Returns SQL for the rows that the viewer sees. The rights of a project are read in its own row."""
        conditions = [
            unestimated(alive("entry")),
            visible(_ENTRY, "entry"),
            f"(entry.project is null or {_PROJECT_SEEN})",
        ]
        if self.bassin is not None:
            own = "%(bassin)s = any(entry.bassins)"
            conditions.append(
                f"(case when entry.kind = '{SearchKind.OPERATOR}' then {located_in('entry')} else {own} end)"
            )
        return " and ".join(conditions)

    def _scope(self, viewer: Viewer, at: int) -> SearchScope:
        """Returns the rows to look at: a meeting is in a dossier, and a visitor has none."""
        has_dossiers = bool(viewer.bassins or viewer.poles)
        kinds = [each for each in self.kinds if has_dossiers or each is not SearchKind.MEETING]
        return SearchScope(self.words, kinds, viewer, self.bassin, at)

    def _params(self, viewer: Viewer, at: int) -> dict[str, Any]:
        scope = self._scope(viewer, at)
        in_bassin = {} if self.bassin is None else {"bassin": self.bassin, "day": self.day}
        return {
            **_params_of(recent=scope.recent(), kind_by_kind=scope.kind_by_kind()),
            **in_bassin,
            **self._communes(),
            "at": at,
            **viewing(viewer),
        }

    def _walk(self, viewer: Viewer, at: int, after: Key | None) -> dict[str, Any]:
        scope = self._scope(viewer, at)
        return {
            **_params_of(ordered=scope.ordered(_begin(after) if after else None)),
            **{name: scope.at_least(match) for name, match in _RANKED.items()},
            "places": list(SearchKind),
        }

    def _communes(self) -> Mapping[str, Sequence[Any]]:
        """Returns the communes that answer, as columns; the database has none."""
        ranked = [
            (match, commune)
            for commune, words in _lexemes_of_communes()
            if SearchKind.COMMUNE in self.kinds and self.bassin in (None, commune.bassin)
            if (match := self.words.match(commune.name, words)) is not None
        ]
        return {
            "commune_ranks": [int(match) for match, _ in ranked],
            "commune_ids": tuple(UUID(commune.nis.zfill(32)) for _, commune in ranked),
            "commune_codes": [commune.nis for _, commune in ranked],
            "commune_names": [commune.name for _, commune in ranked],
            "commune_bassins": [commune.bassin.value for _, commune in ranked],
        }


@cache
def _lexemes_of_communes() -> Sequence[tuple[Commune, frozenset[str]]]:
    noun = NOUNS[SearchKind.COMMUNE]
    return [(each, frozenset(lexemes(each.name, *each.postcodes, noun=noun))) for each in communes().values()]


def _begin(after: Key) -> tuple[int, int, int]:
    """Returns match, place and position of the row after which a page begins."""
    match after:
        case (int(rank), int(place), int(age), _):
            return rank, place, -age
        case _:
            raise TypeError(after)


def _place(kind: str) -> str:
    return f"array_position(%(places)s::text[], {kind})"


def _page_of(conditions: str, resumed: str) -> str:
    """Returns SQL for the rows `hit` of a page: all rows if they are few, else those of the cells up to its end.

    Both have the same rows in the page: the number of recent rows is only the sign that few or many are to be read.
    """
    few = _rows_of("kind_by_kind", _columns(_RANK), conditions)
    ordered = _rows_of("ordered", _columns("cell.match"), conditions)
    return f"""
        {_cells("recent")},
        {_cells("kind_by_kind", f"not {_is_common(conditions)}")},
        few as materialized (select hit.* from {few} limit {_MANY_ROWS} + 1),
        total as materialized (
            select count(*) > {_MANY_ROWS} or not exists (select from kind_by_kind) as is_long from few
        ),
        {_cells("ordered", "(select is_long from total)")},
        walk (number, rows_of_cell, rows) as (
            select 0::bigint, 0::bigint, 0::bigint
            union all
            select next.number, next.rows_of_cell, walk.rows + next.rows_of_cell
            from walk cross join lateral (
                select walk.number + 1 as number, (
                    select count(*) from {ordered} where cell.number = walk.number + 1 and {resumed}
                ) as rows_of_cell
            ) as next
            where walk.rows < %(limit)s and walk.number < (select count(*) from ordered)
        ),
        hit as (
            select * from few where not (select is_long from total)
            union all select hit.* from walk join {ordered} using (number) where walk.rows_of_cell > 0
        )
    """  # noqa: S608


def _is_common(conditions: str) -> str:
    return f"({_count_of('recent', conditions, _MANY_RECENT_ROWS)} > {_MANY_RECENT_ROWS})"


def _count_of(cells: str, conditions: str, most: int) -> str:
    """Returns SQL for the number of the rows of cells, up to `most` and one."""
    rows = f"select from {_rows_of(cells, 'true', conditions)} limit {most} + 1"
    return f"(select count(*) from ({rows}) as counted)"  # noqa: S608


def _rows_of(cells: str, columns: str, conditions: str) -> str:
    return f"""
        {cells} as cell cross join lateral (
            select {columns} from read.{search_view(_ENTRY)} as entry
            where array_to_tsvector(entry.words) @@ cell.query and {conditions}
        ) as hit
    """  # noqa: S608


def _cells(name: str, condition: str = "true") -> str:
    """Returns SQL for the cells as a table of a number, a match and a `tsquery`."""
    queries = f"unnest(%({name}_queries)s::tsquery[]) with ordinality"
    return f"""{name} as materialized (
        select cell.number, cell.match, coalesce(answering.query && batch.query, answering.query) as query
        from unnest(%({name}_matches)s::int[], %({name}_words)s::int[], %({name}_batches)s::int[])
            with ordinality as cell (match, words, batch, number)
        join {queries} as answering (query, number) on answering.number = cell.words
        left join {queries} as batch (query, number) on batch.number = cell.batch
        where {condition} order by cell.number
    )"""  # noqa: S608


def _params_of(**cells: SearchCells) -> dict[str, Sequence[Any]]:
    return {f"{name}_{field}": value for name, each in cells.items() for field, value in each._asdict().items()}


def _columns(rank: str) -> str:
    return f"""
        {rank} as rank, {_place("entry.kind")} as place, -entry.changed_position as age, entry.id, entry.kind,
        case when entry.kind = '{SearchKind.OPERATOR}' then '{{}}' else entry.bassins end as bassins,
        entry.title, '' as nis
    """


_TRIED: Final = " ".join(
    f"when array_to_tsvector(entry.words) @@ %({name})s::tsquery then {match:d}" for name, match in _RANKED.items()
)
_RANK: Final = f"case {_TRIED} else {SearchMatch.TEXT:d} end"
_PROJECT_SEEN: Final = f"""exists (
    select from read.project as it where it.project = entry.project
    and {alive("it")} and {visible(ProjectRow.TABLE, "it")}
)"""
_COMMUNES: Final = f"""
    select commune.rank, {_place(f"'{SearchKind.COMMUNE}'")} as place, 0 as age, commune.id,
        '{SearchKind.COMMUNE}' as kind, array[commune.bassin] as bassins, commune.name as title, commune.nis
    from unnest(
        %(commune_ranks)s::int[], %(commune_ids)s::uuid[], %(commune_codes)s::text[], %(commune_names)s::text[],
        %(commune_bassins)s::text[]
    ) as commune (rank, id, nis, name, bassin)
"""  # noqa: S608


def search(
    text: str, *, day: date, kinds: Sequence[SearchKind] | None = None, bassin: str | None = None
) -> SearchList:
    """Returns the list of the objects that answer a text, in an Instance if one is named.

    An operator is in the bassins where, on the `day`, it has a site or its ressort reaches.
    """
    chosen = tuple(SearchKind) if kinds is None else tuple(kinds)
    return SearchList(words=SearchWords.of(text), day=day, kinds=chosen, bassin=bassin)
