"""Connections whose every wait has a timeout, and the translation of psycopg's errors into the library's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any, Final, Self

import psycopg
from eventsourcing import persistence
from psycopg.abc import PQGen
from psycopg.errors import Diagnostic

from efe_infra.postgres.database import DatabaseRole
from efe_infra.postgres.errors import WrongRole
from efe_infra.postgres.hosts import first_to_connect, note_silence
from efe_infra.postgres.session_settings import connect_pinned

CALLER_TIMEOUT_S = 10.0
"""Time that a caller waits for a server that does not answer."""

DEFAULT_TIMEOUT_S = 60.0
"""Default time that a connection waits for an answer: a running server may hang."""

TIMEOUT_MARGIN_S = 2.0
"""Time that the client waits beyond the server's own timeout, so that the server can report it first."""

CHANGE_LOCK_TIMEOUT_S: Final = 60
"""Time that a change of the schema waits for another one."""

INTERRUPT_CHECK_S = 0.1
"""Interval at which psycopg checks for an interrupt."""

DEAD_PEER_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": int(CALLER_TIMEOUT_S * 1000),
}
"""Connection parameters. Without them, clients of a vanished server wait for a quarter of an hour."""

SET_STATEMENT_TIMEOUT_SQL: Final = "select set_config('statement_timeout', %s, false)"
"""Takes a duration and bounds every later statement of the session."""

_LOST = ("08", "57P")
"""Classes of states: connection lost, server shut down, crashed or starting."""

SETTLE_SQL: Final = """
    select current_user, set_config('statement_timeout', %s, false), set_config(
        'synchronous_commit', case when waits in ('off', 'local') then 'on' else waits end, false
    ) from current_setting('synchronous_commit') as waits
"""
"""Takes a duration and bounds every later statement of the session, but not its commits."""

BARRIER_LOCK: Final = 0x0EFE_000D  # advisory locks are numbers of one database
STANDBY_BARRIER_SQL: Final = f"""
    select pg_advisory_xact_lock({BARRIER_LOCK}), pg_logical_emit_message(true, 'efe', '')
    where current_setting('synchronous_standby_names') <> '' and not pg_is_in_recovery()
"""
"""Writes to the WAL, so that the commit waits for the standbys. WAL is replicated in order: what was visible before
is replicated too. Without standbys, what is visible is on disk.

A server that waits for its standbys does not notice that its client has left. The lock lets one session wait there;
the others time out at the lock, so that lost standbys do not use up the connections.
"""

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


class NotReplicated(psycopg.OperationalError):
    """Commit that is visible, but not replicated: the server has stopped waiting for its standbys."""


class PatientConnection(psycopg.Connection[Any]):
    """Connection with a timeout for every wait. It closes when the server does not answer in time, and after a commit
    that was not replicated.

    Never cancels a commit that waits for a standby: it would become visible without being replicated.
    """

    patience: float = DEFAULT_TIMEOUT_S

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_cut_off = False
        self.made = monotonic()
        self.add_notice_handler(self._heard)

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Self:
        return first_to_connect(conninfo, partial(connect_pinned, partial(super().connect, **options)))

    def wait[R](self, gen: PQGen[R], interval: float = INTERRUPT_CHECK_S, timeout: float | None = None) -> R:
        """Bounds every wait of psycopg. Raises `NotReplicated`."""
        started_at = monotonic()
        try:
            result = super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if timeout is None and is_lost(error):
                note_silence(self.pgconn, started_at)
                self.close()
            raise
        self.check_replicated()
        return result

    def check_replicated(self) -> None:
        """Raises `NotReplicated`."""
        if self._is_cut_off:
            self.close()
            raise NotReplicated("the server ceased to wait for its standbys")

    def _heard(self, notice: Diagnostic) -> None:
        """Notes a warning about standbys. Its wording depends on the server's language; no other warning occurs."""
        self._is_cut_off |= notice.severity_nonlocalized == "WARNING" and notice.sqlstate in {"01000", "57P01"}


def is_lost(error: psycopg.OperationalError) -> bool:
    """Tells whether the connection is lost. Every other error has a state."""
    return error.sqlstate is None or error.sqlstate.startswith(_LOST)


def connect(conninfo: str) -> PatientConnection:
    """Connects in autocommit, with a timeout for every wait."""
    return PatientConnection.connect(conninfo, autocommit=True, **DEAD_PEER_OPTIONS)


def connect_without_timeout(conninfo: str, **options: Any) -> psycopg.Connection[Any]:
    """Connects for long work, with a timeout for the connection attempt only."""
    connect_once = partial(psycopg.Connection.connect, **DEAD_PEER_OPTIONS, **options)
    return first_to_connect(conninfo, partial(connect_pinned, connect_once))


def lock_alone(connection: psycopg.Connection[Any], lock: int) -> None:
    """Takes an advisory lock for the rest of the transaction. From here on, each wait for a lock has a bound.

    Raises psycopg's `LockNotAvailable`.
    """
    connection.execute(f"set local lock_timeout = '{CHANGE_LOCK_TIMEOUT_S}s'")
    connection.execute("select pg_advisory_xact_lock(%s)", [lock])


def set_statement_timeout(seconds: float) -> Callable[[PatientConnection], None]:
    """Returns a pool's `configure` that bounds each statement, on the server and in the client."""

    def configure(connection: PatientConnection) -> None:
        connection.patience = seconds + TIMEOUT_MARGIN_S
        connection.execute(SET_STATEMENT_TIMEOUT_SQL, [duration_ms(seconds)])

    return configure


def settle_session(role: DatabaseRole, patience: float) -> Callable[[PatientConnection], None]:
    """Returns a pool's `configure` that checks the role and bounds each statement; it raises `WrongRole`.

    The server cancels a slow statement. If the server does not answer, the client gives up a little later.
    """

    def configure(connection: PatientConnection) -> None:
        connection.patience = patience
        [(current_user, *_)] = connection.execute(SETTLE_SQL, [duration_ms(0.9 * patience)]).fetchall()
        check_role(current_user, role)

    return configure


def check_role(current_user: str, role: DatabaseRole) -> None:
    """Raises `WrongRole`. A pooler may ignore the role in the connection string."""
    if current_user != role:
        raise WrongRole(current_user, role)


def await_standbys(connection: psycopg.Connection[Any]) -> None:
    """Waits until all that is visible now is as durable as an acknowledged append. Needs autocommit.

    Raises psycopg's `OperationalError`.
    """
    connection.execute(STANDBY_BARRIER_SQL, prepare=True)


def duration_ms(seconds: float) -> str:
    return f"{int(seconds * 1000)}ms"


def translated(error: Exception) -> persistence.PersistenceError:
    """Returns the library's error for a psycopg error, which stays its cause with the server's state."""
    name = next((ours for theirs, ours in _NAMES if isinstance(error, theirs)), persistence.PersistenceError)
    library_error = name(str(error))
    library_error.__cause__ = error
    return library_error


@contextmanager
def translating() -> Iterator[None]:
    """Raises the library's errors in place of psycopg's."""
    try:
        yield
    except psycopg.Error as error:
        raise translated(error) from error
