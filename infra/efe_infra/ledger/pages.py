"""The ledger in pages, as it is recorded: for projections, and beneath the library's subscriptions."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from selectors import EVENT_READ, DefaultSelector
from socket import socketpair
from typing import Any, NamedTuple, Self
from uuid import UUID

import psycopg

from efe_infra.postgres.connection import PATIENCE, PatientConnection, await_standbys, connect, settled
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.process.metrics import CLOCK_BEHIND

logger = logging.getLogger(__name__)

PULL = """
    select position, recorded_at, originator_id, originator_version, topic, state, leaf
    from ledger.event where position > %s order by position limit %s
"""

STREAM = """
    select position, recorded_at, originator_id, originator_version, topic, state, leaf
    from ledger.event where originator_id = %s and position <= %s order by originator_version
"""

BEHIND = "select extract(epoch from %s::timestamptz - clock_timestamp())::float8"
CLOCK_TOLERANCE = 1.0  # seconds

LONGEST_PAUSE = 2.0  # seconds between two attempts to connect


class LedgerEvent(NamedTuple):
    """A row of the ledger, in the order of `leaf`'s arguments."""

    position: int
    recorded_at: datetime
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    leaf: bytes


class LedgerPages:
    """Every event after a position, in order, in pages that are never empty; waits for more until `stop`.

    An event is given once it is as durable as what was acknowledged.

    It listens before it reads, reads again every `every` seconds even if nothing was announced, and connects again
    when the connection is lost. A `connection` that it is given it leaves open, and ends with it when that one
    is lost. One thread iterates; any thread may stop it. Leaving the context closes it.

    `idle` is called each time that there was nothing new; what it raises ends the iteration, unless it tells of a
    lost connection.
    """

    patience = PATIENCE
    """Seconds that a server may be silent before it is taken to be lost."""

    def __init__(
        self,
        database: Database,
        role: DatabaseRole,
        *,
        after: int = 0,
        size: int = 2000,
        every: float = 1.0,
        idle: Callable[[], object] = lambda: None,
        connection: PatientConnection | None = None,
    ) -> None:
        self._conninfo = database.conninfo(role)
        self._role = role
        self._given = connection
        self._position = after
        self._size = size
        self._every = every
        self._idle = idle
        self._stopped = False
        self._alarm, self._bell = socketpair()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._alarm.close()
        self._bell.close()

    def stop(self) -> None:
        """End the iteration, at once if it waits."""
        self._stopped = True
        with suppress(OSError):
            self._bell.send(b"!")

    def __iter__(self) -> Iterator[Sequence[LedgerEvent]]:
        """Raises psycopg's errors except those of its own connections, and `WrongRole`: no waiting cures that."""
        if self._given:
            self._listen(self._given)
            yield from self._follow(self._given)
            return
        pause = 0.05
        while not self._stopped:
            try:
                with connect(self._conninfo) as connection:
                    self._listen(connection)
                    pause = 0.05
                    yield from self._follow(connection)
            except psycopg.OperationalError as error:
                logger.warning("Following the ledger from position %d again: %s", self._position, error)
                self._sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def _listen(self, connection: PatientConnection) -> None:
        settled(self._role, self.patience)(connection)
        connection.execute("listen ledger")

    def _follow(self, connection: PatientConnection) -> Iterator[Sequence[LedgerEvent]]:
        """What was announced before a page is read is in it: only what comes later is a reason to read again."""
        with DefaultSelector() as selector, _told(connection) as news:
            selector.register(connection, EVENT_READ)
            selector.register(self._alarm, EVENT_READ)
            while not self._stopped:
                news.clear()
                if page := self._pull(connection):
                    await_standbys(connection)
                    self._position = page[-1].position
                    yield page
                    if len(page) < self._size:
                        self._check_clock(connection, page[-1])
                else:
                    self._idle()
                if len(page) < self._size and not (news or heard(connection)):
                    selector.select(self._every)
                    connection.pgconn.consume_input()
                    heard(connection)

    def _check_clock(self, connection: PatientConnection, last: LedgerEvent) -> None:
        """The ledger never goes back in time, and so hides a clock of the server that did."""
        [(behind,)] = connection.execute(BEHIND, [last.recorded_at], prepare=True).fetchall()
        CLOCK_BEHIND.set(max(0.0, behind))
        if behind > CLOCK_TOLERANCE:
            logger.warning("The clock of the database is %.1f s behind the last event of the ledger", behind)

    def _pull(self, connection: PatientConnection) -> Sequence[LedgerEvent]:
        with connection.cursor(binary=True, row_factory=_ledger_event) as cursor:
            return cursor.execute(PULL, [self._position, self._size], prepare=True).fetchall()

    def _sleep(self, seconds: float) -> None:
        with DefaultSelector() as selector:
            selector.register(self._alarm, EVENT_READ)
            selector.select(seconds)


@contextmanager
def _told(connection: PatientConnection) -> Iterator[list[psycopg.Notify]]:
    """What psycopg hears of announcements meanwhile."""
    news = list[psycopg.Notify]()
    connection.add_notify_handler(tell := news.append)
    try:
        yield news
    finally:
        connection.remove_notify_handler(tell)


def heard(connection: psycopg.Connection[Any]) -> bool:
    """Takes what was announced and has come, past psycopg, which would ask the socket again."""
    announced = False
    while connection.pgconn.notifies():
        announced = True
    return announced


def _ledger_event(_: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], LedgerEvent]:
    return LedgerEvent._make
