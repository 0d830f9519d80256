"""All read tables folded anew, against the library's runner, which is its way to do it."""

from time import perf_counter

from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.bench.figures import Against, against, in_turns
from tests.bench.plain import PlainChronicle
from tests.bench.plan import Plan
from tests.bench.stage import Chronicle, Stage


def measure(stage: Stage, plan: Plan) -> Against:
    chronicle, plain = Chronicle(stage.fresh()), PlainChronicle(stage.bare())
    chronicle.write(plan.chapter)

    def ours() -> float:
        started = perf_counter()
        return rebuild(chronicle.database, PROJECTIONS) / (perf_counter() - started)

    ours()
    plain.follow(plan.plain_chapter)
    return against(*in_turns(plan.rounds, ours, lambda: plain.follow(plan.plain_chapter)))
