"""How the ledger's own connections behave, and the library's names for what goes wrong on them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from select import POLLIN, poll
from typing import Any, Final

import psycopg
from eventsourcing import persistence
from psycopg_pool import ConnectionPool

PATIENCE = 10.0
"""Seconds for which a caller waits for a server that does not answer; then it is told."""

NOTICING_A_DEAD_PEER: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": int(PATIENCE * 1000),
}
"""Connection parameters. Without them a server that vanished keeps its clients waiting for a quarter of an hour."""

BOUND: Final = "select set_config('statement_timeout', %s, false)"
"""With a duration: from then on no statement of the connection takes longer."""

_NAMES = (
    (psycopg.IntegrityError, persistence.IntegrityError),
    (psycopg.DataError, persistence.DataError),
    (psycopg.OperationalError, persistence.OperationalError),
    (psycopg.InternalError, persistence.InternalError),
    (psycopg.ProgrammingError, persistence.ProgrammingError),
    (psycopg.NotSupportedError, persistence.NotSupportedError),
    (psycopg.InterfaceError, persistence.InterfaceError),
    ((ValueError, TypeError), persistence.DataError),
)


def connect(conninfo: str) -> psycopg.Connection:
    """A connection on which every statement is a transaction."""
    return psycopg.connect(conninfo, autocommit=True, **NOTICING_A_DEAD_PEER)


def bound(seconds: float) -> Callable[[psycopg.Connection], None]:
    """For the connections of a pool: a statement that takes longer is cancelled by the server."""

    def configure(connection: psycopg.Connection) -> None:
        connection.execute(BOUND, [in_milliseconds(seconds)])

    return configure


def check_open(connection: psycopg.Connection[Any]) -> None:
    """For the connections of a pool: a server is asked only when it has said something unasked, such as farewell.

    To ask each time is a round trip before every statement. Raises psycopg's `OperationalError` for a lost one.
    """
    said = poll()
    said.register(connection.fileno(), POLLIN)
    if said.poll(0):
        ConnectionPool.check_connection(connection)


def in_milliseconds(seconds: float) -> str:
    """As PostgreSQL reads a duration."""
    return f"{int(seconds * 1000)}ms"


def translated(error: Exception) -> persistence.PersistenceError:
    """The same error in the library's taxonomy."""
    for theirs, ours in _NAMES:
        if isinstance(error, theirs):
            return ours(str(error))
    return persistence.PersistenceError(str(error))


@contextmanager
def translating() -> Iterator[None]:
    """Raises the library's errors in place of psycopg's."""
    try:
        yield
    except psycopg.Error as error:
        raise translated(error) from error
