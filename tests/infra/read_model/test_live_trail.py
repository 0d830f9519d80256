"""One reader for all who follow: what it asks of the database, and what it does for the slow and the late."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from efe_graphql.request.subscriber_queue import MAX_QUEUED_ENTRIES, SubscriberQueue, TrailPage
from efe_infra.following import live_trail
from efe_infra.following.live_trail import PAGE_POSITIONS, LiveTrail
from efe_infra.process.workers import at_work
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.read_model.rebuild import rebuild
from efe_infra.web_application import READ_ERRORS
from efe_projections.audit.reads import new_entries
from efe_projections.engine.errors import ServiceUnavailable, Timeout
from efe_projections.engine.query import ReadQuery
from tests.infra.read_model.given import opened
from tests.infra.read_model.sample import SAMPLE
from tests.infra.read_model.world import World

BASSINS = ("liege", "namur", "hainaut-centre")


class CountingReads(PooledReads):
    """The reads themselves, and how many there were; `held` keeps them waiting."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given, errors=READ_ERRORS)
        self.count = 0
        self.failures: list[BaseException] = []
        self.held: asyncio.Event | None = None
        self.asked = asyncio.Event()

    async def together(self, *queries: ReadQuery[Any]) -> tuple[list[list[Any]], int]:
        self.count += 1
        if self.failures:
            raise self.failures.pop()
        found = await super().together(*queries)
        self.asked.set()
        if self.held:
            await self.held.wait()
        return found


@dataclass
class Live:
    """The reader of a world whose events are projected on demand."""

    world: World
    reads: CountingReads
    watch: PositionWatch
    trail: LiveTrail
    stack: ExitStack = field(default_factory=ExitStack)

    def follow(self, bassin: str = "liege") -> SubscriberQueue:
        return self.stack.enter_context(self.trail.follow(bassin))

    def record(self, *bassins: str) -> int:
        """One event for each."""
        last = self.world.record(*(opened(bassins=(bassin,)) for bassin in bassins))
        self.world.project()
        self.watch.reached(last)
        return last


type Scene = Callable[[Live], Awaitable[None]]


def played(world: World, scene: Scene) -> None:
    @asynccontextmanager
    async def live() -> AsyncIterator[Live]:
        watch = PositionWatch()
        async with CountingReads(world.database) as reads, LiveTrail(reads, watch) as trail:
            with ExitStack() as stack:
                yield Live(world, reads, watch, trail, stack)

    async def play() -> None:
        async with live() as playing, asyncio.timeout(20):
            await scene(playing)

    asyncio.run(play())


async def positions(queue: SubscriberQueue, until: int) -> list[int]:
    """Returns the positions of the entries up to that position."""
    found: list[int] = []
    queue.stale = False
    while not found or found[-1] < until:
        page = await queue.take(20)
        assert page, "lost"
        found += [row.position for row in page.rows]
    return found


@pytest.mark.parametrize("followers", [1, 100])
def test_a_page_is_read_once_for_however_many_follow(world: World, followers: int) -> None:
    async def scene(live: Live) -> None:
        feeds = [live.follow(BASSINS[number % 3]) for number in range(followers)]
        before = live.reads.count
        first = live.record(*BASSINS)
        seen = [await positions(queue, BASSINS.index(queue.bassin) + 1) for queue in feeds]

        assert seen == [[BASSINS.index(queue.bassin) + 1] for queue in feeds]
        assert (first, live.reads.count - before) == (3, 1)

    played(world, scene)


def test_a_watch_without_news_sends_nobody_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    last = world.record(*(opened(bassins=("liege",)) for _ in range(3)))
    world.project()
    monkeypatch.setattr(live_trail, "_MAX_WAIT_S", 0.01)

    async def scene(live: Live) -> None:
        await asyncio.sleep(0.1)

        assert live.follow().start == last

    played(world, scene)


def test_followers_of_one_instance_are_handed_the_same_rows(world: World) -> None:
    async def scene(live: Live) -> None:
        one, other = live.follow(), live.follow()
        one.stale = other.stale = False
        live.record("liege")
        first, second = await one.take(20), await other.take(20)

        assert first
        assert second
        assert first.rows[0] is second.rows[0]

    played(world, scene)


def test_nothing_is_read_while_nobody_follows(world: World) -> None:
    async def scene(live: Live) -> None:
        before = live.reads.count
        live.record("liege")
        await asyncio.sleep(0.05)
        queue = live.follow()

        assert (queue.start, live.reads.count) == (1, before)

    played(world, scene)


