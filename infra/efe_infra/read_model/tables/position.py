"""Read position: one for all projections, and one of the last change for each table, moved in one transaction."""

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg.errors import DivisionByZero

from efe_infra.postgres.prepared import PreparedStatement

PositionMoved = DivisionByZero
READ_MODEL = "read-model"
CHANNEL = "read_position"
"""NOTIFY channel; the payload is the position reached."""
MOVE_SQL = """
    with moved as (
        update projection.position set position = %(new)s
        where name = %(name)s and position = %(old)s and definition = %(definition)s returning position
    ), changed as (
        update projection.table_change set position = %(new)s where name = any(%(tables)s::text[])
    )
    select 1 / count(*), pg_notify(%(channel)s, max(position)::text) from moved
"""
TRACK_SQL = """
    insert into projection.table_change (name, position)
    select tracked.name, held.position from unnest(%s::text[]) as tracked (name), projection.position as held
    where held.name = %s on conflict (name) do nothing
"""
CHANGE_ALL_SQL = """
    update projection.table_change set position = held.position from projection.position as held where held.name = %s
"""
NOTIFY_SQL = "select pg_notify(%(channel)s, %(position)s)"


def read_position(connection: psycopg.Connection[Any]) -> tuple[int, str]:
    """Returns the read position, and the fingerprint of the current tables."""
    row = connection.execute("select position, definition from projection.position where name = %s", [READ_MODEL])
    position, definition = row.fetchone() or (0, "")
    return position, definition


def move_position(*, old: int, new: int, definition: str, tables: Iterable[str]) -> PreparedStatement:
    """Returns the statement that moves the position from exactly `old`, and notifies waiters of all processes.

    It moves the last change of these tables too: in the transaction of their rows, no reader sees one without the
    other.

    It fails with `PositionMoved` if the position or the tables have changed; the rest of the pipeline fails too. As
    the first statement of a page, it locks the position against other projectors and rebuilds.
    """
    params = {
        "channel": CHANNEL,
        "name": READ_MODEL,
        "old": old,
        "new": new,
        "definition": definition,
        "tables": list(tables),
    }
    return PreparedStatement(MOVE_SQL, params, keeps_result=False)


def lock_position(connection: psycopg.Connection[Any]) -> None:
    """Locks the read position until the end of the transaction."""
    connection.execute("select from projection.position where name = %s for update", [READ_MODEL])


def set_position(connection: psycopg.Connection[Any], position: int, definition: str) -> None:
    connection.execute(
        "update projection.position set position = %s, definition = %s where name = %s",
        [position, definition, READ_MODEL],
    )


def track_changes(connection: psycopg.Connection[Any], tables: Iterable[str]) -> None:
    """Adds tables whose last change is not tracked yet, as if the last position had changed them."""
    connection.execute(TRACK_SQL, [list(tables), READ_MODEL])


def change_all(connection: psycopg.Connection[Any]) -> None:
    """Moves the last change of every table to the read position: a rebuild does not know which rows it moved past.

    A request that began before the rebuild may read the new tables as of its own, earlier position.
    """
    connection.execute(CHANGE_ALL_SQL, [READ_MODEL])


def notify_position(position: int) -> PreparedStatement:
    """Returns the statement that notifies the waiters of all processes, as `move_position` does."""
    return PreparedStatement(NOTIFY_SQL, {"channel": CHANNEL, "position": str(position)}, keeps_result=False)
