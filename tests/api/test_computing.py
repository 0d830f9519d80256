"""Long computations: in fair turns, one at a time, for those who still wait."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from efe_graphql.contract.errors import Timeout
from efe_graphql.limits.computing import MAX_REST_S, Computations
from efe_graphql.limits.fair_share import TooManyOperations

WORK_S = 0.02


@pytest.fixture
def computations() -> Computations:
    return Computations(rest=0.0, max_waiting=8, clock=time.monotonic)


@contextmanager
def busy(computations: Computations) -> Iterator[None]:
    """Has a computation of another client run until the end of the context."""
    begun, ended = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        ended.wait(20)

    running = computations.submit("busy", work)
    assert begun.wait(20)
    try:
        yield
    finally:
        ended.set()
        running.result(20)


def working(done: list[str], name: str, seconds: float = WORK_S) -> Callable[[], None]:
    def work() -> None:
        time.sleep(seconds)
        done.append(name)

    return work


def test_a_client_with_little_work_does_not_wait_for_one_with_much(computations: Computations) -> None:
    done: list[str] = []
    with busy(computations):
        of_much = [computations.submit("much", working(done, "much")) for _ in range(6)]
    while not done:
        time.sleep(0.001)
    computations.submit("little", working(done, "little")).result(20)
    [each.result(20) for each in of_much]

    assert done.index("little") <= 3
    assert len(done) == 7


def test_clients_with_much_work_take_turns(computations: Computations) -> None:
    done: list[str] = []
    with busy(computations):
        all_work = [computations.submit(name, working(done, name)) for name in ["one"] * 6 + ["other"] * 6]
    [each.result(20) for each in all_work]

    assert 2 <= done[:6].count("one") <= 4


def test_one_computation_runs_at_a_time(computations: Computations) -> None:
    running, most = 0, 0

    def work() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.001)
        running -= 1

    all_work = [computations.submit(f"client {n}", work) for n in range(40)]
    [each.result(20) for each in all_work]

    assert most == 1


def test_a_client_has_a_limit_of_waiting_computations(computations: Computations) -> None:
    with busy(computations):
        kept = [computations.submit("a", lambda: 1) for _ in range(8)]
        with pytest.raises(TooManyOperations):
            computations.submit("a", lambda: 1)
        other = computations.submit("b", lambda: 2)

    assert [each.result(20) for each in (*kept, other)] == [1] * 8 + [2]


def test_work_whose_client_has_left_is_left_out(computations: Computations) -> None:
    done: list[str] = []

    async def leave() -> None:
        waiting = asyncio.create_task(computations.result("a", working(done, "left")))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    with busy(computations):
        asyncio.run(leave())
    computations.submit("a", working(done, "stayed")).result(20)

    assert done == ["stayed"]


def test_waiting_for_a_turn_has_an_end(computations: Computations) -> None:
    async def wait() -> None:
        with pytest.raises(Timeout):
            await computations.result("a", lambda: None, patience_s=0.05)

    with busy(computations):
        asyncio.run(wait())
        with pytest.raises(Timeout):
            computations.wait("b", lambda: None, patience_s=0.05)
    computations.wait("c", lambda: None)

    assert len(computations) == 0


def test_an_error_of_a_computation_is_raised_where_it_is_awaited(computations: Computations) -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(computations.result("a", lambda: 1 // 0))

    assert computations.wait("a", lambda: 1) == 1


def computing(seconds: float) -> Callable[[], None]:
    """A computation of so much processor time."""

    def work() -> None:
        until = time.thread_time() + seconds
        while time.thread_time() < until:
            pass

    return work


def wait_after(computations: Computations, work: Callable[[], None], *, event_loop_s: float = 0.0) -> float:
    """Returns the seconds for which another client waits after a computation has ended."""
    computations.submit("a", work, event_loop_s=event_loop_s).result(60)
    began = time.monotonic()
    computations.submit("b", lambda: None).result(60)
    return time.monotonic() - began


def test_a_rest_follows_a_long_computation() -> None:
    assert wait_after(Computations(rest=2.0), computing(0.1)) >= 0.15


def test_the_event_loop_has_the_time_that_a_computation_leaves_to_it() -> None:
    assert wait_after(Computations(rest=2.0), lambda: None, event_loop_s=0.1) >= 0.25


def test_rests_grow_with_the_time_of_a_computation_on_a_busy_machine() -> None:
    def work() -> None:
        for _ in range(10):
            computing(0.01)()
            time.sleep(0.01)

    assert wait_after(Computations(rest=2.0), work) >= 0.35


def test_no_rest_follows_a_computation_that_the_machine_stopped() -> None:
    assert wait_after(Computations(rest=20.0), lambda: time.sleep(0.5)) < 5


def test_a_stopped_computation_does_not_put_its_client_behind_the_others() -> None:
    computations, done = Computations(rest=0.0), list[str]()

    def work(name: str) -> None:
        computing(0.005)()
        done.append(name)

    with busy(computations):
        stopped = computations.submit("unlucky", lambda: time.sleep(0.5))
        all_work = [computations.submit(name, partial(work, name)) for name in ["unlucky"] + ["lucky"] * 30]
    [each.result(20) for each in (stopped, *all_work)]

    assert done.index("unlucky") < 30


def test_a_rest_has_an_end() -> None:
    assert wait_after(Computations(rest=100.0), computing(0.2)) < 4 * MAX_REST_S
