"""The read tables as a whole: derived from the row types, never migrated, rebuilt when they change."""

from collections.abc import Sequence
from typing import Any

import psycopg

from efe_infra.postgres.database import Database
from efe_infra.read_model.definition import SHADOW, define, tables_of
from efe_infra.read_model.fingerprint import combined, fingerprints, remember
from efe_infra.read_model.position import READ_MODEL
from efe_projections.projection import Projection

BOOKKEEPING = """\
-- How far the read model has come. `definition` sums up the fingerprints of what wrote it.
create table if not exists read.position (
    name text primary key,
    position bigint not null,
    definition text
);
grant select on read.position to efe_read;

-- What each projection was when its table was built.
create table if not exists read.fingerprint (
    projection text primary key,
    fingerprint text not null
);

-- The event that stops the read model, until it passes.
create table if not exists read.failure (
    position bigint primary key,
    projection text not null,
    error text not null,
    message text not null,
    since timestamptz not null default clock_timestamp(),
    attempts bigint not null default 1
);
"""

_LOCK = 0x0EFE_0001


def render(projections: Sequence[Projection[Any]]) -> str:
    """The definitions of all read tables, as a text to be read and compared."""
    derived = "\n".join(define(table) for table in tables_of(projections))
    return f"-- Derived from the row types by `efe schema`; not to be edited.\n\n{BOOKKEEPING}\n{derived}"


def create_read_tables(database: Database, projections: Sequence[Projection[Any]]) -> None:
    """Create the tables that are missing. Those that exist stay as they are: a rebuild replaces them."""
    with psycopg.connect(database.admin) as connection:
        connection.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        connection.execute(f"create schema if not exists {SHADOW} authorization efe_projector".encode())
        connection.execute("set local role efe_projector")
        connection.execute(BOOKKEEPING.encode())
        for table in tables_of(projections):
            if not _exists(connection, table.name):
                connection.execute(define(table).encode())
        built = fingerprints(projections)
        started = connection.execute(
            "insert into read.position (name, position, definition) values (%s, 0, %s) on conflict do nothing",
            [READ_MODEL, combined(built)],
        )
        if started.rowcount:
            remember(connection, built)


def _exists(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute("select to_regclass(%s) is not null", [f"read.{name}"]).fetchone()
    return bool(found and found[0])
