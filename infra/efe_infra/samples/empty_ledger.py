"""Writing of a sample history into an empty ledger, by its owner, at instants that the sample chooses.

Appends of a running platform take the clock of the database. Only a ledger without any event takes other instants.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from eventsourcing.persistence import StoredEvent
from psycopg import Connection

from efe_infra.ledger.leaf import leaf
from efe_infra.postgres.connection import connect_without_timeout
from efe_infra.postgres.database import Database, DatabaseRole

type Row = tuple[Any, ...]

DAY_OPENS: Final = time(8, tzinfo=UTC)
BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)


class LedgerNotEmpty(Exception):
    """Ledger with events, into which no sample history is written. The message is one French line."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"Le registre a déjà {position} événement(s) : un exemple ne s'écrit que dans un registre vide."
        )


@contextmanager
def empty_ledger(database: Database) -> Iterator[Connection]:
    """Opens the transaction of the owner that fills the ledger; appends wait meanwhile. Raises `LedgerNotEmpty`."""
    with connect_without_timeout(database.conninfo(DatabaseRole.OWNER)) as connection:
        connection.execute("select from ledger.turn for update")
        [(position,)] = connection.execute("select position from ledger.head").fetchall()
        if position:
            raise LedgerNotEmpty(position)
        yield connection
        connection.execute("analyze ledger.event")
        connection.execute("notify ledger")


def next_instant(last: datetime, day: date, interval: timedelta) -> datetime:
    """Returns the instant of the next command: in the morning of its day, an interval after the last one."""
    return max(last + interval, datetime.combine(day, DAY_OPENS))


def ledger_row(position: int, at: datetime, event: StoredEvent) -> Row:
    """Returns the row of an event: its place, what the library stores, and its leaf."""
    place = position, at
    what = event.originator_id, event.originator_version, event.topic, event.state
    return (*place, *what, leaf(*place, *what))  # type: ignore[arg-type]
