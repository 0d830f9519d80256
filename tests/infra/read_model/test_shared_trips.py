"""Round trips that are shared: each question is answered of a moment after it was asked, whatever the others ask."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec
import pytest
from psycopg import DataError

from efe_infra.postgres.pools import BorrowedConnection
from efe_infra.read_model.reads import shared_trips
from efe_infra.read_model.reads.read_pool import ReadConnection, ReadPool
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.web_application import READ_ERRORS
from efe_projections.engine.query import ReadQuery
from tests.infra.read_model.given import opened
from tests.infra.read_model.mortal import cut
from tests.infra.read_model.world import World


class Number(msgspec.Struct, frozen=True):
    number: int


def number(value: object) -> ReadQuery[Number]:
    return ReadQuery("select %(value)s::int8 as number", {"value": value}, Number)


def counting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Returns the numbers of queries of the trips from now on."""
    trips: list[int] = []
    fetch = ReadConnection.fetch

    async def counted(connection: ReadConnection, *queries: ReadQuery[Number]) -> list[list[Number]]:
        trips.append(len(queries))
        return await fetch(connection, *queries)

    monkeypatch.setattr(ReadConnection, "fetch", counted)
    return trips


def played(world: World, scene: Callable[[PooledReads], Awaitable[None]], *, connections: int = 2) -> None:
    async def play() -> None:
        async with (
            PooledReads(world.database, connections=connections, errors=READ_ERRORS) as reads,
            asyncio.timeout(30),
        ):
            await reads.position()
            await scene(reads)

    asyncio.run(play())


def test_questions_of_one_moment_share_a_trip_and_equal_queries(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(reads: PooledReads) -> None:
        trips = counting(monkeypatch)
        found = await asyncio.gather(*(reads.confirm(number(each), number(1)) for each in (1, 2, 2, 3)))

        assert [[row.number for [row] in rows] for rows, _ in found] == [[1, 1], [2, 1], [2, 1], [3, 1]]
        assert trips == [4]  # the state, and 1, 2, 3

    played(world, scene)


def test_a_question_never_joins_a_trip_that_has_begun(world: World) -> None:
    """What was recorded between is seen."""

    async def scene(reads: PooledReads) -> None:
        for _ in range(20):
            first = asyncio.create_task(reads.confirm())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            last = world.record(opened())
            world.project()
            _, state = await reads.confirm()

            assert state.position == last
            await first

    played(world, scene)


def test_questions_that_come_as_a_trip_ends_do_not_wait_forever(world: World) -> None:
    async def ask(reads: PooledReads, times: int) -> None:
        for each in range(times):
            await reads.confirm(number(each))

    async def scene(reads: PooledReads) -> None:
        await asyncio.gather(*(ask(reads, times) for times in range(1, 40)))

    played(world, scene)


def test_trips_that_follow_one_another_keep_their_connection(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    borrowed: list[object] = []
    borrow = ReadPool.borrowed

    def counted(pool: ReadPool, queries: Sequence[ReadQuery[Number]]) -> BorrowedConnection[ReadConnection]:
        borrowed.append(queries)
        return borrow(pool, queries)

    async def scene(reads: PooledReads) -> None:
        borrowed.clear()
        for each in range(5):
            assert (await reads.confirm(number(each)))[0] == [[Number(each)]]

    monkeypatch.setattr(ReadPool, "borrowed", counted)
    monkeypatch.setattr(shared_trips, "REST_S", 20.0)
    played(world, scene)
    assert len(borrowed) == 1


def test_a_connection_that_is_not_asked_again_goes_back(world: World) -> None:
    async def scene(reads: PooledReads) -> None:
        for each in range(5):
            await reads.confirm()
            assert await reads.fetch(number(each)) == [Number(each)]

    played(world, scene, connections=1)


def test_a_connection_that_is_lost_while_it_rests_costs_no_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(reads: PooledReads) -> None:
        for each in range(3):
            await reads.confirm()
            cut(world)
            assert (await reads.confirm(number(each)))[0] == [[Number(each)]]

    monkeypatch.setattr(shared_trips, "REST_S", 20.0)
    played(world, scene)


def test_a_question_that_fails_fails_alone(world: World) -> None:
    async def scene(reads: PooledReads) -> None:
        asked = (reads.confirm(number(each)) for each in (1, 2**70, 3))
        good, bad, other = await asyncio.gather(*asked, return_exceptions=True)

        assert isinstance(bad, Exception)
        assert not isinstance(bad, DataError)  # told as every read tells it
        assert not isinstance(good, BaseException)
        assert not isinstance(other, BaseException)
        assert (good[0], other[0]) == ([[Number(1)]], [[Number(3)]])

    played(world, scene)


def test_a_client_that_goes_takes_no_other_with_it(world: World) -> None:
    async def scene(reads: PooledReads) -> None:
        gone = asyncio.create_task(reads.confirm(number(1)))
        stays = asyncio.create_task(reads.confirm(number(2)))
        await asyncio.sleep(0)
        gone.cancel()

        rows, _ = await stays
        assert rows == [[Number(2)]]
        with pytest.raises(asyncio.CancelledError):
            await gone

    played(world, scene)


def test_questions_are_answered_by_another_connection_where_one_is_lost(world: World) -> None:
    async def scene(reads: PooledReads) -> None:
        await reads.confirm()
        cut(world)
        found = await asyncio.gather(*(reads.confirm(number(each)) for each in (1, 2, 3)))

        assert [rows for rows, _ in found] == [[[Number(1)]], [[Number(2)]], [[Number(3)]]]

    played(world, scene)


def test_a_question_does_not_wait_for_another_that_hangs(world: World) -> None:
    """Neither if both share a trip, nor if the trip had begun."""
    hanging = ReadQuery("select 1::int8 as number from pg_sleep(%(value)s)", {"value": 3}, Number)

    async def scene(reads: PooledReads) -> None:
        asked = [asyncio.create_task(reads.confirm(each)) for each in (hanging, number(2))]
        await asyncio.sleep(0)
        asked.append(asyncio.create_task(reads.confirm(number(3))))
        slow, *others = asked

        for each in others:
            await each
        assert not slow.done()
        await slow

    played(world, scene)
