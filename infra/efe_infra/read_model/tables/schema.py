"""Schema of all read tables: derived from row types, never migrated, rebuilt when it changes."""

from typing import Any

import psycopg

from efe_infra.postgres.connection import connect_without_timeout, lock_alone
from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.definition import create_views, define, tables_of
from efe_infra.read_model.tables.fingerprint import combined_fingerprint, fingerprints, store_fingerprints
from efe_infra.read_model.tables.generation import GENERATION, Precedence, compare_generations, record_generation
from efe_infra.read_model.tables.position import READ_MODEL, track_changes
from efe_projections.engine.audit_fold import Projections

BOOKKEEPING = """\
-- How far the read model has come. `definition` sums up the fingerprints of what wrote it.
create table if not exists projection.position (
    name text primary key,
    position bigint not null,
    definition text
);

-- The last position that changed a table, with room on its page for new versions. The two tables of the audit trail
-- are left out: every event changes them.
create table if not exists projection.table_change (
    name text primary key,
    position bigint not null
) with (fillfactor = 25);

-- What each projection was when its table was built.
create table if not exists projection.fingerprint (
    projection text primary key,
    fingerprint text not null
);

-- Every version of the code whose tables were in use, and its generation: they go forward only.
create table if not exists projection.built (
    definition text primary key,
    generation bigint not null,
    built_at timestamptz not null default clock_timestamp()
);

-- The event that stops the read model, until it passes.
create table if not exists projection.failure (
    position bigint primary key,
    projection text not null,
    error text not null,
    message text not null,
    since timestamptz not null default clock_timestamp(),
    attempts bigint not null default 1
);
"""

_LOCK = 0x0EFE_0001


def render(projections: Projections) -> str:
    derived = "\n".join([*(define(table) for table in tables_of(projections)), create_views(projections.audit)])
    return f"-- Derived from the row types by `efe schema`; not to be edited.\n\n{BOOKKEEPING}\n{derived}"


def create_read_tables(database: Database, projections: Projections, *, generation: int = GENERATION) -> None:
    """Creates missing tables, unless the others are of a later version. A rebuild replaces existing tables."""
    built = fingerprints(projections)
    with connect_without_timeout(database.owner) as connection:
        lock_alone(connection, _LOCK)
        connection.execute("create schema if not exists projection authorization efe_projector")
        connection.execute("set local role efe_projector")
        connection.execute(BOOKKEEPING)
        started = connection.execute(
            "insert into projection.position (name, position, definition) values (%s, 0, %s) on conflict do nothing",
            [READ_MODEL, combined_fingerprint(built)],
        )
        if started.rowcount:
            store_fingerprints(connection, built)
        track_changes(connection, (projection.row.TABLE.name for projection in projections))
        order = compare_generations(connection, built, generation)
        if order.precedence is Precedence.CURRENT and order.stored < generation:
            record_generation(connection, built, generation)
        if not order.is_behind:
            _create_missing(connection, projections)


def _create_missing(connection: psycopg.Connection[Any], projections: Projections) -> None:
    for table in tables_of(projections):
        if not _exists(connection, table.name):
            connection.execute(define(table))
    if not _exists(connection, "position"):
        connection.execute(create_views(projections.audit))


def _exists(connection: psycopg.Connection[Any], name: str) -> bool:
    [(exists,)] = connection.execute("select to_regclass(%s) is not null", [f"read.{name}"]).fetchall()
    return bool(exists)
