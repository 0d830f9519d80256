"""Reading one's own writes: from a command that is recorded until it is readable."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, count, islice
from statistics import median, quantiles
from time import perf_counter
from uuid import uuid4

import msgspec

from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext, in_context
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.runner import Runner
from efe_infra.samples.simulation.history import History
from efe_infra.samples.simulation.world import AXES, coordinator
from efe_projections.catalogue import PROJECTIONS
from tests.bench.figures import in_turns
from tests.bench.plain import plain_runner
from tests.bench.plan import Plan
from tests.bench.stage import PATIENCE, Chronicle, Stage
from tests.domain.given import TODAY

BEGINNING = 1_000
"""Events that an empty ledger has: the Instances are there, so that a command can be done."""
PLAIN_COMMANDS = 5
"""In a round: the library first looks after a tenth of a second."""

type Waits = Iterator[float]
"""Seconds from an event that is recorded until it is readable, event after event."""


class Milliseconds(msgspec.Struct, frozen=True, kw_only=True):
    p50_ms: float
    p99_ms: float


class Waiting(msgspec.Struct, frozen=True):
    empty: Milliseconds
    aged: Milliseconds
    plain: Milliseconds


def measure(stage: Stage, plan: Plan, old: Chronicle) -> Waiting:
    """Afterwards the old ledger has a few pôles more."""
    young = Chronicle(stage.fresh())
    young.write(BEGINNING)
    with ours(young.database) as empty, ours(old.database) as aged, plainly(stage.bare()) as plain:
        for waits in (empty, aged, plain):
            list(islice(waits, PLAIN_COMMANDS))
        measured = in_turns(
            plan.rounds,
            lambda: list(islice(empty, plan.commands)),
            lambda: list(islice(aged, plan.commands)),
            lambda: list(islice(plain, PLAIN_COMMANDS)),
        )
    return Waiting(*map(_milliseconds, measured))


@contextmanager
def ours(database: Database) -> Iterator[Waits]:
    """The coordinator of Liège creates a pôle and agrees on its modalities, again and again."""
    watch = PositionWatch()
    with Platform(env=ledger_env(database)) as platform, Runner(database, PROJECTIONS, watch):

        def waits() -> Waits:
            for number in count(1):
                with in_context(command_of_liege()):
                    created = platform.create_pole(Bassin.LIEGE, AXES[0], f"Nouveau pôle {number}")
                yield _until_readable(watch, created.position)
                with in_context(command_of_liege()):
                    agreed = platform.agree_modalities(created.entity, number % 36 + 1)
                yield _until_readable(watch, agreed.position)

        yield waits()


@contextmanager
def plainly(database: Database) -> Iterator[Waits]:
    """The history as it comes; the library's `wait` polls."""
    with plain_runner(database) as runner:

        def waits() -> Waits:
            history = History()
            while True:
                [position] = runner.app.recorder.insert_events(history.take(1)) or []
                started = perf_counter()
                runner.wait(position, PATIENCE)
                yield perf_counter() - started

        yield waits()


def command_of_liege() -> CommandContext:
    """A command of its coordinator, by a new command."""
    return CommandContext(actor=str(coordinator(Bassin.LIEGE)), today=TODAY, command_id=uuid4())


def _until_readable(watch: PositionWatch, position: int) -> float:
    started = perf_counter()
    watch.wait(position, PATIENCE)
    return perf_counter() - started


def _milliseconds(rounds: Sequence[Sequence[float]]) -> Milliseconds:
    waits = [1000 * seconds for seconds in chain.from_iterable(rounds)]
    return Milliseconds(p50_ms=median(waits), p99_ms=quantiles(waits, n=100, method="inclusive")[98])