def test_who_comes_while_a_page_is_read_starts_where_it_ends(world: World) -> None:
    async def scene(live: Live) -> None:
        early = live.follow()
        live.reads.held = asyncio.Event()
        live.reads.asked.clear()
        live.record("liege", "namur")
        await live.reads.asked.wait()
        late = live.follow("namur")
        live.reads.held.set()
        live.record("namur", "liege")

        assert (await positions(early, 4), late.start, await positions(late, 3)) == ([1, 4], 2, [3])

    played(world, scene)


def test_who_takes_nothing_loses_the_feed_and_holds_no_memory(world: World) -> None:
    async def scene(live: Live) -> None:
        slow, quick = live.follow(), live.follow()
        last, seen = 0, 0
        while last <= MAX_QUEUED_ENTRIES:
            last = live.record(*["liege"] * 100)
            seen += len(await positions(quick, last))

        assert (slow.lost, slow.waiting, await slow.take(0)) == (True, 0, None)
        assert (quick.lost, seen) == (False, last)

    played(world, scene)


def test_a_long_page_is_read_in_parts_that_leave_nothing_out(world: World) -> None:
    async def scene(live: Live) -> None:
        queue = live.follow()
        before = live.reads.count
        last = live.record(*["liege"] * (2 * PAGE_POSITIONS + 1))

        assert await positions(queue, last) == list(range(1, last + 1))
        assert live.reads.count - before == 3

    played(world, scene)


def test_a_page_that_could_not_be_read_is_read_again(world: World) -> None:
    async def scene(live: Live) -> None:
        queue = live.follow()
        live.reads.failures = [psycopg.OperationalError(), Timeout()]
        last = live.record("liege")

        assert await positions(queue, last) == [last]

    played(world, scene)


@pytest.mark.parametrize("fault", [TypeError("columns differ"), asyncio.CancelledError(), SystemExit(0)])
def test_a_page_that_cannot_be_read_is_left_to_each_follower(world: World, fault: BaseException) -> None:
    async def scene(live: Live) -> None:
        queue = live.follow()
        queue.stale = False
        live.reads.failures = [fault]
        live.record("liege")
        nothing = await queue.take(20)
        again = live.follow()
        live.record("liege")

        assert (nothing, queue.lost) == (None, True)
        assert await positions(again, 2) == [2]
        assert [(each.name, each.restarts) for each in at_work()][-1:] == [("live-trail", 1)]

    played(world, scene)


def test_rows_that_a_crash_took_are_waited_for_and_not_left_out(world: World) -> None:
    async def scene(live: Live) -> None:
        queue = live.follow()
        lost = world.record(opened(bassins=("liege",)))
        live.reads.asked.clear()
        live.watch.reached(lost)
        await live.reads.asked.wait()
        with live.trail.follow("liege") as late, pytest.raises(ServiceUnavailable):
            await live.trail.fetch(new_entries(["liege"], after=0, to=late.start), late.start)
        last = live.record("liege")

        assert await positions(queue, last) == [lost, last]

    played(world, scene)


def test_what_a_shorter_ledger_lost_is_not_waited_for_by_who_follows(world: World) -> None:
    async def scene(live: Live) -> None:
        queue = live.follow()
        queue.stale = False
        live.watch.reached(99)
        live.reads.asked.clear()
        await live.reads.asked.wait()
        live.watch.withdraw(0)
        nothing = await queue.take(20)
        again = live.follow()
        last = live.record("liege")

        assert (nothing, queue.lost) == (None, True)
        assert await positions(again, last) == [last]

    played(world, scene)


def test_who_has_left_is_handed_nothing(world: World) -> None:
    async def scene(live: Live) -> None:
        with live.trail.follow("liege") as queue:
            assert live.trail.followers == 1
        staying = live.follow()
        last = live.record("liege")
        await positions(staying, last)

        assert (live.trail.followers, queue.waiting) == (1, 0)

    played(world, scene)


def test_a_rebuild_takes_nothing_from_who_follows(world: World) -> None:
    async def scene(live: Live) -> None:
        queue = live.follow()
        live.record("liege")
        await asyncio.to_thread(rebuild, world.database, SAMPLE)
        last = live.record("liege")

        assert await positions(queue, last) == [1, 2]

    played(world, scene)


@pytest.mark.parametrize(("holders", "stale"), [(None, True), ({"a"}, True), ({"b"}, False), (set[str](), False)])
def test_only_whose_rights_may_have_changed_looks_again(holders: set[str] | None, *, stale: bool) -> None:
    async def scene() -> bool:
        queue = SubscriberQueue("liege", 0)
        queue.stale, queue.holders = False, None if holders is None else frozenset(holders)
        queue.suspect({"a"})
        return queue.stale

    assert asyncio.run(scene()) is stale


def test_a_feed_is_patient_for_so_long() -> None:
    async def scene() -> TrailPage | None:
        queue = SubscriberQueue("liege", 0)
        queue.stale = False
        return await queue.take(0.01)

    assert asyncio.run(scene()) is None
