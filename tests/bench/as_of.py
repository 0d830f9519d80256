"""The same reads as of now and as of the middle of a long history."""

from asyncio import Runner
from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Any

import msgspec

from efe_domain.shared.bassins import ALL_BASSINS
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.web_application import READ_ERRORS
from efe_projections.engine.batch import by
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.viewer import Viewer
from efe_projections.pole.memberships import MembershipRow
from efe_projections.pole.reads import STANDINGS, poles
from tests.bench.plan import Plan
from tests.bench.stage import Chronicle
from tests.domain.given import TODAY

PAGE = 100
READS = 20
"""How often each moment is read a round, in turns."""
WARMING = 10
VIEWER = Viewer(bassins=ALL_BASSINS)


class AsOf(msgspec.Struct, frozen=True, kw_only=True):
    """Medians of milliseconds for a page of pôles with their standings and seats."""

    now_ms: float
    middle_ms: float
    ratio: float


def measure(plan: Plan, old: Chronicle) -> AsOf:
    """The read model is up with the old ledger. Both moments show the same pôles: those of the middle."""
    with Runner() as runner:
        return runner.run(_measure(plan, old))


async def _measure(plan: Plan, old: Chronicle) -> AsOf:
    async with PooledReads(old.database, connections=1, errors=READ_ERRORS) as reads:
        position = await reads.position()
        middle = position // 2
        page = await reads.fetch(poles(day=TODAY).page(VIEWER, at=middle, after=None, limit=PAGE))
        shown = [row.id for row in page]

        async def milliseconds(at: int) -> float:
            started = perf_counter()
            for query in queries(shown, at):
                await reads.fetch(query)
            return 1000 * (perf_counter() - started)

        moments = position, middle
        taken: dict[int, list[float]] = {at: [] for at in moments}
        for nth in range(WARMING + READS * plan.rounds):
            for at in moments if nth % 2 else reversed(moments):
                taken[at].append(await milliseconds(at))
    now, then = (median(taken[at][WARMING:]) for at in moments)
    return AsOf(now_ms=now, middle_ms=then, ratio=then / now)


def queries(shown: Sequence[Any], at: int) -> list[ReadQuery[Any]]:
    return [
        poles(day=TODAY).page(VIEWER, at=at, after=None, limit=PAGE),
        STANDINGS.read([(pole, TODAY) for pole in shown], at, VIEWER),
        by(MembershipRow, "pole").read([(pole,) for pole in shown], at, VIEWER),
    ]
