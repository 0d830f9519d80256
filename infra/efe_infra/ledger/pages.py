"""Ordered pages of ledger events, for projections and for the library's subscriptions."""

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from selectors import EVENT_READ, DefaultSelector
from socket import socketpair
from typing import Any, NamedTuple, Self
from uuid import UUID

import psycopg
from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from efe_infra.postgres.connection import CALLER_TIMEOUT_S, PatientConnection, await_standbys, connect, settle_session
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.process.metrics import CLOCK_BEHIND

logger = logging.getLogger(__name__)

PAGE_SQL = """
    select position, recorded_at, originator_id, originator_version, topic, state, leaf
    from ledger.event where position > %s order by position limit %s
"""

STREAM_SQL = """
    select position, recorded_at, originator_id, originator_version, topic, state, leaf
    from ledger.event where originator_id = %s and position <= %s order by originator_version
"""

CLOCK_LAG_SQL = "select extract(epoch from %s::timestamptz - clock_timestamp())::float8"
CLOCK_TOLERANCE_S = 1.0

FIRST_RETRY_DELAY_S = 0.05
MAX_RETRY_DELAY_S = 2.0


class LedgerEvent(NamedTuple):
    """Row of the ledger, with its columns in the order of `leaf`'s arguments."""

    position: int
    recorded_at: datetime
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    leaf: bytes


class LedgerPages:
    """Iterator over all events after a position, in non-empty pages; waits for new events until `stop`.

    Yields an event only once it is as durable as an acknowledged append.

    Listens for notifications before it reads, and polls every `poll_interval_s` in case a notification is lost.
    Reconnects when its own connection is lost. With a `connection` of the caller, leaves it open, and raises when it
    is lost.

    One thread iterates; any thread may call `stop`. Leaving the context closes the iterator.

    Calls `on_idle` whenever there was no new event. Its errors end the iteration, except those of a lost connection.
    """

    timeout_s = CALLER_TIMEOUT_S
    """Time that the server may be silent before its connection counts as lost."""

    def __init__(
        self,
        database: Database,
        role: DatabaseRole,
        *,
        after: int = 0,
        page_size: int = 2000,
        poll_interval_s: float = 1.0,
        on_idle: Callable[[], object] = lambda: None,
        connection: PatientConnection | None = None,
    ) -> None:
        self._conninfo = database.conninfo(role)
        self._role = role
        self._caller_connection = connection
        self._position = after
        self._page_size = page_size
        self._poll_interval_s = poll_interval_s
        self._on_idle = on_idle
        self._stopped = False
        self._wake_receiver, self._wake_sender = socketpair()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._wake_receiver.close()
        self._wake_sender.close()

    def stop(self) -> None:
        """Ends the iteration, and wakes the iterating thread if it waits."""
        self._stopped = True
        with suppress(OSError):
            self._wake_sender.send(b"!")

    def __iter__(self) -> Iterator[Sequence[LedgerEvent]]:
        """Raises `WrongRole`, which no retry cures, and psycopg's errors except lost connections of its own."""
        if self._caller_connection:
            self._listen(self._caller_connection)
            yield from self._follow(self._caller_connection)
            return
        delay_s = FIRST_RETRY_DELAY_S
        while not self._stopped:
            try:
                with connect(self._conninfo) as connection:
                    self._listen(connection)
                    delay_s = FIRST_RETRY_DELAY_S
                    yield from self._follow(connection)
            except psycopg.OperationalError as error:
                logger.warning("Following the ledger from position %d again: %s", self._position, error)
                self._sleep(delay_s)
                delay_s = min(2 * delay_s, MAX_RETRY_DELAY_S)

    def _listen(self, connection: PatientConnection) -> None:
        settle_session(self._role, self.timeout_s)(connection)
        connection.execute("listen ledger")

    def _follow(self, connection: PatientConnection) -> Iterator[Sequence[LedgerEvent]]:
        """Yields pages; waits when the last page is not full and no notification has come since it was read.

        Notifications from before the read are discarded, since their events are in the page.
        """
        with DefaultSelector() as selector, _collect_notifications(connection) as notifications:
            selector.register(connection, EVENT_READ)
            selector.register(self._wake_receiver, EVENT_READ)
            while not self._stopped:
                notifications.clear()
                if page := self._read_page(connection):
                    await_standbys(connection)
                    self._position = page[-1].position
                    yield page
                    if len(page) < self._page_size:
                        self._check_clock(connection, page[-1])
                else:
                    self._on_idle()
                if len(page) < self._page_size and not (notifications or _drain_notifications(connection)):
                    selector.select(self._poll_interval_s)
                    connection.pgconn.consume_input()
                    _drain_notifications(connection)

    def _check_clock(self, connection: PatientConnection, last_event: LedgerEvent) -> None:
        """Warns when the server's clock is behind the last event.

        Timestamps in the ledger never decrease, so the ledger itself does not show a clock that was set back.
        """
        [(lag_s,)] = connection.execute(CLOCK_LAG_SQL, [last_event.recorded_at], prepare=True).fetchall()
        CLOCK_BEHIND.set(max(0.0, lag_s))
        if lag_s > CLOCK_TOLERANCE_S:
            logger.warning("The clock of the database is %.1f s behind the last event of the ledger", lag_s)

    def _read_page(self, connection: PatientConnection) -> Sequence[LedgerEvent]:
        with connection.cursor(binary=True, row_factory=_ledger_event) as cursor:
            return cursor.execute(PAGE_SQL, [self._position, self._page_size], prepare=True).fetchall()

    def _sleep(self, seconds: float) -> None:
        """Sleeps until the time is over or `stop` is called."""
        with DefaultSelector() as selector:
            selector.register(self._wake_receiver, EVENT_READ)
            selector.select(seconds)


@contextmanager
def _collect_notifications(connection: PatientConnection) -> Iterator[list[psycopg.Notify]]:
    """Collects the notifications that psycopg receives while it waits for results."""
    notifications = list[psycopg.Notify]()
    connection.add_notify_handler(handler := notifications.append)
    try:
        yield notifications
    finally:
        connection.remove_notify_handler(handler)


def _drain_notifications(connection: psycopg.Connection[Any]) -> bool:
    """Discards received notifications and returns whether there were any.

    Uses libpq directly, because psycopg would read the socket again.
    """
    has_notifications = False
    while connection.pgconn.notifies():
        has_notifications = True
    return has_notifications


def _ledger_event(_: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], LedgerEvent]:
    return LedgerEvent._make


class LedgerSubscription(Subscription[ApplicationRecorder]):
    """Subscription that yields one event at a time.

    Any thread may call `stop`. The iterating thread closes the connection when it leaves the context.
    """

    def __init__(self, recorder: ApplicationRecorder, pages: LedgerPages, topics: Sequence[str]) -> None:
        super().__init__(recorder, topics=topics)
        self._pages = pages
        self._notifications = self._matching_events()

    def __next__(self) -> Notification:
        if self._has_been_stopped:
            raise StopIteration
        return next(self._notifications)

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        super().__exit__(*args, **kwargs)
        self._notifications.close()
        self._pages.__exit__()

    def stop(self) -> None:
        super().stop()
        self._pages.stop()

    def _matching_events(self) -> Generator[Notification]:
        """Yields events of the subscribed topics. Reads events of other topics too, so that the position advances."""
        for page in self._pages:
            for event in page:
                if not self._topics or event.topic in self._topics:
                    yield Notification(
                        originator_id=event.originator_id,
                        originator_version=event.originator_version,
                        topic=event.topic,
                        state=event.state,
                        id=event.position,
                    )
