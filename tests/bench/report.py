"""All figures of one run, on one server."""

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import msgspec

from efe_infra.postgres.database import Database
from tests.bench import append, as_of, catch_up, evidence, rebuild, seal, waiting
from tests.bench.figures import rounded
from tests.bench.plan import Plan
from tests.bench.stage import Chronicle, Stage

type Tell = Callable[[str], object]


def report(server: Database, plan: Plan, tell: Tell) -> Any:
    """Ready for JSON. `tell` hears what is being measured."""
    with Stage(server) as stage:
        tell(f"a history of {plan.history:,} events")
        old = Chronicle(stage.fresh())
        old.write(plan.history)
        tell("catch-up")
        caught_up = catch_up.measure(stage, plan, old)
        tell("as of the middle")
        then = as_of.measure(plan, old)
        tell("rebuild")
        rebuilt = rebuild.measure(stage, plan)
        tell("read-your-writes")
        waited = waiting.measure(stage, plan, old)
        tell("append")
        appended = append.measure(stage, plan, old)
        tell("seal")
        sealed = seal.measure(stage, plan.sealed)
        tell("evidence")
        proven = evidence.measure(stage, plan.sealed)
        figures = {
            "machine": {**stage.machine(), "eventsourcing": version("eventsourcing")},
            "append": appended.empty,
            "catch_up": caught_up.plain,
            "catch_up_of_as_many_rows": caught_up.temporal,
            "catch_up_of_copying": caught_up.copying,
            "rebuild": rebuilt.plain,
            "rebuild_of_as_many_rows": rebuilt.temporal,
            "read_your_writes": waited.empty,
            "plain_read_your_writes": waited.plain,
            "seal": sealed,
            "as_of_the_middle": then,
            "evidence": proven,
            "history": caught_up.mix,
            "aged": {
                "events": plan.history,
                "append": appended.aged,
                "catch_up": caught_up.aged,
                "read_your_writes": waited.aged,
                "read_your_writes_to_empty": waited.aged.p50_ms / waited.empty.p50_ms,
            },
        }
    return rounded(msgspec.to_builtins(figures))


def report_of_sealing(server: Database, lengths: Sequence[int], tell: Tell) -> Any:
    """Sealing and its evidence alone, of histories of so many events."""
    with Stage(server) as stage:
        tell("seal")
        sealed = seal.measure(stage, lengths)
        tell("evidence")
        proven = evidence.measure(stage, lengths)
        return rounded(msgspec.to_builtins({"machine": stage.machine(), "seal": sealed, "evidence": proven}))
