"""Follower of an Instance's audit trail: entries since a position, then new ones, without a gap."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime, time, timedelta

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.scalars import Position
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import BRUSSELS, Context, day_in_law
from efe_graphql.request.subscriber_queue import SubscriberQueue, TrailPage
from efe_graphql.types.trail.entries import AuditEntry
from efe_graphql.types.trail.trail_page import admit
from efe_projections.audit.reads import TrailFilter
from efe_projections.audit.rows import AuditEntryRow

PAGE = 100
"""Number of entries in one read while catching up."""
RECHECK = timedelta(minutes=5)
"""Interval for changes of rights without an event: a day that ends, a person linked to an account."""


class Follower:
    """Follower for one subscriber. It checks the subscriber's current rights before each entry."""

    def __init__(self, context: Context, bassin: Bassin, trail_filter: TrailFilter) -> None:
        self._context = context
        self._progress = context.progress
        self._bassin = bassin
        self._filter = trail_filter
        self._good_until = context.now

    async def entries(self, after: Position | None) -> AsyncGenerator[AuditEntry]:
        """Yields entries without end: from the client's resume position, else after the position, else from now on.

        Raises `Unauthenticated` or `Forbidden`, also later; `MinPositionNotReached` at the beginning.
        """
        admit(self._context, self._bassin)
        resumed = self._progress.passed
        start = after if resumed is None else Position(resumed)
        now = await resolve_as_of(self._context, None, start)
        self._progress.passed = now.position if start is None else start
        while True:  # once, and again each time that more came than waited for
            with self._context.ports.live.follow(self._bassin) as queue:
                async with aclosing(self._answered(queue)) as entries:
                    async for entry in entries:
                        yield entry

    async def _answered(self, queue: SubscriberQueue) -> AsyncGenerator[AuditEntry]:
        async with aclosing(self._pages(queue)) as pages:
            async for page in pages:
                self._context.forget()
                for row, entry in zip(page.rows, page.shown(shared_entry), strict=True):
                    await self._check(queue)
                    if row.position > self._passed and self._filter.takes(row):
                        self._progress.at = row.position
                        yield entry
                        self._progress.passed = row.position
                self._progress.passed = max(self._passed, page.read_position)

    async def _pages(self, queue: SubscriberQueue) -> AsyncGenerator[TrailPage]:
        """Yields the pages before the feed, then those of the feed, until it is lost."""
        listing = self._filter.listing(self._bassin)
        while self._passed < queue.start:
            await self._check(queue)
            query = listing.page(self._context.viewer, at=queue.start, after=(self._passed,), limit=PAGE)
            rows = await self._context.ports.live.fetch(query, queue.start)
            yield TrailPage(
                rows, read_position=rows[-1].position if len(rows) == PAGE else queue.start, at=queue.start
            )
        while not queue.lost:
            await self._check(queue)
            if page := await queue.take(RECHECK.total_seconds()):
                yield page

    async def _check(self, queue: SubscriberQueue) -> None:
        """Raises `Unauthenticated` or `Forbidden`."""
        now = datetime.now(UTC)
        if not queue.stale and now < self._good_until:
            return
        queue.stale, queue.holders = False, None
        await self._context.renew(now)
        self._good_until = next_rights_check(now)
        queue.holders = self._context.holders
        admit(self._context, self._bassin)

    @property
    def _passed(self) -> int:
        return self._progress.passed or 0


def next_rights_check(now: datetime) -> datetime:
    """Returns the instant at which rights are checked again: the day in law may change before."""
    midnight = datetime.combine(day_in_law(now) + timedelta(days=1), time(), BRUSSELS)
    return min(now + RECHECK, midnight.astimezone(UTC))


def shared_entry(row: AuditEntryRow, at: int) -> AuditEntry:
    """Returns one object of an entry for all subscribers, who share answers that depend on the entry alone."""
    entry = AuditEntry.of(row, ResolvedAsOf(at, at))
    entry.answers = {}
    return entry
