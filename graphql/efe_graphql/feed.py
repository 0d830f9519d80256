"""What is handed to one who follows the audit trail of an Instance."""

import asyncio
from collections import deque
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from efe_projections.audit import AuditEntryRow

ROOM = 512
"""Entries that wait at most for one who takes them slowly."""


@dataclass(frozen=True)
class Page:
    """Entries of one Instance, in their order: all that were added up to the position `reach`."""

    rows: Sequence[AuditEntryRow]
    reach: int


class Feed:
    """Pages that wait to be taken. Of one event loop.

    `lost` says that more came than there is room for: nothing waits any more, and what follows is to be read from
    the trail itself. `stale` says that the rights of who follows may have changed: those that rest on one of
    `holders`, or any while it is None.
    """

    def __init__(self, bassin: str, start: int, *, room: int = ROOM) -> None:
        self.bassin = bassin
        self.start = start
        self.stale = True
        self.lost = False
        self.holders: frozenset[str] | None = None
        self._room = room
        self._pages: deque[Page] = deque()
        self._news = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many entries wait."""
        return sum(len(page.rows) for page in self._pages)

    def offer(self, page: Page) -> None:
        if self.lost:
            return
        if self.waiting + len(page.rows) > self._room:
            self.lose()
        else:
            self._pages.append(page)
            self._news.set()

    def lose(self) -> None:
        """Nothing more is handed to this feed."""
        self.lost = True
        self._pages.clear()
        self._news.set()

    def suspect(self, touched: AbstractSet[str]) -> None:
        """The rights that rest on these ids may have changed."""
        if self.holders is None or not self.holders.isdisjoint(touched):
            self.stale = True
            self._news.set()

    async def take(self, patience: float) -> Page | None:
        """The next page; None when it was lost, or stale, or when nothing came for so many seconds."""
        if not (self._pages or self.lost or self.stale):
            self._news.clear()
            try:
                async with asyncio.timeout(patience):
                    await self._news.wait()
            except TimeoutError:
                return None
        return self._pages.popleft() if self._pages else None
