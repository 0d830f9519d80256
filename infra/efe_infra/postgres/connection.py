"""How the ledger's own connections behave, and the library's names for what goes wrong on them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from eventsourcing import persistence
from psycopg.abc import PQGen

PATIENCE = 10.0
"""Seconds for which a caller waits for a server that does not answer; then it is told."""

LONGEST = 60.0
"""Seconds for which a connection waits for an answer, where nothing else is said: a server that lives may hang."""

MARGIN = 2.0
"""Seconds more than the server has itself: it says that it was too slow before it is taken to be lost."""

INTERVAL = 0.1
"""Seconds after which psycopg looks whether it is interrupted."""

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

_LOST = ("08", "57P")
"""The connection failed; the server was ended, crashed or is not there yet."""

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


class PatientConnection(psycopg.Connection[Any]):
    """A server that keeps it waiting for `patience` seconds is taken to be lost: the connection is closed."""

    patience: float = LONGEST

    def wait[R](self, gen: PQGen[R], interval: float = INTERVAL, timeout: float | None = None) -> R:
        """Every wait of psycopg for this connection passes here."""
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if timeout is None and is_lost(error):
                self.close()
            raise


def is_lost(error: psycopg.OperationalError) -> bool:
    """Whether the connection is lost; whatever else a server refuses has a state that says so."""
    return error.sqlstate is None or error.sqlstate.startswith(_LOST)


def connect(conninfo: str) -> PatientConnection:
    """A connection on which every statement is a transaction."""
    return PatientConnection.connect(conninfo, autocommit=True, **NOTICING_A_DEAD_PEER)


def bound(seconds: float) -> Callable[[PatientConnection], None]:
    """For the connections of a pool: a statement that takes longer is cancelled by the server, if it still can."""

    def configure(connection: PatientConnection) -> None:
        connection.patience = seconds + MARGIN
        connection.execute(BOUND, [in_milliseconds(seconds)])

    return configure


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
