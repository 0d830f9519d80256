"""Many act on one entity at once, through several processes: nobody who expects no version is refused for it."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.commands import batch_execution
from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.axis import AxisKind, axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from tests.api.given import LONG_AGO, TODAY

PROCESSES, THREADS = 2, 4
ACTS = 12
"""Of a thread."""
FAR = 0.02
"""Seconds that a process is behind the others, between what it decides and what it records: a tenth of that is enough
to lose to four threads without a pause, each time.
"""
MOST = 3
"""Times that a command is decided: from what is remembered, from what the ledger has, and in its turn."""

LONG_S = 60
"""Seconds that a batch may hold the lock here: on a busy machine, the usual bound leaves it without the lock."""

_tries: ContextVar[list[float]] = ContextVar("tries")


class Rival(Platform):
    """A process that counts how often each command comes to be recorded."""

    far = 0.0

    def save(self, *objs: Any, **kwargs: Any) -> Any:
        _tries.get().append(time.monotonic())
        time.sleep(self.far)
        return super().save(*objs, **kwargs)


@contextmanager
def rivals(database: Database, number: int) -> Iterator[tuple[list[Rival], UUID]]:
    """Processes, and the coordinator for whom they act."""
    coordinator = uuid4()
    with ExitStack() as stack:
        processes = [stack.enter_context(Rival(env=ledger_env(database))) for _ in range(number)]
        _tries.set([])
        with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
            processes[0].establish_instance(Bassin.LIEGE, on=LONG_AGO)
            processes[0].grant_access(Bassin.LIEGE, coordinator, Role.COORDINATOR, on=LONG_AGO)
        yield processes, coordinator


def act(process: Rival, coordinator: UUID, name: str) -> int:
    """Returns the number of decisions of the command until it was recorded."""
    tries: list[float] = []
    _tries.set(tries)
    with in_context(CommandContext(actor=str(coordinator), today=TODAY)):
        process.identify_axis(Bassin.LIEGE, axis(AxisKind.METIER, name))
    return len(tries)


def test_everybody_is_recorded_after_one_race(database: Database) -> None:
    tries: list[int] = []
    with rivals(database, PROCESSES) as (processes, coordinator):

        def ask(process: Rival, name: str) -> None:
            tries.extend(act(process, coordinator, f"{name} {number}") for number in range(ACTS))

        threads = [
            threading.Thread(target=ask, args=[process, f"Métier {number} {nth}"])
            for number, process in enumerate(processes)
            for nth in range(THREADS)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    assert len(tries) == PROCESSES * THREADS * ACTS
    assert max(tries) <= MOST


@contextmanager
def hurrying(process: Rival, coordinator: UUID) -> Iterator[list[int]]:
    """Threads that record without a pause; how often each of their commands was decided."""
    done, tries = threading.Event(), list[int]()

    def hurry(name: str) -> None:
        while not done.is_set():
            tries.append(act(process, coordinator, f"{name} {len(tries)}"))

    threads = [threading.Thread(target=hurry, args=[f"Métier {nth}"]) for nth in range(THREADS)]
    for each in threads:
        each.start()
    try:
        yield tries
    finally:
        done.set()
        for each in threads:
            each.join()


def test_a_process_that_is_slower_than_all_others_is_recorded_too(database: Database) -> None:
    with rivals(database, PROCESSES) as (processes, coordinator):
        far, near = processes
        far.far = FAR
        with hurrying(near, coordinator) as recorded:
            tries = [act(far, coordinator, f"Au loin {number}") for number in range(ACTS)]

    assert 1 < max(tries) <= MOST
    assert len(recorded) > ACTS


def test_a_batch_that_is_slower_than_all_others_is_recorded_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_execution, "MAX_LOCKED_BATCH_S", LONG_S)
    with rivals(database, PROCESSES) as (processes, coordinator):
        far, near = processes

        def identify(name: str) -> CommandResult:
            tries.append(len(tries))
            time.sleep(FAR)
            return far.identify_axis(Bassin.LIEGE, axis(AxisKind.METIER, name))

        most = 0
        with hurrying(near, coordinator) as recorded:
            for number in range(ACTS):
                tries: list[int] = []
                with in_context(CommandContext(actor=str(coordinator), today=TODAY)):
                    done = far.perform_together([partial(identify, f"{name} {number}") for name in ("Un", "Deux")])
                assert [type(each) for each in done] == [CommandResult] * 2
                most = max(most, len(tries) // 2)

    assert 1 < most < MOST
    assert len(recorded) > ACTS
