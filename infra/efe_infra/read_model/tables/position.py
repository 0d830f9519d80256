"""How far the read model has come: one position for all projections, moved with what they wrote."""

from typing import Any

import psycopg
from eventsourcing.persistence import IntegrityError, Tracking, TrackingRecorder
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
    )
    select 1 / count(*), pg_notify(%(channel)s, max(position)::text) from moved
"""
NOTIFY_SQL = "select pg_notify(%(channel)s, %(position)s)"


class ReadPosition(TrackingRecorder):
    """Positions by name, on one connection. The read model has the name `READ_MODEL`."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def insert_tracking(self, tracking: Tracking) -> None:
        """Move the named position forward. Raises `IntegrityError` when it has come that far already."""
        with self._connection.transaction():
            move_position = self._connection.execute(
                "insert into projection.position as held (name, position) values (%s, %s)"
                " on conflict (name) do update set position = excluded.position"
                " where held.position < excluded.position",
                [tracking.application_name, tracking.notification_id],
            )
        if not move_position.rowcount:
            raise IntegrityError(f"{tracking} is recorded already")

    def max_tracking_id(self, application_name: str) -> int | None:
        with self._connection.transaction():
            found = self._connection.execute(
                "select position from projection.position where name = %s", [application_name]
            )
            row = found.fetchone()
        return row[0] if row else None


def read_position(connection: psycopg.Connection[Any]) -> tuple[int, str]:
    """The position of the read model, and the definition by which its tables were built."""
    found = connection.execute("select position, definition from projection.position where name = %s", [READ_MODEL])
    position, definition = found.fetchone() or (0, "")
    return position, definition


def move_position(*, old: int, new: int, definition: str) -> PreparedStatement:
    """Moves the read model from exactly `old`, if its tables are still of this definition, and tells who waits in any
    process once that is committed; else `PositionMoved`, by which the server refuses all that comes after it too.

    The first statement of a page: until it commits, no one else moves the position and no rebuild takes the tables.
    """
    params = {"channel": CHANNEL, "name": READ_MODEL, "old": old, "new": new, "definition": definition}
    return PreparedStatement(MOVE_SQL, params, wanted=False)


def lock_position(connection: psycopg.Connection[Any]) -> None:
    """Keep the read model where it is until the end of the transaction."""
    connection.execute("select from projection.position where name = %s for update", [READ_MODEL])


def set_position(connection: psycopg.Connection[Any], position: int, definition: str) -> None:
    """Where the read model is, and what its tables are, after a rebuild."""
    connection.execute(
        "update projection.position set position = %s, definition = %s where name = %s",
        [position, definition, READ_MODEL],
    )


def notify_position(position: int) -> PreparedStatement:
    """Tells who waits in any process, as `move_position` does."""
    return PreparedStatement(NOTIFY_SQL, {"channel": CHANNEL, "position": str(position)}, wanted=False)
