"""Query that compares two positions: the row versions that ended between them beside those that began."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

from efe_projections.audit.parts import PARTS
from efe_projections.audit.rows import FieldChange
from efe_projections.engine.listing import RowCount
from efe_projections.engine.projection import Key
from efe_projections.engine.query import ReadQuery, alive, ended, opened, viewing, visible
from efe_projections.engine.row import Access, ReadTable, Row, TableColumn
from efe_projections.engine.viewer import Viewer
from efe_projections.pole.rows import PoleRow
from efe_projections.project.rows import ProjectConcernRow, ProjectRow
from efe_projections.themes.rows import CitationRow, ThemeListRow


class RowDifference(msgspec.Struct, frozen=True):
    """Row of the table `name` that differs between the later position and `since`.

    `place` is its key as a sortable text; `before` and `after` tell at which of the two it exists and is visible.
    """

    since: int
    name: str
    place: str
    key: tuple[Any, ...]
    before: bool
    after: bool
    changes: tuple[FieldChange, ...]


class PositionComparison(msgspec.Struct, frozen=True, kw_only=True):
    """Listing, in pages, of the rows that differ between `since` and the position of the read.

    `tables` has, by row type, the condition that its rows meet. Only what the viewer may see is compared. `once` is
    what the conditions refer to by name, run once for all of them: parts of a `with`, each followed by a comma.
    """

    since: int
    tables: Mapping[type[Row], str]
    params: Mapping[str, Any]
    once: str = ""
    row: type[RowDifference] = RowDifference
    order: tuple[str, ...] = ("since", "name", "place")

    def page(self, viewer: Viewer, *, at: int, after: Key | None, limit: int) -> ReadQuery[RowDifference]:
        """Returns the page, by table, then key. `after` holds the values of `order` in the last row of the page
        before.

        A table is read only if those before it left room in the page.
        """
        _, name, place = after or (None, "", "")
        rooms = ["%(limit)s", *(f"(select room from after_{row.TABLE.name})" for row in self._sorted())]  # noqa: S608
        parts = [
            f"page_of_{row.TABLE.name} as materialized ({_page(row.TABLE, self._pairs(row), room)}),"  # noqa: S608
            f" after_{row.TABLE.name} as materialized"
            f" (select {room} - (select count(*) from page_of_{row.TABLE.name}) as room)"
            for row, room in zip(self._sorted(), rooms, strict=False)
        ]
        pages = " union all ".join(f"select * from page_of_{row.TABLE.name}" for row in self._sorted())  # noqa: S608
        return ReadQuery(
            sql=f"with {self.once}{', '.join(parts)} select * from ({pages}) as found order by name, place",  # noqa: S608
            params={**self._params(viewer, at), "after_name": name, "after_place": place, "limit": limit},
            row=RowDifference,
        )

    def count(self, viewer: Viewer, *, at: int) -> ReadQuery[RowCount]:
        counts = " + ".join(f"(select count(*) from ({self._pairs(row)}) as pair)" for row in self._sorted())  # noqa: S608
        return ReadQuery(
            sql=f"with {self.once}none as (select) select {counts} as number",
            params=self._params(viewer, at),
            row=RowCount,
        )

    def _sorted(self) -> list[type[Row]]:
        return sorted(self.tables, key=lambda row: row.TABLE.name)

    def _pairs(self, row: type[Row]) -> str:
        return _pairs(row.TABLE, self.tables[row])

    def _params(self, viewer: Viewer, at: int) -> dict[str, Any]:
        return {**self.params, "since": self.since, "at": at, **viewing(viewer)}


_CONCERNED: Final = f"""
    concerned as materialized (
        select distinct own.project from read.project_concern as own
        where {visible(ProjectConcernRow.TABLE, "own")} and (own.bassin = %(bassin)s or exists (
            select from read.project as of_it where of_it.project = own.project
            and %(bassin)s = any(of_it.bassins) and {visible(ProjectRow.TABLE, "of_it")}
        ))
    ),
