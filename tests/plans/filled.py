"""Rows by SQL in the read tables of which the simulation has nothing to tell: as many as its other tables have."""

from collections.abc import Collection
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

import msgspec
import psycopg
from psycopg.sql import SQL, Identifier

from efe_domain.catalogue import CORRECTIONS
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.definition import SCHEMA
from efe_projections.audit.rows import RecordedEventRow, TrailRow
from efe_projections.catalogue import PROJECTIONS
from efe_projections.correction.pending import PendingCorrectionRow
from efe_projections.engine.row import Row, TableColumn
from tests.domain.projects import CONTENT

ROWS = 5_000
VERSIONS = 4
"""Of each row, one after the other; only the last one holds."""
FEWER = {PendingCorrectionRow.TABLE.name: 10}
"""Tables of what waits: so many times fewer rows than what it waits among."""
_BASSIN = "(array['liege','namur','verviers','luxembourg','huy-waremme','hainaut-sud'])[1 + nth %% 6]"
_VALUES = {
    "uuid": "md5('{name}' || nth)::uuid",
    "date": "date '2024-01-01' + (nth %% 700)",
    "time": "time '14:00'",
    "boolean": "nth %% 2 = 0",
    "bigint": "nth",
    "jsonb": "'[]'",
    'text[] collate "C"': "array[md5('{name}' || nth)::uuid::text]",
    'text collate "C"': "'{name}-' || nth %% 50",
}


def _one_of(words: Collection[str]) -> str:
    return f"(array[{', '.join(f"'{each}'" for each in words)}])[1 + nth %% {len(words)}]"


_NAMED = {
    "action": """'{"number":1,"rank":1}'""",
    "actor": "md5('actor' || nth)::uuid::text",
    "bassin": _BASSIN,
    "bassins": f"array[{_BASSIN}]",
    "cause_kind": _one_of(CORRECTIONS),
    "content": f"'{msgspec.json.encode(CONTENT).decode()}'",
    "entity_kind": _one_of(CORRECTIONS),
    "sha256": "repeat(md5(nth::text), 2)",
}


def fill(database: Database, rows: int = ROWS, *, fewer_than: int = 1) -> None:
    """Each table that is empty, or has fewer rows than that, with so many, of which a few are of each Instance."""
    with psycopg.connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        rows_of: list[type[Row]] = [*(projection.row for projection in PROJECTIONS), RecordedEventRow, TrailRow]
        for row in rows_of:
            name = Identifier(SCHEMA, row.TABLE.name)
            if connection.execute(SQL("select from {} limit %s").format(name), [fewer_than]).rowcount < fewer_than:
                connection.execute(_insert(row), {"rows": rows // FEWER.get(row.TABLE.name, 1), "versions": VERSIONS})
                connection.execute(SQL("analyze {}").format(name))


def _insert(row: type[Row]) -> str:
    table, hints = row.TABLE, get_type_hints(row)
    names = ", ".join(column.name for column in table.columns)
    values = ", ".join(value(column, hints[column.name]) for column in table.columns)
    return f"""
        insert into {SCHEMA}.{table.name} ({names}, from_position, to_position, recorded_at)
        select {values}, nth * %(versions)s + version, case when version + 1 < %(versions)s
            then nth * %(versions)s + version + 1 end, now()
        from generate_series(1, %(rows)s) as nth, generate_series(0, %(versions)s - 1) as version
    """


def value(column: TableColumn, hint: Any) -> str:
    one = _innermost(hint)
    if column.name in _NAMED:
        return _NAMED[column.name]
    if issubclass(one, StrEnum) and column.sql != "jsonb":
        return f"array[{_one_of(one)}]" if "[]" in column.sql else _one_of(one)
    if column.nullable and column.sql == "jsonb":
        return "null"
    return _VALUES[column.sql].format(name=column.name)


def _innermost(hint: Any) -> type:
    """Returns the type within an optional or a list."""
    parts = [each for each in get_args(hint) if each is not NoneType]
    return _innermost(parts[0]) if parts else hint
