"""How the ledger's own connections behave, and the library's names for what goes wrong on them."""

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

CALLER_TIMEOUT_S = 10.0
"""Seconds that a caller waits for a server that does not answer, before it raises."""

DEFAULT_TIMEOUT_S = 60.0
"""Seconds for which a connection waits for an answer, where nothing else is said: a server that lives may hang."""

TIMEOUT_MARGIN_S = 2.0
"""Seconds more than the server has itself: it says that it was too slow before it is taken to be lost."""

INTERRUPT_CHECK_S = 0.1
"""Seconds after which psycopg looks whether it is interrupted."""

DEAD_PEER_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": int(CALLER_TIMEOUT_S * 1000),
}
"""Connection parameters. Without them a server that vanished keeps its clients waiting for a quarter of an hour."""

SET_STATEMENT_TIMEOUT_SQL: Final = "select set_config('statement_timeout', %s, false)"
"""With a duration: from then on no statement of the connection takes longer."""

_LOST = ("08", "57P")
"""The connection failed; the server was ended, crashed or is not there yet."""

SETTLE_SQL: Final = """
    select current_user, set_config('statement_timeout', %s, false), set_config(
        'synchronous_commit', case when waits in ('off', 'local') then 'on' else waits end, false
    ) from current_setting('synchronous_commit') as waits
"""
"""With a duration: from then on no statement of the connection takes longer. A commit is not bounded by it."""

BARRIER_LOCK: Final = 0x0EFE_000D  # advisory locks are numbers of one database
STANDBY_BARRIER_SQL: Final = f"""
    select pg_advisory_xact_lock({BARRIER_LOCK}), pg_logical_emit_message(true, 'efe', '')
    where current_setting('synchronous_standby_names') <> '' and not pg_is_in_recovery()
"""
"""Writes to the log of the server, so that its commit waits for the standbys. What was visible before is then there
too: the log is replicated in order. Without standbys, what is visible is on disk.

A server that waits for its standbys does not notice that its client has left. Of all that ask, one waits there and
the others for the lock, where their statement times out: lost standbys do not use the connections up.
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
    """The server ceased to wait for its standbys: what was committed is visible on it, and may be lost with it."""


class PatientConnection(psycopg.Connection[Any]):
    """A server that keeps it waiting for `patience` seconds is taken to be lost: the connection is closed. So it is
    after a commit that was not replicated as the server is told to.

    A commit that waits for a standby is never cancelled from here: it would become visible without being replicated.
    """

    patience: float = DEFAULT_TIMEOUT_S

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_cut_off = False
        self.made = monotonic()
        self.add_notice_handler(self._heard)

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Self:
        return first_to_connect(conninfo, partial(super().connect, **options))

    def wait[R](self, gen: PQGen[R], interval: float = INTERRUPT_CHECK_S, timeout: float | None = None) -> R:
        """Every wait of psycopg for this connection passes here. Raises `NotReplicated`."""
        asked = monotonic()
        try:
            result = super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if timeout is None and is_lost(error):
                note_silence(self.pgconn, asked)
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
        """The wording depends on the language of the server. No statement of ours has another warning."""
        self._is_cut_off |= notice.severity_nonlocalized == "WARNING" and notice.sqlstate in {"01000", "57P01"}


def is_lost(error: psycopg.OperationalError) -> bool:
    """Whether the connection is lost; whatever else a server refuses has a state that says so."""
    return error.sqlstate is None or error.sqlstate.startswith(_LOST)


def connect(conninfo: str) -> PatientConnection:
    """A connection on which every statement is a transaction."""
    return PatientConnection.connect(conninfo, autocommit=True, **DEAD_PEER_OPTIONS)


def connect_without_timeout(conninfo: str, **options: Any) -> psycopg.Connection[Any]:
    """A connection for work that takes as long as it takes; it is made soon, or not at all."""
    return first_to_connect(conninfo, partial(psycopg.connect, **DEAD_PEER_OPTIONS, **options))


def set_statement_timeout(seconds: float) -> Callable[[PatientConnection], None]:
    """For the connections of a pool: a statement that takes longer is cancelled by the server, if it still can."""

    def configure(connection: PatientConnection) -> None:
        connection.patience = seconds + TIMEOUT_MARGIN_S
        connection.execute(SET_STATEMENT_TIMEOUT_SQL, [duration_ms(seconds)])

    return configure


def settle_session(role: DatabaseRole, patience: float) -> Callable[[PatientConnection], None]:
    """For the connections of a pool. The server cancels a statement that takes too long; when it does not answer at
    all, the connection is given up a little later. Raises `WrongRole`.
    """

    def configure(connection: PatientConnection) -> None:
        connection.patience = patience
        [(found, *_)] = connection.execute(SETTLE_SQL, [duration_ms(0.9 * patience)]).fetchall()
        try:
            check_role(found, role)
        except WrongRole:
            connection.close()  # a pool forgets it, and leaves it open
            raise

    return configure


def check_role(found: str, role: DatabaseRole) -> None:
    """A pooler may pass over what the connection string says of the role. Raises `WrongRole`."""
    if found != role:
        raise WrongRole(found, role)


def await_standbys(connection: psycopg.Connection[Any]) -> None:
    """Until all that is visible now is as durable as what was acknowledged. In autocommit: the commit is what waits.

    Raises psycopg's `OperationalError`.
    """
    connection.execute(STANDBY_BARRIER_SQL, prepare=True)


def duration_ms(seconds: float) -> str:
    """As PostgreSQL reads a duration."""
    return f"{int(seconds * 1000)}ms"


def translated(error: Exception) -> persistence.PersistenceError:
    """The same error in the library's taxonomy, whose cause it is: the state of the server is told by it alone."""
    name = next((ours for theirs, ours in _NAMES if isinstance(error, theirs)), persistence.PersistenceError)
    named = name(str(error))
    named.__cause__ = error
    return named


@contextmanager
def translating() -> Iterator[None]:
    """Raises the library's errors in place of psycopg's."""
    try:
        yield
    except psycopg.Error as error:
        raise translated(error) from error
