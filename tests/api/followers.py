"""Subscriptions in one process, and the reads that they cost."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
from strawberry.types import ExecutionResult

from efe_domain.shared.axis import Axis, AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext, in_context
from efe_graphql.request.context import Context, open_context
from efe_graphql.request.ports import Ports
from efe_graphql.schema import schema
from efe_infra.composition import watching
from efe_infra.following.live_trail import LiveTrail
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.web_application import READ_ERRORS, ports_of
from efe_projections.engine.query import ReadQuery
from tests.api.given import LONG_AGO, TODAY, Api
from tests.api.streams import PATIENCE

ENTRIES = "subscription ($after: Position) { auditEntries(bassin: LIEGE, after: $after) { seq } }"
COORDINATOR = f"coordination-{Bassin.LIEGE}"
ROOM = 3
type Results = AsyncGenerator[ExecutionResult]


class CountingReads(PooledReads):
    """Reads themselves, and how many there were."""

    count = 0

    async def fetch[T: msgspec.Struct](self, query: ReadQuery[T]) -> list[T]:
        self.count += 1
        return await super().fetch(query)

    async def together(self, *queries: ReadQuery[Any]) -> tuple[list[list[Any]], int]:
        self.count += 1
        return await super().together(*queries)


class Process:
    """Part of a process that follows."""

    def __init__(self, api: Api, reads: CountingReads, ports: Ports, live: LiveTrail) -> None:
        self.api, self.reads, self.ports, self.live = api, reads, ports, live

    async def context(self) -> Context:
        account = self.api.account(COORDINATOR)
        return await open_context(self.ports, account=account, now=datetime.now(UTC), correlation_id="")

    async def subscribed(self, after: str | None = None) -> Results:
        return await schema.subscribe(ENTRIES, variable_values={"after": after}, context_value=await self.context())

    async def identify(self, label: str) -> None:
        def identify() -> int:
            with in_context(CommandContext(actor=str(self.api.account(COORDINATOR)), today=TODAY)):
                return self.api.installation.platform.identify_axis(
                    Bassin.LIEGE, Axis(AxisKind.METIER, label), on=LONG_AGO
                ).position

        await self.ports.wait(await asyncio.to_thread(identify), PATIENCE)


@asynccontextmanager
async def following(api: Api, late: PositionWatch | None = None) -> AsyncIterator[Process]:
    """Opens the part of a process that follows; its reader hears of nothing but by `late`, if it is given."""
    installation = api.installation
    with watching(installation) as watch:
        async with (
            CountingReads(installation.database, errors=READ_ERRORS) as reads,
            LiveTrail(reads, late or watch, room=ROOM) as live,
        ):
            ports = ports_of(installation, reads, live, watch.wait_async)
            yield Process(api, reads, ports, live)


def played(api: Api, scene: Callable[[Process], Awaitable[None]], late: PositionWatch | None = None) -> None:
    async def play() -> None:
        async with following(api, late) as process, asyncio.timeout(PATIENCE):
            await scene(process)

    api.http.portal.call(play)


def data(result: ExecutionResult) -> dict[str, Any]:
    assert result.errors is None
    assert result.data
    return result.data


async def settled(process: Process, followers: int) -> None:
    """Waits until all follow, the rights of each are read, and nothing is read any more."""
    count = -1
    while process.live.followers < followers or not has_rights(process) or count != process.reads.count:
        count = process.reads.count
        await asyncio.sleep(0.2)


def has_rights(process: Process) -> bool:
    """Tells whether each has read its rights; until then, an entry makes it read them a second time."""
    return all(queue.holders is not None for queues in process.live._feeds.values() for queue in queues)
