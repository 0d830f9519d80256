"""Reader of new audit entries, one a process: reads a page once and hands it to the subscribers that it concerns."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import batched, chain
from typing import Self

import msgspec
import psycopg

from efe_graphql.request.subscriber_queue import MAX_QUEUED_ENTRIES, SubscriberQueue, TrailPage
from efe_infra.process.background import supervising
from efe_infra.process.workers import Worker
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.reads import PooledReads
from efe_projections.audit.reads import new_entries, touched_by
from efe_projections.audit.rows import AuditEntryRow
from efe_projections.engine.errors import ServiceUnavailable, Superseded, Timeout
from efe_projections.engine.query import ReadQuery

logger = logging.getLogger(__name__)

PAGE_POSITIONS = 200
MAX_CATCH_UP_READS = 3
"""Concurrent reads of subscribers that catch up; the other connections are for queries."""
_MAX_WAIT_S = 60.0
_RETRY_DELAY_S = 0.5


class LiveTrail:
    """Follower of the read position, from entering the context until leaving it. It belongs to one event loop.

    `room` is the number of entries that may wait for one subscriber. A subscription that begins while a page is read
    starts at the end of that page.
    """

    def __init__(self, reads: PooledReads, watch: PositionWatch, *, room: int = MAX_QUEUED_ENTRIES) -> None:
        self._reads = reads
        self._room = room
        self._watch = watch
        self._position = 0
        self._feeds: defaultdict[str, set[SubscriberQueue]] = defaultdict(set)  # of each Instance
        self._worker = Worker("live-trail", limit=30.0, vital=True)

    async def __aenter__(self) -> Self:
        self._catching_up = asyncio.Semaphore(MAX_CATCH_UP_READS)
        self._position = await self._reads.position()
        self._watch.reached(self._position)  # a stale position would send the subscribers back to it
        self._supervision = supervising(self._worker, self._run)
        await self._supervision.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._supervision.__aexit__(None, None, None)

    @property
    def followers(self) -> int:
        return sum(map(len, self._feeds.values()))

    @contextmanager
    def follow(self, bassin: str) -> Iterator[SubscriberQueue]:
        queue = SubscriberQueue(bassin, self._position, room=self._room)
        self._feeds[bassin].add(queue)
        try:
            yield queue
        finally:
            self._feeds[bassin].discard(queue)

    async def fetch[T: msgspec.Struct](self, query: ReadQuery[T], read_position: int) -> list[T]:
        async with self._catching_up:
            return await self._whole(query, read_position)

    async def _whole[T: msgspec.Struct](self, query: ReadQuery[T], read_position: int) -> list[T]:
        """Returns the rows up to `read_position`. Raises `ServiceUnavailable` if a crash lost some of them."""
        [rows], reached = await self._reads.together(query)
        if reached < read_position:
            raise ServiceUnavailable
        return rows

    async def _run(self) -> None:
        while True:
            self._worker.beat(_MAX_WAIT_S)
            with suppress(TimeoutError):
                await self._watch.wait_async(self._position + 1, _MAX_WAIT_S)
            self._worker.beat()
            await self._hand_out(self._watch.position)

    async def _hand_out(self, read_position: int) -> None:
        after, self._position = self._position, read_position
        feeds = {bassin: tuple(followed) for bassin, followed in self._feeds.items() if followed}
        try:
            for positions in batched(range(after, read_position), PAGE_POSITIONS, strict=False) if feeds else ():
                await self._hand_page(feeds, positions[0], positions[-1] + 1)
        except BaseException:  # each subscriber reads the trail again; the next page is another one
            for queue in chain(*feeds.values()):
                queue.lose()
            self._position = min(read_position, self._watch.position)  # it may have been withdrawn
            raise

    async def _hand_page(self, feeds: Mapping[str, Sequence[SubscriberQueue]], after: int, to: int) -> None:
        rows = await self._read(new_entries(feeds.keys(), after=after, to=to), to)
        added_to: defaultdict[str, list[AuditEntryRow]] = defaultdict(list)
        touched: set[str] = set()
        for row in rows:
            added_to[row.bassin].append(row)
            touched |= touched_by(row)
        for queue in chain(*feeds.values()) if touched else ():
            queue.suspect(touched)
        for bassin, entries in added_to.items():
            page = TrailPage(entries, read_position=to, at=to)
            for queue in self._feeds[bassin].intersection(feeds.get(bassin, ())):
                queue.offer(page)

    async def _read(self, query: ReadQuery[AuditEntryRow], read_position: int) -> list[AuditEntryRow]:
        """Reads until it succeeds, since a lost page would be a gap. Raises errors that no retry cures."""
        while True:
            try:
                rows = await self._whole(query, read_position)
            except Superseded:
                raise
            except (psycopg.Error, Timeout) as error:
                if self._watch.promised < read_position:  # it was withdrawn
                    raise
                logger.warning("A page of the audit trails is read again: %s", type(error).__name__)
                await asyncio.sleep(_RETRY_DELAY_S)
            else:
                self._worker.beat()
                return rows
