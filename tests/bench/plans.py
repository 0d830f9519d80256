"""The plans of all reads on a long history: what looks at more than it answers, and how much."""

from typing import Any

import msgspec

from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.plans.filled import fill
from tests.plans.judged import walks
from tests.plans.survey import Seen, survey

EVENTS = 1_000_000


class Most(msgspec.Struct, frozen=True, kw_only=True):
    """Variant of a read that touched most pages."""

    how: str
    rows: int
    touched: int
    pages: int


def report(server: Database, events: int, tell: Tell) -> Any:
    """Ready for JSON; `walks` are the reads that are known to look at more than they answer."""
    with Stage(server) as stage:
        database = stage.fresh()
        tell(f"a history of {events:,} events")
        simulate(database, events, SEED)
        rebuild(database, PROJECTIONS, lambda done, head: tell(f"read tables: {done:,} of {head:,} events"))
        fill(database)
        tell("plans")
        seen = list(survey(database))
    most: dict[str, Seen] = {}
    for each in sorted(seen, key=lambda each: each.found.pages):
        most[each.asked.name] = each
    walked = {name: _most(each) for name, each in most.items() if walks(name)}
    found = {name: _most(each) for name, each in most.items() if not walks(name)}
    return msgspec.to_builtins(
        {
            "events": events,
            "plans": len(seen),
            "faults": [str(each) for each in seen if each.faults],
            "reads": found,
            "walks": walked,
        }
    )


def _most(seen: Seen) -> Most:
    found = seen.found
    return Most(how=seen.how, rows=found.rows, touched=found.touched, pages=found.pages)
