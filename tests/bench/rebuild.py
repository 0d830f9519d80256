"""All read tables folded anew, against the library's runner, which is its way to do it."""

from time import perf_counter

import msgspec

from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.bench.figures import Against, against, in_turns
from tests.bench.plain import PlainChronicle
from tests.bench.plain_view import TemporalView
from tests.bench.plan import Plan
from tests.bench.stage import Chronicle, Stage


class Rebuild(msgspec.Struct, frozen=True, kw_only=True):
    """`temporal` is against a runner that writes about as many rows as ours."""

    plain: Against
    temporal: Against


def measure(stage: Stage, plan: Plan) -> Rebuild:
    chronicle = Chronicle(stage.fresh())
    chronicle.write(plan.chapter)
    plain, temporal = PlainChronicle(stage.bare()), PlainChronicle(stage.bare(), TemporalView)

    def ours() -> float:
        started = perf_counter()
        return rebuild(chronicle.database, PROJECTIONS) / (perf_counter() - started)

    measured, *others = in_turns(
        plan.rounds,
        ours,
        lambda: plain.follow(plan.plain_chapter),
        lambda: temporal.follow(plan.plain_chapter),
    )
    return Rebuild(plain=against(measured, others[0]), temporal=against(measured, others[1]))
