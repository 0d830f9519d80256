"""Appending from many threads, one event a request, each to a stream of its own."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from time import perf_counter
from typing import Any
from uuid import uuid4

import msgspec
from eventsourcing.persistence import StoredEvent

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.samples.simulation.history import History
from tests.bench.figures import Against, Aged, against, aged, in_turns
from tests.bench.plain import plain_recorder
from tests.bench.plan import Plan
from tests.bench.stage import Chronicle, Stage

THREADS = (1, 8, 32)

type Insert = Callable[[Sequence[StoredEvent]], Any]


class Append(msgspec.Struct, frozen=True):
    """By number of threads."""

    empty: Mapping[str, Against]
    aged: Mapping[str, Aged]


def measure(stage: Stage, plan: Plan, old: Chronicle) -> Append:
    """Afterwards the old ledger goes on with events that belong to no history."""
    rates = {str(threads): rates_of(threads, stage, plan, old) for threads in THREADS}
    return Append(
        {threads: against(ours, plain) for threads, (ours, _, plain) in rates.items()},
        {threads: aged(later, ours) for threads, (ours, later, _) in rates.items()},
    )


def rates_of(threads: int, stage: Stage, plan: Plan, old: Chronicle) -> Sequence[Sequence[float]]:
    """Measures an empty ledger, the old one, and that of the plain library, each warmed up."""
    with (
        closing(LedgerRecorder(stage.fresh())) as ours,
        closing(LedgerRecorder(old.database)) as later,
        plain_recorder(stage.bare()) as plain,
    ):
        bursts = [partial(burst, each.insert_events, threads, plan.burst) for each in (ours, later, plain)]
        in_turns(1, *bursts)
        return in_turns(plan.rounds, *bursts)


def burst(insert: Insert, threads: int, seconds: float) -> float:
    """Events per second."""
    [like] = History().take(1)
    started = perf_counter()

    def append(_: int) -> int:
        done = 0
        while perf_counter() - started < seconds:
            insert([StoredEvent(uuid4(), 1, like.topic, like.state)])
            done += 1
        return done

    with ThreadPoolExecutor(threads) as pool:
        done = sum(pool.map(append, range(threads)))
    return done / (perf_counter() - started)
