"""The rows that a proof is about, in their canonical bytes, one after the other in the order of their key."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import psycopg
from psycopg.sql import SQL

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.definition import SCHEMA
from efe_infra.read_model.tables.session import open_session
from efe_projections.engine.query import concerning
from efe_projections.engine.row import ReadTable

APPLICATION = "efe-evidence"

_ENDED = "jsonb_build_object('to_position', case when row.to_position <= %(at)s then row.to_position end)"


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What concerns an Instance, as it holds as of a position; without an Instance, everything, past versions too."""

    bassin: str | None
    position: int


@contextmanager
def reading(database: Database) -> Iterator[psycopg.Connection[Any]]:
    """A connection that sees every row, and writes values in one way whatever the server is told otherwise."""
    with open_session(database, DatabaseRole.PROJECTOR, APPLICATION) as connection:
        for setting in ("timezone = 'UTC'", "bytea_output = 'hex'", "default_transaction_read_only = on"):
            connection.execute(f"set {setting}")
        yield connection


def lines(connection: psycopg.Connection[Any], table: ReadTable, scope: Scope) -> Iterator[str]:
    """Each row as the text of a `jsonb` object: the order of columns leaves no trace in it.

    Rows as of a position are what they are whatever is recorded or rebuilt meanwhile: no snapshot is held.
    """
    params = {"at": scope.position, "bassin": scope.bassin}
    with connection.cursor().copy(SQL(_query(table, scope)), params) as copy:
        copy.set_types(["text"])
        for (line,) in copy.rows():
            yield line


def _query(table: ReadTable, scope: Scope) -> str:
    key = ", ".join(f"row.{name}" for name in table.key)
    row, where = _whole(table) if scope.bassin is None else _as_of(table)
    if scope.bassin is None and not table.append_only:
        key += ", row.from_position"
    return f"""
        copy (select ({row})::text from {SCHEMA}.{table.name} as row where {where} order by {key})
        to stdout (format binary)
    """  # noqa: S608


def _as_of(table: ReadTable) -> tuple[str, str]:
    """When a version that holds as of the position will end is not known yet there."""
    return "to_jsonb(row) - 'to_position'", concerning(table, "row")


def _whole(table: ReadTable) -> tuple[str, str]:
    if table.append_only:
        return "to_jsonb(row)", "row.position <= %(at)s"
    return f"to_jsonb(row) || {_ENDED}", "row.from_position <= %(at)s"
