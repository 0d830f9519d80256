"""How the ledger's own connections behave, and the library's names for what goes wrong on them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from select import POLLIN, poll
from typing import Any, Final

import psycopg
from eventsourcing import persistence
from psycopg.abc import RV, PQGen
from psycopg.errors import Diagnostic
from psycopg_pool import ConnectionPool

from efe_infra.postgres.database import DatabaseRole
from efe_infra.postgres.errors import WrongRole

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

SETTLE: Final = """
    select current_user, set_config('statement_timeout', %s, false), set_config(
        'synchronous_commit', case when waits in ('off', 'local') then 'on' else waits end, false
    ) from current_setting('synchronous_commit') as waits
"""
"""With a duration: from then on no statement of the connection takes longer. A commit is not bounded by it."""

BARRIER_LOCK: Final = 0x0EFE_000D  # advisory locks are numbers of one database
REPLICATED: Final = f"""
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


class ServerSilent(psycopg.OperationalError):
    """No answer within the limit of the connection, which is closed. What was asked may still be carried out."""


class Connection(psycopg.Connection[Any]):
    """A commit that is not replicated as the server is told to is an error, and so is silence beyond the limit.

    A commit that waits for a standby is never cancelled from here: it would become visible without being replicated.
    """

    limit: float | None = None
    """Seconds that a statement and its commit may take."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_cut_off = False
        self.add_notice_handler(self._heard)

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Raises `ServerSilent` or `NotReplicated`; the connection is closed then. Who has a timeout sees to it."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            result = super().wait(gen, interval, self.limit)
        except psycopg.errors._WaitTimeout as late:  # noqa: SLF001 - no other name has it
            self.pgconn.finish()
            raise ServerSilent("the server did not answer in time") from late
        self.check_replicated()
        return result

    def check_replicated(self) -> None:
        """Raises `NotReplicated`."""
        if self._is_cut_off:
            self.pgconn.finish()
            raise NotReplicated("the server ceased to wait for its standbys")

    def _heard(self, notice: Diagnostic) -> None:
        """The wording depends on the language of the server. No statement of ours has another warning."""
        self._is_cut_off |= notice.severity_nonlocalized == "WARNING" and notice.sqlstate in {"01000", "57P01"}


def connect(conninfo: str) -> Connection:
    """A connection on which every statement is a transaction."""
    return Connection.connect(conninfo, autocommit=True, **NOTICING_A_DEAD_PEER)


def settled(role: DatabaseRole, patience: float) -> Callable[[Connection], None]:
    """For the connections of a pool. The server cancels a statement that takes too long; when it does not answer at
    all, the connection is given up a little later. Raises `WrongRole`.
    """

    def configure(connection: Connection) -> None:
        connection.limit = patience
        [(found, *_)] = connection.execute(SETTLE, [in_milliseconds(0.9 * patience)]).fetchall()
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
    connection.execute(REPLICATED, prepare=True)


def check_open(connection: psycopg.Connection[Any]) -> None:
    """For the connections of a pool: a server is asked only when it has said something unasked, such as farewell.

    To ask each time is a round trip before every statement. Raises psycopg's `OperationalError` for a lost one.
    """
    if connection.closed:
        raise psycopg.OperationalError("the connection is closed")
    said = poll()
    said.register(connection.fileno(), POLLIN)
    if said.poll(0):
        ConnectionPool.check_connection(connection)


def in_milliseconds(seconds: float) -> str:
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
