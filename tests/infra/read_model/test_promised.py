"""A server that crashed has lost rows of the read model: nobody is answered from before what this process told."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads import read_pool
from efe_infra.read_model.reads import reads as module
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.web_application import READ_ERRORS
from tests.infra.read_model.given import opened
from tests.infra.read_model.mortal import cut
from tests.infra.read_model.world import World


def crash(world: World) -> None:
    """All that was projected is lost, and every connection that reads it."""
    world.forget()
    cut(world)


def played(world: World, scene: Callable[[PooledReads, PositionWatch], Awaitable[None]]) -> None:
    async def play() -> None:
        watch = PositionWatch()
        async with (
            PooledReads(world.database, watch, connections=2, errors=READ_ERRORS) as reads,
            asyncio.timeout(20),
        ):
            await scene(reads, watch)

    asyncio.run(play())


@pytest.mark.parametrize("heard", [True, False], ids=["heard of", "read"])
def test_rows_are_projected_again_before_anybody_is_answered(world: World, *, heard: bool) -> None:
    async def scene(reads: PooledReads, watch: PositionWatch) -> None:
        last = world.record(opened(), opened())
        world.project()
        if heard:
            watch.reached(last)
        else:
            assert await reads.position() == last
        crash(world)
        watch.restart_at(0)
        asked = asyncio.create_task(reads.position())
        done, _ = await asyncio.wait([asked], timeout=0.3)
        world.project()

        assert (done, await asked) == (set(), last)

    played(world, scene)


def test_what_does_not_come_back_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CALLER_TIMEOUT_S", 0.2)

    async def scene(reads: PooledReads, watch: PositionWatch) -> None:
        world.record(opened())
        world.project()
        watch.reached(99)
        crash(world)

        before = reads.lineage

        assert (await reads.position(), watch.promised, watch.position) == (0, 0, 0)
        assert reads.lineage > before  # the positions may become those of other events

    played(world, scene)


def test_a_server_that_took_over_has_a_lineage_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that comes back to the same server changes nothing; a server that began later is another one."""

    async def scene(reads: PooledReads, _: PositionWatch) -> None:
        await reads.position()
        before = reads.lineage
        cut(world)
        await reads.position()
        assert reads.lineage == before

        began = "pg_postmaster_start_time()"
        monkeypatch.setattr(read_pool, "SETTINGS_SQL", read_pool.SETTINGS_SQL.replace(began, f"{began} + '1 s'"))
        cut(world)
        await reads.position()
        assert reads.lineage > before

    played(world, scene)
