"""Bounded queue of audit-trail pages for one subscriber."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from efe_projections.audit.rows import AuditEntryRow

MAX_QUEUED_ENTRIES = 512
"""Limit of trail entries that wait for one slow subscriber."""


@dataclass(frozen=True)
class TrailPage:
    """Entries of one Instance in order: all that were added up to the position `read_position`.

    They are shown as of the position `at`, and prepared once for all subscribers of the page.
    """

    rows: Sequence[AuditEntryRow]
    read_position: int
    at: int
    _shown: list[Any] = field(default_factory=list, compare=False)

    def shown[T](self, show: Callable[[AuditEntryRow, int], T]) -> Sequence[T]:
        if not self._shown:
            self._shown.extend(show(row, self.at) for row in self.rows)
        return self._shown


class SubscriberQueue:
    """Bounded queue of trail pages for one subscriber, within one event loop.

    `lost`: it overflowed and was emptied; the subscriber reads the trail again. `stale`: the subscriber's rights may
    have changed: those that rest on one of `holders`, or any right while it is None.
    """

    def __init__(self, bassin: str, start: int, *, room: int = MAX_QUEUED_ENTRIES) -> None:
        self.bassin = bassin
        self.start = start
        self.stale = True
        self.lost = False
        self.holders: frozenset[str] | None = None
        self._room = room
        self._pages: deque[TrailPage] = deque()
        self._news = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Number of entries in the queue."""
        return sum(len(page.rows) for page in self._pages)

    def offer(self, page: TrailPage) -> None:
        if self.lost:
            return
        if self.waiting + len(page.rows) > self._room:
            self.lose()
        else:
            self._pages.append(page)
            self._news.set()

    def lose(self) -> None:
        """Empties the queue and ends its feed."""
        self.lost = True
        self._pages.clear()
        self._news.set()

    def suspect(self, touched: AbstractSet[str]) -> None:
        """Marks rights that rest on these ids as possibly changed."""
        if self.holders is None or not self.holders.isdisjoint(touched):
            self.stale = True
            self._news.set()

    async def take(self, patience: float) -> TrailPage | None:
        """Returns the next page; None when it was lost, or stale, or when nothing came for so many seconds."""
        if not (self._pages or self.lost or self.stale):
            self._news.clear()
            enough = asyncio.get_running_loop().call_later(patience, self._news.set)  # costs less than a timeout
            try:
                await self._news.wait()
            finally:
                enough.cancel()
        return self._pages.popleft() if self._pages else None
