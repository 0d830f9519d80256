"""Reads as values: SQL text, its parameters and the type of its rows. One port of the infrastructure runs them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from efe_projections.engine.row import Access, Concern, ReadTable
from efe_projections.engine.viewer import Viewer

ENDLESS: Final = 2**63 - 1
"""The greatest `bigint`: no event has that position."""


class ReadQuery[T: msgspec.Struct](msgspec.Struct, frozen=True):
    """A read. Placeholders are `%(name)s`; the columns are the fields of `row`, in any order."""

    sql: str
    params: Mapping[str, Any]
    row: type[T]


def alive(alias: str = "") -> str:
    """Returns SQL: the version is valid as of the parameter `at`. The one predicate of all temporal reads."""
    at = f"{alias}." if alias else ""
    return f"({at}from_position <= %(at)s and {ended(alias)} > %(at)s)"


def ended(alias: str = "") -> str:
    """Returns SQL for the position at which a version ends, `ENDLESS` while it is valid; the indexes have it too.

    With it one comparison leads to the version that holds, past those that ended before; "null or greater" does not.
    Nor would `coalesce`: behind a row policy PostgreSQL takes to an index only what it knows not to leak.
    """
    at = f"{alias}." if alias else ""
    return f"case when {at}to_position is null then {ENDLESS} else {at}to_position end"


def current(alias: str = "") -> str:
    """Returns SQL: the version is valid now. The index of the key leads to it."""
    return f"({ended(alias)} = {ENDLESS})"


def visible(
    table: ReadTable,
    alias: str = "",
    viewer_bassins: str = "%(viewer_bassins)s::text[]",
    viewer_poles: str = "%(viewer_poles)s::uuid[]",
    schema: str = "read",
) -> str:
    """Returns SQL: the viewer may see the row. The one predicate of all access; `viewing` has its parameters.

    The database holds the same predicate as a row policy, on what the port of reads declares to it of the viewer.
    """
    at = f"{alias}." if alias else ""
    match table.access:
        case Access.PUBLISHABLE:
            return unestimated(f"{at}published or {_open(table, at, viewer_bassins, viewer_poles)}")
        case Access.PUBLISHABLE_PROJECT:
            return f"({at}published or {_concerned(alias or table.name, viewer_bassins, viewer_poles, schema)})"
        case Access.SEARCHED:
            return f"({at}published or {opened(table, alias, viewer_bassins, viewer_poles, schema)})"
        case Access.DOSSIER | Access.PARTY | Access.PROJECT | Access.INVITATION:
            return unestimated(opened(table, alias, viewer_bassins, viewer_poles, schema))
        case Access.CATALOGUE | Access.INSTANCE:
            return opened(table, alias, viewer_bassins, viewer_poles, schema)


def unestimated(condition: str) -> str:
    """Wraps a condition in a `case`, whose selectivity the planner takes as one half.

    For an overlap of lists it guesses that hardly a row matches, and sorts all of them instead of walking an index in
    page order. Nor does it join on a `case`: for a few projects it would read the concerns of every project.
    """
    return f"(case when {condition} then true else false end)"


def opened(  # noqa: PLR0911 - one an access
    table: ReadTable,
    alias: str = "",
    viewer_bassins: str = "%(viewer_bassins)s::text[]",
    viewer_poles: str = "%(viewer_poles)s::uuid[]",
    schema: str = "read",
) -> str:
    """Returns SQL: the dossier of the row is open to the viewer, who also sees the `reserved` columns."""
    at = f"{alias}." if alias else ""
    match table.access:
        case Access.CATALOGUE:
            return "true"
        case Access.PUBLISHABLE | Access.DOSSIER:
            return f"({_open(table, at, viewer_bassins, viewer_poles)})"
        case Access.INSTANCE:
            return f"({at}bassin = any({viewer_bassins}))"
        case Access.PROJECT | Access.PUBLISHABLE_PROJECT:
            return _concerned(alias or table.name, viewer_bassins, viewer_poles, schema)
        case Access.SEARCHED:
            concerned = _concerned(alias or table.name, viewer_bassins, viewer_poles, schema)
            own = _open(table, at, viewer_bassins, viewer_poles)
            return f"(case when {at}project is null then {own} else {concerned} end)"
        case Access.PARTY:
            return f"({at}bassin = any({viewer_bassins}) or {at}pole = any({viewer_poles}))"
        case Access.INVITATION:
            poles = f"{at}pole = any({viewer_poles}) or {at}inviter = any({viewer_poles})"
            return f"({at}bassins && {viewer_bassins} or {poles})"


def _open(table: ReadTable, at: str, viewer_bassins: str, viewer_poles: str) -> str:
    concerned = f"{at}bassins && {viewer_bassins}"
    return f"{concerned} or {at}{table.pole} = any({viewer_poles})" if table.pole else concerned


def _concerned(at: str, viewer_bassins: str, viewer_poles: str, schema: str) -> str:
    """Returns SQL on the current concerns of a project, also in the past. A pôle that left reads up to then."""
    return f"""exists (
        select from {schema}.project_concern as concern
        where concern.project = {at}.project and {current("concern")}
        and (concern.bassin = any({viewer_bassins}) or concern.pole = any({viewer_poles}))
        and (concern.until_position is null or {at}.from_position <= concern.until_position)
    )"""


def concerning(
    table: ReadTable, alias: str = "", bassin: str = "%(bassin)s", at: str = "%(at)s", schema: str = "read"
) -> str:
    """Returns SQL: the row concerns an Instance and is valid as of a position. The one predicate of proofs.

    Only an event that concerns the Instance changes what it selects: row closure, which replaying a bundle rests on.
    """
    row = alias or table.name
    valid = f"{row}.position <= {at}" if table.append_only else _holds(row, f"{at}::bigint")
    return {
        Concern.ALL: valid,
        Concern.BASSIN: f"({row}.bassin = {bassin} and {valid})",
        Concern.BASSINS: f"({bassin} = any({row}.bassins) and {valid})",
        Concern.PROJECT: _holds(row, f"({_sight(row, bassin, at, schema)})"),
    }[table.concern]


def _holds(row: str, position: str) -> str:
    return f"int8range({row}.from_position, {row}.to_position) @> {position}"


def _sight(row: str, bassin: str, at: str, schema: str) -> str:
    """Returns SQL for the last position at which the Instance sees the project: that of its leaving, if any."""
    return f"""
        select max(least(concern.until_position, {at})) from {schema}.project_concern as concern
        where concern.project = {row}.project and concern.bassin = {bassin}
        and {_holds("concern", f"{at}::bigint")}
    """  # noqa: S608


def viewing(viewer: Viewer) -> dict[str, Any]:
    """Returns the parameters that `visible` needs."""
    return {"viewer_bassins": viewer.bassins, "viewer_poles": viewer.poles}


def valid_at(table: ReadTable, alias: str = "") -> str:
    """Returns SQL: the version is valid as of the position; of an append-only table, the row is not later."""
    at = f"{alias}." if alias else ""
    return f"{at}position <= %(at)s" if table.append_only else alive(alias)


def row_valid_at(table: ReadTable, key: Sequence[str], alias: str = "") -> str:
    """Returns SQL for the row of a key that is valid then, or none; `key` holds the values of its columns, in SQL.

    Versions of a key follow one another: only the first that ends later may be valid, and later ones are not read.
    `offset 0` keeps the look-up of an append-only table on the index, whichever statistics the planner has.
    """
    row = alias or table.name
    key_condition = " and ".join(f"{name} = {value}" for name, value in zip(table.key, key, strict=True))
    if table.append_only:
        return f"(select * from read.{table.name} where {key_condition} and {valid_at(table)} offset 0) as {row}"  # noqa: S608
    first = f"select * from read.{table.name} where {key_condition} and {ended()} > %(at)s order by {ended()} limit 1"  # noqa: S608
    return f"(select * from ({first}) as {row} where from_position <= %(at)s) as {row}"  # noqa: S608


def search_view(table: ReadTable) -> str:
    """Returns the name of the view through which a table with `lexemes` is searched."""
    return f"{table.name}_found"


def columns_of(table: ReadTable) -> str:
    return ", ".join(column.name for column in table.columns)
