"""Sources of events for folds: pages of the ledger, decoded."""

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
"""Name for all projections, when the event itself cannot be decoded or written."""


PAGE_EVENTS = 5000


class EventSource(Protocol):
    """Source of events in the order of their positions, which may have gaps."""

    def head(self) -> int:
        """Returns the last position."""
        ...

    def pages(self, after: int) -> Iterator[Sequence[LedgerEvent]]:
        """Yields the events after a position, in non-empty pages."""
        ...

    def stream(self, stream: UUID, until: int) -> Sequence[LedgerEvent]:
        """Returns the events of a rectified stream up to a position."""
        ...


class LedgerSource:
    """Durable events of the ledger, optionally up to a position."""

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
    """Returns the next events after a position."""
    with connection.cursor(binary=True) as cursor:
        return [LedgerEvent._make(row) for row in cursor.execute(PAGE_SQL, [after, limit], prepare=True)]


def read_stream(connection: psycopg.Connection[Any], stream: UUID, until: int) -> list[LedgerEvent]:
    with connection.cursor(binary=True) as cursor:
        return [LedgerEvent._make(row) for row in cursor.execute(STREAM_SQL, [stream, until], prepare=True)]


def decoded_stream(read_stream: Callable[[UUID, int], Sequence[LedgerEvent]]) -> Stream:
    return lambda stream, until: [decode_event(event) for event in read_stream(stream, until)]


def decode_event(stored: LedgerEvent) -> RecordedEvent[Event]:
    """Decodes an event. Raises `FoldFailed`, also for a topic of newer code."""
    try:
        event = decode(stored.topic, stored.state)
    except Exception as error:
        raise FoldFailed(ALL_PROJECTIONS, stored.position) from error
    return RecordedEvent(event, stored.position, stored.recorded_at.astimezone(UTC), stored.topic, stored.leaf)
