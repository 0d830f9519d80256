"""The work of the database for a unit of estimated cost, of every field of the schema, on a long history."""

from pathlib import Path
from statistics import median
from typing import Any

import structlog

from efe_domain.access.grants import Role
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.bench.figures import rounded
from tests.bench.previews import preview_work
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.costs.measured import Measured, measured, typical
from tests.plans.filled import fill
from tests.plans.sample import BASSIN
from tests.running import serving

EVENTS = 100_000
SHOWN = 30
"""The dearest ones."""
DEAREST = 10
"""Times the median: a test holds every field to it, on a smaller history."""


def report(server: Database, home: Path, events: int, tell: Tell) -> Any:
    """Ready for JSON. `times_median` is from the cheapest to the dearest for what it was estimated at."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # every request writes a line
    with Stage(server) as stage:
        database = stage.fresh()
        tell(f"a history of {events:,} events")
        simulate(database, events, SEED)
        rebuild(database, PROJECTIONS)
        fill(database)
        tell("every field")
        with serving(database, home / "served", statement_timeout=60, operation_timeout=60) as api:
            by = api.granted("coordination-couts", Role.COORDINATOR, BASSIN)
            seen = list(measured(database, by))
            tell("a preview of a rectification")
            previewed = preview_work(database, by)
    found = [each for each in seen if not each.codes and each.statements]
    usual = typical(found)
    dearest = sorted(found, key=lambda each: -each.ratio)
    return rounded(
        {
            "events": events,
            "documents": len(found),
            "unanswered": sorted({f"{each.field}: {each.codes[0]}" for each in seen if each.codes}),
            "work_of_a_unit": usual,
            "microseconds_of_a_unit": median(1000 * each.milliseconds / each.cost for each in found),
            "times_median": [dearest[-1].ratio / usual, dearest[0].ratio / usual],
            "within_ten": sum(each.ratio <= DEAREST * usual for each in found),
            "preview": previewed | {"units": previewed.get("work", 0) / usual},
            "dearest": {each.field: _figures(each, usual) for each in dearest[:SHOWN]},
        }
    )


def _figures(each: Measured, usual: float) -> dict[str, float]:
    return {
        "cost": each.cost,
        "statements": each.statements,
        "pages": each.pages,
        "rows": each.rows,
        "ms": each.milliseconds,
        "times_median": each.ratio / usual,
    }
