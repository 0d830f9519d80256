"""Every figure of a year over a long history, and a page of the lines behind one, for three readers."""

from asyncio import Runner
from collections.abc import Mapping
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any, Final

import msgspec
import psycopg

from efe_domain.shared.bassins import ALL_BASSINS
from efe_infra.postgres.database import Database
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_infra.web_application import READ_ERRORS
from efe_projections.barometer.figure import BarometerFigureKey
from efe_projections.barometer.reads import BarometerDays, FigureLines, figure_counts
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.viewer import VISITOR, Viewer
from tests.bench.reads_queries import BASSIN
from tests.bench.report import Tell
from tests.bench.stage import Stage

EVENTS: Final = 1_000_000
ROUNDS: Final = 5
PAGE: Final = 50
EVERYONE: Final = Viewer(bassins=ALL_BASSINS)
READERS: Final[Mapping[str, tuple[Viewer, str | None]]] = {
    "ten": (EVERYONE, None),
    "one": (Viewer(bassins=(BASSIN,)), BASSIN),
    "visitor": (VISITOR, None),
}
"""Readers, and the bassin that each asks for."""
_BUSIEST_YEAR: Final = """
    select extract(year from adopted_on)::int from read.decision where to_position is null and adopted_on is not null
    group by 1 order by count(*) desc limit 1
"""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds: of the first reading, which plans the statement, and of the median later one."""

    first_ms: float
    later_ms: float
    rows: int


def report(server: Database, events: int, tell: Tell) -> Any:
    """Ready for JSON."""
    with Stage(server) as stage:
        database = stage.fresh()
        tell(f"a history of {events:,} events")
        simulate(database, events, SEED)
        rebuild(database, PROJECTIONS, lambda done, head: tell(f"read tables: {done:,} of {head:,} events"))
        with psycopg.connect(database.admin) as connection:
            [(year,)] = connection.execute(_BUSIEST_YEAR).fetchall()
        tell(f"the barometer of {year}")
        with Runner() as runner:
            measured = runner.run(_measure(database, year, events))
    return msgspec.to_builtins({"events": events, "year": year, "readings": measured})


async def _measure(database: Database, year: int, at: int) -> Mapping[str, Reading]:
    measured: dict[str, Reading] = {}
    async with PooledReads(database, connections=1, errors=READ_ERRORS, statement_timeout=60) as reads:
        for name, query in _queries(year, at).items():
            taken: list[float] = []
            for _ in range(1 + ROUNDS):
                started = perf_counter()
                rows = await reads.fetch(query)
                taken.append(1000 * (perf_counter() - started))
            measured[name] = Reading(first_ms=taken[0], later_ms=median(taken[1:]), rows=len(rows))
    return measured


def _queries(year: int, at: int) -> Mapping[str, ReadQuery[Any]]:
    days, former = (BarometerDays(date(each, 1, 1), date(each, 12, 31)) for each in (year, year - 1))
    words = FigureLines(figure=BarometerFigureKey.OWN_WORDS, days=days)
    return {
        **{
            f"barometer, {name}": figure_counts(days, former, viewer, at=at, bassin=bassin)
            for name, (viewer, bassin) in READERS.items()
        },
        "barometer as of the middle": figure_counts(days, former, EVERYONE, at=at // 2),
        "lines": words.page(EVERYONE, at=at, after=None, limit=PAGE + 1),
        "lines, counted": words.count(EVERYONE, at=at),
    }
