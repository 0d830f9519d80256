"""What changed between two positions: the versions that ended meanwhile beside those that began meanwhile."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from efe_projections.audit.parts import PARTS
from efe_projections.audit.rows import Change
from efe_projections.engine.listing import Count
from efe_projections.engine.projection import Key
from efe_projections.engine.query import Query, alive, opened, viewing, visible
from efe_projections.engine.row import Access, Row, Table
from efe_projections.engine.viewer import Viewer
from efe_projections.pole.rows import PoleRow
from efe_projections.project.rows import ProjectRow
from efe_projections.themes.rows import CitationRow, ThemeListRow


class Difference(msgspec.Struct, frozen=True):
    """A row of the table `name` that is not at the later position what it was at `since`.

    `place` is its key as a text that sorts; `before` and `after` tell at which of the two it is there, and visible.
    """

    since: int
    name: str
    place: str
    key: tuple[Any, ...]
    before: bool
    after: bool
    changes: tuple[Change, ...]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Read page by page as a listing is; as of a position it tells what changed after `since`, up to there.

    `tables` has, by row type, the condition that its rows meet. Only what the viewer may see is compared.
    """

    since: int
    tables: Mapping[type[Row], str]
    params: Mapping[str, Any]
    row: type[Difference] = Difference
    order: tuple[str, ...] = ("since", "name", "place")

    def page(self, viewer: Viewer, *, at: int, after: Key | None, limit: int) -> Query[Difference]:
        """By table, then key. `after` holds the values of `order` in the last row of the page before."""
        beyond = "where (name, place) > (%(after_name)s, %(after_place)s)" if after else ""
        _, name, place = after or (None, None, None)
        return Query(
            sql=f"{self._all()} select * from difference {beyond} order by name, place limit %(limit)s",  # noqa: S608
            params={**self._params(viewer, at), "after_name": name, "after_place": place, "limit": limit},
            row=Difference,
        )

    def count(self, viewer: Viewer, *, at: int) -> Query[Count]:
        return Query(
            sql=f"{self._all()} select count(*) as number from difference",  # noqa: S608
            params=self._params(viewer, at),
            row=Count,
        )

    def _all(self) -> str:
        return f"with difference as ({' union all '.join(map(_differences, self.tables, self.tables.values()))})"

    def _params(self, viewer: Viewer, at: int) -> dict[str, Any]:
        return {**self.params, "since": self.since, "at": at, **viewing(viewer)}


def of_entity(kind: str, entity: UUID, *, since: int) -> Comparison:
    """The entity and what belongs to it; `kind` is one of `PARTS`."""
    tables = {row: f"held.{column} = %(entity)s{_guard(row)}" for row, column in PARTS[kind].items()}
    return Comparison(since=since, tables=tables, params={"entity": entity})


def of_instance(bassin: str, *, since: int) -> Comparison:
    """All that concerns the Instance: its own, its pôles' and their acts', and the projects that concern it."""
    rows = {row for parts in PARTS.values() for row in parts}
    found = {row: condition for row in rows if (condition := _concerns(row))}
    tables = dict(sorted(found.items(), key=lambda each: each[0].TABLE.name))
    return Comparison(since=since, tables=tables, params={"bassin": bassin})


def _concerns(row: type[Row]) -> str:
    """Nothing for what concerns no Instance more than another, such as the competences of an operator."""
    columns = {column.name for column in row.TABLE.columns}
    if row.TABLE.access is Access.PROJECT:
        return f"""exists (
            select from read.project as of_it where of_it.project = held.project
            and %(bassin)s = any(of_it.bassins) and {visible(ProjectRow.TABLE, "of_it")}
        )"""
    if "bassins" in columns:
        return f"%(bassin)s = any(held.bassins){_guard(row)}"
    if "bassin" in columns:
        return "held.bassin = %(bassin)s"
    return ""


def _guard(row: type[Row]) -> str:
    """Of a citation learns only who may see the pôle and the list of themes, as they are then."""
    if row is not CitationRow:
        return ""
    seen = (
        f"exists (select from read.{table.name} as seen where seen.id = held.{column}"
        f" and {alive('seen')} and {visible(table, 'seen')})"
        for column, table in (("pole", PoleRow.TABLE), ("themes", ThemeListRow.TABLE))
    )
    return f" and {' and '.join(seen)}"


def _differences(row: type[Row], condition: str) -> str:
    """A row that ended and began again as it was is no difference."""
    table = row.TABLE
    key = ", ".join(table.key)
    fields = ", ".join(f"'{column.name}'" for column in table.columns if column.name not in table.key)
    return f"""
        select %(since)s::bigint as since, '{table.name}' as name,
            jsonb_build_array({key})::text collate "C" as place, jsonb_build_array({key}) as key,
            was is not null as before, becomes is not null as after, changes
        from (
            select {key}, to_jsonb(old) as was, to_jsonb(new) as becomes
            from ({_ended(table, condition)}) as old full join ({_begun(table, condition)}) as new using ({key})
        ) as pair, lateral (
            select coalesce(jsonb_agg(jsonb_build_object(
                'table', '{table.name}', 'key', jsonb_build_array({key}),
                'field', field, 'before', was -> field, 'after', becomes -> field
            ) order by nth), '[]') as changes
            from unnest(array[{fields}]::text[]) with ordinality as fields (field, nth)
            where nullif(was -> field, 'null') is distinct from nullif(becomes -> field, 'null')
        ) as compared
        where was is distinct from becomes
    """  # noqa: S608


def _shown(table: Table) -> str:
    """The columns, empty where they are reserved and the dossier of the row is not open to the viewer."""
    inside = opened(table, "held")
    masked = (f"case when {inside} then held.{name} end as {name}" for name in table.reserved)
    return ", ".join([*(c.name for c in table.columns if c.name not in table.reserved), *masked])


def _ended(table: Table, condition: str) -> str:
    """The versions that hold at `since`, but no more at `at`."""
    return f"""
        select {_shown(table)} from read.{table.name} as held
        where held.from_position <= %(since)s and held.to_position > %(since)s and held.to_position <= %(at)s
        and {condition} and {visible(table, "held")}
    """  # noqa: S608


def _begun(table: Table, condition: str) -> str:
    """The versions that hold at `at`, but not yet at `since`."""
    return f"""
        select {_shown(table)} from read.{table.name} as held
        where held.from_position > %(since)s and {alive("held")}
        and {condition} and {visible(table, "held")}
    """  # noqa: S608
