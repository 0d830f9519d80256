"""Cost of a command after a short and a long history: decided, appended, folded, read by its author.

Nothing of it may take longer because the history is long.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import islice
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

import msgspec

from efe_domain.platform import Platform
from efe_domain.shared.axis import AxisKind, axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import in_context
from efe_infra.ledger.factory import ledger_env
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.folding.ledger_source import LedgerSource
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.tables.position import read_position
from efe_infra.read_model.tables.session import open_session
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.bench.append import burst
from tests.bench.catch_up import follow
from tests.bench.figures import in_turns, rounded
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.bench.waiting import Waits, command_of_liege, ours

THREADS = (1, 8)
SPARE = 6_000
"""Events that a runner may take beyond a chapter until it stops: the page that it writes, folds, and has read."""


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """`events` are the lengths of the histories; `chapter`, `commands` and `burst` (seconds) are of one round."""

    events: tuple[int, ...]
    rounds: int
    chapter: int
    commands: int
    burst: float


FULL = Writing(events=(10_000, 1_000_000), rounds=7, chapter=10_000, commands=100, burst=0.5)
QUICK = Writing(events=(10_000, 100_000), rounds=3, chapter=4_000, commands=50, burst=0.3)


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """Medians by length of the history, and of each to the first in the same round, in the median."""

    medians: Mapping[str, float]
    to_first: Mapping[str, float]


def report(server: Database, writing: Writing, tell: Tell) -> Any:
    """Ready for JSON. Each of a round is measured after one history, then after the other."""
    with Stage(server) as stage:
        databases = [prepared(stage, events, writing, tell) for events in writing.events]
        figures = {**followed(databases, writing, tell), **appends(databases, writing, tell)}
        return rounded(msgspec.to_builtins({"machine": stage.machine(), "writing": writing, **figures}))


def followed(databases: Sequence[Database], writing: Writing, tell: Tell) -> dict[str, Figure]:
    """Measures folding and reading. Afterwards the read tables are up to date with each ledger."""
    tell("catch-up")
    figures = {
        "catch_up_events_per_second": figure(
            writing, *(partial(caught_up, each, writing.chapter) for each in databases)
        )
    }
    for each in databases:
        follow(each, head(each))
    tell("read-your-writes")
    figures["read_your_writes_ms"] = read_your_writes(writing, databases)
    tell("commands")
    figures["command_ms"] = commands(writing, databases)
    return figures


def appends(databases: Sequence[Database], writing: Writing, tell: Tell) -> dict[str, Figure]:
    """Comes last: the ledgers go on with events that belong to no history."""
    tell("append")
    return {
        f"append_events_per_second_{threads}_threads": appended(writing, databases, threads) for threads in THREADS
    }


def spare(writing: Writing) -> int:
    """Events of a ledger beyond those of its read tables: those of all chapters."""
    return (writing.rounds + 1) * (writing.chapter + SPARE)


def prepared(stage: Stage, events: int, writing: Writing, tell: Tell) -> Database:
    """The read tables have so many events; the ledger has those of all chapters after them."""
    database = stage.fresh()
    tell(f"a history of {events:,} events")
    simulate(database, events + spare(writing), SEED)
    with open_session(database, DatabaseRole.PROJECTOR, "efe-bench") as reading:
        rebuild(
            database,
            PROJECTIONS,
            lambda done, head: tell(f"read tables: {done:,} of {head:,} events"),
            LedgerSource(reading, until=events),
        )
    return database


def caught_up(database: Database, chapter: int) -> float:
    """Events per second, of a runner that starts and takes a chapter."""
    with open_session(database, DatabaseRole.PROJECTOR, "efe-bench") as reading:
        position, _ = read_position(reading)
    return chapter / follow(database, position + chapter)


def head(database: Database) -> int:
    with open_session(database, DatabaseRole.PROJECTOR, "efe-bench") as reading:
        return LedgerSource(reading).head()


def read_your_writes(writing: Writing, databases: Sequence[Database]) -> Figure:
    with ExitStack() as stack:
        waits = [stack.enter_context(ours(each)) for each in databases]
        return figure(writing, *(partial(waited, each, writing.commands) for each in waits))


def waited(waits: Waits, commands: int) -> float:
    """Milliseconds, in the median."""
    return 1000 * median(islice(waits, commands))


def commands(writing: Writing, databases: Sequence[Database]) -> Figure:
    with ExitStack() as stack:
        platforms = [stack.enter_context(Platform(env=ledger_env(each))) for each in databases]
        return figure(writing, *(partial(done, each, writing.commands) for each in platforms))


def done(platform: Platform, commands: int) -> float:
    """Milliseconds, in the median, of a command on an Instance: it has as many events as its history is long."""
    return 1000 * median(identified(platform) for _ in range(commands))


def identified(platform: Platform) -> float:
    """Seconds for one command of an Instance."""
    trade = axis(AxisKind.METIER, f"Métier {uuid4()}")
    with in_context(command_of_liege()):
        started = perf_counter()
        platform.identify_axis(Bassin.LIEGE, trade)
        return perf_counter() - started


def appended(writing: Writing, databases: Sequence[Database], threads: int) -> Figure:
    with ExitStack() as stack:
        recorders = [stack.enter_context(closing(LedgerRecorder(each))) for each in databases]
        return figure(writing, *(partial(burst, each.insert_events, threads, writing.burst) for each in recorders))


def figure(writing: Writing, *contenders: Callable[[], float]) -> Figure:
    """Each has warmed up."""
    in_turns(1, *contenders)
    measured = in_turns(writing.rounds, *contenders)
    names = [str(events) for events in writing.events]
    return Figure(
        medians={name: median(each) for name, each in zip(names, measured, strict=True)},
        to_first={
            name: median(one / first for one, first in zip(each, measured[0], strict=True))
            for name, each in zip(names[1:], measured[1:], strict=True)
        },
    )
