"""List of the objects that answer a search, the best first, in pages."""

from collections.abc import Mapping, Sequence
from datetime import date
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
from efe_projections.search.rows import NOUNS, SearchEntryRow, SearchKind
from efe_projections.search.words import SearchMatch, SearchWords, lexemes

_ENTRY: Final = SearchEntryRow.TABLE
_LAST_DAY: Final = "date '9999-12-31'"


class SearchHitRow(msgspec.Struct, frozen=True, kw_only=True):
    """An object that answers a search. `place` is that of its kind; `age` falls with its day.

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
    """List of the objects that answer a search: whole titles first, then by kind, the newest first."""

    order: ClassVar[tuple[str, ...]] = ("rank", "place", "age", "id")
    row: ClassVar[type[SearchHitRow]] = SearchHitRow

    words: SearchWords
    day: date
    kinds: tuple[SearchKind, ...] = tuple(SearchKind)
    bassin: str | None = None

    def page(self, viewer: Viewer, *, at: int, after: Key | None, limit: int) -> ReadQuery[SearchHitRow]:
        order = ", ".join(self.order)
        resumed = f"where ({order}) > (%(after_rank)s, %(after_place)s, %(after_age)s, %(after_id)s::uuid)"
        return ReadQuery(
            sql=f"""
                select * from ({self._all()}) as hit {resumed if after else ""} order by {order} limit %(limit)s
            """,  # noqa: S608 - names of tables and columns, never a value
            params={
                **self._params(viewer, at),
                **{f"after_{name}": value for name, value in zip(self.order, after or (), strict=False)},
                "limit": limit,
            },
            row=SearchHitRow,
        )

    def count(self, viewer: Viewer, *, at: int) -> ReadQuery[RowCount]:
        return ReadQuery(
            sql=f"select count(*) as number from ({self._all()}) as hit",  # noqa: S608 - as above
            params=self._params(viewer, at),
            row=RowCount,
        )

    def _all(self) -> str:
        return f"{_entries(in_bassin=self.bassin is not None)} union all {_COMMUNES}"

    def _params(self, viewer: Viewer, at: int) -> dict[str, Any]:
        words = self.words
        in_bassin = {} if self.bassin is None else {"bassin": self.bassin, "day": self.day}
        return {
            "whole": words.whole,
            "exact": words.exact,
            "in_title": words.query(titles_only=True),
            "anywhere": words.query(),
            "kinds": self._kinds_seen(viewer),
            "places": list(SearchKind),
            **in_bassin,
            **self._communes(),
            "at": at,
            **viewing(viewer),
        }

    def _kinds_seen(self, viewer: Viewer) -> list[SearchKind]:
        """Returns the kinds to look at: a meeting is in a dossier, and a visitor has none."""
        has_dossiers = bool(viewer.bassins or viewer.poles)
        return [each for each in self.kinds if self.words.words and (has_dossiers or each is not SearchKind.MEETING)]

    def _communes(self) -> Mapping[str, Sequence[Any]]:
        """Returns the communes that answer, as columns; the database has none."""
        ranked = [
            (match, commune)
            for commune in communes().values()
            if SearchKind.COMMUNE in self.kinds and self.bassin in (None, commune.bassin)
            if (match := _match(self.words, commune)) is not None
        ]
        return {
            "commune_ranks": [int(match) for match, _ in ranked],
            "commune_ids": tuple(UUID(commune.nis.zfill(32)) for _, commune in ranked),
            "commune_codes": [commune.nis for _, commune in ranked],
            "commune_names": [commune.name for _, commune in ranked],
            "commune_bassins": [commune.bassin.value for _, commune in ranked],
        }


def _match(words: SearchWords, commune: Commune) -> SearchMatch | None:
    words_of_it = lexemes(commune.name, *commune.postcodes, noun=NOUNS[SearchKind.COMMUNE])
    return words.match(commune.name, words_of_it)


def _place(kind: str) -> str:
    return f"array_position(%(places)s::text[], {kind})"


def _entries(*, in_bassin: bool) -> str:
    """Returns SQL for the objects of the register. The rights of a project are read in its own row."""
    vector = "array_to_tsvector(entry.words)"
    conditions = [
        f"{vector} @@ %(anywhere)s::tsquery",
        "entry.kind = any(%(kinds)s)",
        unestimated(alive("entry")),
        visible(_ENTRY, "entry"),
        f"(entry.project is null or {_PROJECT_SEEN})",
    ]
    if in_bassin:
        own = "%(bassin)s = any(entry.bassins)"
        conditions.append(
            f"(case when entry.kind = '{SearchKind.OPERATOR}' then {located_in('entry')} else {own} end)"
        )
    return f"""
        select case
                when entry.sort_title = %(whole)s then {SearchMatch.WHOLE_TITLE:d}
                when entry.words @> %(exact)s::text[] then {SearchMatch.WORDS_OF_TITLE:d}
                when {vector} @@ %(in_title)s::tsquery then {SearchMatch.FAMILY_IN_TITLE:d}
                else {SearchMatch.TEXT:d}
            end as rank,
            {_place("entry.kind")} as place, {_LAST_DAY} - entry.day as age, entry.id, entry.kind,
            case when entry.kind = '{SearchKind.OPERATOR}' then '{{}}' else entry.bassins end as bassins,
            entry.title, '' as nis
        from read.{search_view(_ENTRY)} as entry where {" and ".join(conditions)}
    """  # noqa: S608


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
