"""A worker that ends, whatever ends it, is started again, told, and shown."""

import asyncio
import json
import threading
from collections.abc import Callable
from io import BytesIO
from time import monotonic

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError
from psycopg.errors import ReadOnlySqlTransaction

from efe_infra.process import workers
from efe_infra.process.background import Background, supervising
from efe_infra.process.workers import MAX_DATABASE_RETRY_DELAY_S, MAX_RETRY_DELAY_S, Condition, Worker, at_work
from tests.infra.ledger.given import until

SECRET = "Quaquebeke"


class Mortal(Background):
    """Does what it is given, one command after the other, and then works on."""

    def __init__(self, *commands: Callable[[], object], limit: float = 20.0) -> None:
        super().__init__("mortal", limit=limit)
        self.commands = list(commands)
        self.runs = 0

    def _run(self) -> None:
        self.runs += 1
        if self.commands:
            self.commands.pop(0)()
            return
        while not self._stopping.is_set():
            self._rest(0.01)


def raising(fault: BaseException) -> Callable[[], object]:
    def command() -> object:
        raise fault

    return command


@pytest.fixture
def told(lines: BytesIO) -> Callable[[], list[dict[str, object]]]:
    """The lines of the log that tell of a restart."""
    return lambda: [
        line for line in map(json.loads, lines.getvalue().splitlines()) if line["event"] == "worker restarts"
    ]


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (raising(ReadOnlySqlTransaction(SECRET)), "psycopg.errors.ReadOnlySqlTransaction 25006"),
        (raising(psycopg.OperationalError(SECRET)), "psycopg.OperationalError"),
        (raising(KeyError(SECRET)), "builtins.KeyError"),
        (raising(MemoryError()), "builtins.MemoryError"),
        (raising(SystemExit(0)), "builtins.SystemExit"),
        (raising(KeyboardInterrupt()), "builtins.KeyboardInterrupt"),
        (raising(asyncio.CancelledError()), "asyncio.exceptions.CancelledError"),
        (lambda: None, "efe_infra.process.workers.WorkEnded"),
    ],
)
def test_whatever_ends_a_worker_it_works_on(
    command: Callable[[], object], error: str, told: Callable[[], list[dict[str, object]]]
) -> None:
    others = at_work()
    with Mortal(command) as mortal:
        until(lambda: mortal.runs == 2 and mortal.worker.condition is Condition.RUNNING)
        shown = at_work()

    assert shown == [*others, mortal.worker]
    assert (mortal.worker.restarts, mortal.worker.error) == (1, error)
    assert mortal.worker.since is not None
    [line] = told()
    assert (line["worker"], line["restarts"], line["error"], line["level"]) == ("mortal", 1, error, "error")
    assert SECRET not in json.dumps(line)
    assert at_work() == others


def test_a_worker_that_never_comes_through_is_shown_as_restarting_and_started_again_ever_more_slowly(
    told: Callable[[], list[dict[str, object]]],
) -> None:
    with Mortal(*[raising(ValueError())] * 5) as mortal:
        until(lambda: mortal.worker.restarts == 5)
        condition = mortal.worker.condition

    pauses = [float(str(line["pause"])) for line in told()]
    assert condition is Condition.RESTARTING
    assert all(0.05 * 2**n <= pause <= 0.1 * 2**n for n, pause in enumerate(pauses))


def test_no_pause_is_longer_than_the_longest_and_no_two_are_the_same() -> None:
    worker = Worker("mortal", limit=1, vital=True)

    pauses = [worker.fail(ValueError()) for _ in range(2000)]

    assert max(pauses) <= MAX_RETRY_DELAY_S
    assert min(pauses[10:]) >= MAX_RETRY_DELAY_S / 2
    assert len(set(pauses[10:])) > 1900


def test_a_worker_that_says_nothing_for_too_long_is_stuck_until_it_speaks() -> None:
    held = threading.Event()

    with Mortal(lambda: held.wait(20), limit=0.05) as mortal:
        until(lambda: mortal.worker.condition is Condition.STUCK)
        held.set()
        until(lambda: mortal.worker.condition is Condition.RUNNING)


def test_a_worker_that_rests_is_not_stuck() -> None:
    worker = Worker("mortal", limit=0.0, vital=True)

    worker.beat(rest=60)

    assert worker.condition is Condition.RUNNING


@pytest.mark.parametrize("named", [True, False])
def test_a_worker_whose_database_is_away_looks_for_it_often(*, named: bool) -> None:
    """Also when the library has put its own name on what happened."""
    worker, lost = Worker("w", limit=1.0, vital=True), psycopg.OperationalError("away")
    fault: Exception = lost
    if named:
        fault = PersistenceError()
        fault.__cause__ = lost

    pauses = [worker.fail(fault) for _ in range(200)]

    assert MAX_DATABASE_RETRY_DELAY_S / 2 <= max(pauses) <= MAX_DATABASE_RETRY_DELAY_S < MAX_RETRY_DELAY_S


def test_who_leaves_waits_neither_for_a_pause_nor_for_one_that_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "FIRST_RETRY_DELAY_S", 600.0)
    monkeypatch.setattr(workers, "MAX_RETRY_DELAY_S", 600.0)
    held = threading.Event()

    with Mortal(raising(ValueError()), limit=120) as restarting:
        until(lambda: restarting.worker.restarts == 1)
        left = monotonic()
    with Mortal(lambda: held.wait(600), limit=0.05):
        pass

    assert monotonic() - left < 60
    held.set()


def test_a_task_that_ends_is_started_again_too_even_by_a_future_that_was_cancelled() -> None:
    ends: list[BaseException] = [asyncio.CancelledError(), ReadOnlySqlTransaction(), SystemExit(0)]
    worker = Worker("task", limit=20, vital=True)

    async def scene() -> list[Worker]:
        runs = asyncio.Event()

        async def work() -> None:
            if ends:
                raise ends.pop(0)
            worker.beat()
            runs.set()
            await asyncio.Event().wait()

        async with asyncio.timeout(20), supervising(worker, work):
            await runs.wait()
            return at_work()

    others = at_work()
    assert asyncio.run(scene()) == [*others, worker]
    assert (worker.restarts, worker.error) == (3, "builtins.SystemExit")
    assert worker.condition is Condition.RUNNING
    assert at_work() == others
