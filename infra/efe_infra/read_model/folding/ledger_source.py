"""The ledger as projections take it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from typing import Any, Protocol
from uuid import UUID

import psycopg

from efe_domain.shared.codec import decode
from efe_domain.shared.event import Event
from efe_infra.ledger.pages import PAGE_SQL, STREAM_SQL, LedgerEvent
from efe_infra.postgres.connection import await_standbys
from efe_infra.read_model.folding.fold import FoldFailed, Stream
from efe_projections.engine.projection import RecordedEvent

ALL_PROJECTIONS = "*"
"""Stands for every projection: the event itself cannot be read or written."""


PAGE_EVENTS = 5000


class EventSource(Protocol):
    """Events in the order of their positions, which may have gaps."""

    def head(self) -> int:
        """The last position that there is."""
        ...

    def pages(self, after: int) -> Iterator[Sequence[LedgerEvent]]:
        """The events after a position, in pages that are never empty."""
        ...

    def stream(self, stream: UUID, until: int) -> Sequence[LedgerEvent]:
        """Every event of a stream that was rectified, from its first on, up to a position."""
        ...


class LedgerSource:
    """The ledger, as it is when it is read, or up to a position; an event is given once it is durable."""

    def __init__(self, connection: psycopg.Connection[Any], until: int | None = None) -> None:
        self._connection = connection
        self._until = until

    def head(self) -> int:
        [(head,)] = self._connection.execute("select position from ledger.head").fetchall()
        return int(head) if self._until is None else min(head, self._until)

    def pages(self, after: int) -> Iterator[Sequence[LedgerEvent]]:
        while page := read_page(self._connection, after=after, limit=self._limit(after)):
            await_standbys(self._connection)
            yield page
            after = page[-1].position

    def stream(self, stream: UUID, until: int) -> Sequence[LedgerEvent]:
        return read_stream(self._connection, stream, until)

    def _limit(self, after: int) -> int:
        return PAGE_EVENTS if self._until is None else max(0, min(PAGE_EVENTS, self._until - after))


def read_page(connection: psycopg.Connection[Any], *, after: int, limit: int) -> list[LedgerEvent]:
    """The events that the ledger holds now after a position; none at its end."""
    with connection.cursor(binary=True) as cursor:
        return [LedgerEvent._make(row) for row in cursor.execute(PAGE_SQL, [after, limit], prepare=True)]


def read_stream(connection: psycopg.Connection[Any], stream: UUID, until: int) -> list[LedgerEvent]:
    """Every event of a stream up to a position."""
    with connection.cursor(binary=True) as cursor:
        return [LedgerEvent._make(row) for row in cursor.execute(STREAM_SQL, [stream, until], prepare=True)]


def decoded_stream(read: Callable[[UUID, int], Sequence[LedgerEvent]]) -> Stream:
    """As a fold takes it."""
    return lambda stream, until: [decode_event(event) for event in read(stream, until)]


def decode_event(stored: LedgerEvent) -> RecordedEvent[Event]:
    """The event with its place in the ledger. Raises `FoldFailed`, also for a topic that newer code wrote."""
    try:
        event = decode(stored.topic, stored.state)
    except Exception as error:
        raise FoldFailed(ALL_PROJECTIONS, stored.position) from error
    return RecordedEvent(event, stored.position, stored.recorded_at.astimezone(UTC), stored.topic, stored.leaf)
