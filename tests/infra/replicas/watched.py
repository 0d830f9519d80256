"""Observations of the tests: the server that answered, and the state of the replicas."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client import REGISTRY

from efe_infra.read_model.reads.replica import Replica, ReplicaState
from efe_infra.read_model.reads.replicas import replicas_in_use
from tests.infra.ledger.given import until

NOTICED = 4.0
"""Seconds within which a change of a replica is known. It takes less than one, if the processor is free."""


@dataclass
class Answered:
    """Number of reads by server."""

    by_replicas: int = 0
    by_primary: int = 0


@contextmanager
def counting() -> Iterator[Answered]:
    """Counts the reads that a replica may answer."""
    answered, before = Answered(), _counted()
    yield answered
    after = _counted()
    answered.by_replicas = after.by_replicas - before.by_replicas
    answered.by_primary = after.by_primary - before.by_primary


def _counted() -> Answered:
    found = {
        name: sum(each.value for family in REGISTRY.collect() for each in family.samples if each.name == name)
        for name in ("efe_replica_reads_total", "efe_replica_reads_left_total")
    }
    return Answered(*map(int, found.values()))


def replica(number: int) -> Replica:
    return replicas_in_use()[number]


def becomes(number: int, state: ReplicaState, *, within: float = NOTICED) -> None:
    until(lambda: replica(number).state is state, within=within)


def all_are_up() -> None:
    until(lambda: all(each.state is ReplicaState.UP and not each.lag for each in replicas_in_use()))