"""  # noqa: S608
"""Projects of the Instance whose dossier the viewer sees: of others no row of a dossier is compared."""


def of_entity(kind: str, entity: UUID, *, since: int) -> PositionComparison:
    """Compares the entity and its parts; `kind` is one of `PARTS`."""
    tables = {row: f"stored.{column} = %(entity)s{_guard(row)}" for row, column in PARTS[kind].items()}
    return PositionComparison(since=since, tables=tables, params={"entity": entity})


def of_instance(bassin: str, *, since: int) -> PositionComparison:
    """Compares the facts of an Instance: its own, its pôles' and their acts', and the projects that concern it."""
    rows = {row for parts in PARTS.values() for row in parts}
    tables = {row: condition for row in rows if (condition := _concerns(row))}
    return PositionComparison(since=since, tables=tables, params={"bassin": bassin}, once=_CONCERNED)


def _concerns(row: type[Row]) -> str:
    """Returns the condition for an Instance; none for facts of all ten, such as competences."""
    columns = {column.name for column in row.TABLE.columns}
    if row.TABLE.access is Access.PROJECT:
        return "stored.project = any(array(select project from concerned))"
    if "bassins" in columns:
        return f"%(bassin)s = any(stored.bassins){_guard(row)}"
    if "bassin" in columns:
        return "stored.bassin = %(bassin)s"
    return ""


def _guard(row: type[Row]) -> str:
    """Returns SQL that shows a citation to viewers of both the pôle and the list of themes, at that position."""
    if row is not CitationRow:
        return ""
    conditions = (
        f"exists (select from read.{table.name} as seen where seen.id = stored.{column}"
        f" and {alive('seen')} and {visible(table, 'seen')})"
        for column, table in (("pole", PoleRow.TABLE), ("themes", ThemeListRow.TABLE))
    )
    return f" and {' and '.join(conditions)}"


def _page(table: ReadTable, pairs: str, room: str) -> str:
    """Computes the changed fields for the rows of the page only."""
    name = f"'{table.name}' collate \"C\""
    fields = ", ".join(f"'{column.name}'" for column in table.columns if column.name not in table.key)
    return f"""
        select %(since)s::bigint as since, {name} as name, place, key, before, after, (
            select coalesce(jsonb_agg(jsonb_build_object(
                'table', '{table.name}', 'key', key, 'field', field, 'before', was -> field, 'after', becomes -> field
            ) order by nth), '[]')
            from unnest(array[{fields}]::text[]) with ordinality as fields (field, nth)
            where nullif(was -> field, 'null') is distinct from nullif(becomes -> field, 'null')
        ) as changes
        from (
            select place, place::jsonb as key, before, after, to_jsonb(old) as was, to_jsonb(new) as becomes
            from (
                select * from ({pairs}) as pair
                where {name} > %(after_name)s or place > %(after_place)s
                order by place limit {room}
            ) as shown
            where {name} >= %(after_name)s
        ) as compared
    """  # noqa: S608


def _pairs(table: ReadTable, condition: str) -> str:
    """Returns SQL for the two versions of each row that differs. A row that ended and began again does not."""
    fields = (column for column in table.columns if column.name not in table.key)
    differs = " or ".join(["old.key_text is null", "new.key_text is null", *map(_differs, fields)])
    return f"""
        select key_text as place, old.key_text is not null as before, new.key_text is not null as after, old, new
        from ({_ended(table, condition)}) as old full join ({_begun(table, condition)}) as new using (key_text)
        where {differs}
    """  # noqa: S608


def _differs(column: TableColumn) -> str:
    """Returns SQL that compares a column; a null within JSON equals no value."""
    was, becomes = f"old.{column.name}", f"new.{column.name}"
    if column.sql == "jsonb":
        was, becomes = f"nullif({was}, 'null')", f"nullif({becomes}, 'null')"
    return f"{was} is distinct from {becomes}"


def _shown(table: ReadTable) -> str:
    """Returns the columns, empty if they are reserved and the dossier of the row is closed to the viewer."""
    inside = opened(table, "stored")
    masked = (f"case when {inside} then stored.{name} end as {name}" for name in table.reserved)
    key_text = f'jsonb_build_array({", ".join(table.key)})::text collate "C" as key_text'
    return ", ".join([key_text, *(c.name for c in table.columns if c.name not in table.reserved), *masked])


def _ended(table: ReadTable, condition: str) -> str:
    """Returns SQL for versions that hold at `since`, but not at `at`."""
    return f"""
        select {_shown(table)} from read.{table.name} as stored
        where stored.from_position <= %(since)s and {ended("stored")} > %(since)s and {ended("stored")} <= %(at)s
        and {condition} and {visible(table, "stored")}
    """  # noqa: S608


def _begun(table: ReadTable, condition: str) -> str:
    """Returns SQL for versions that hold at `at`, but not at `since`."""
    return f"""
        select {_shown(table)} from read.{table.name} as stored
        where stored.from_position > %(since)s and {alive("stored")}
        and {condition} and {visible(table, "stored")}
    """  # noqa: S608
