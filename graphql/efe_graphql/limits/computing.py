"""Long computations of clients: one thread of the process, in fair turns, with rests between them."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Collection
from concurrent import futures
from concurrent.futures import Future
from contextvars import ContextVar
from typing import Any, Final, NamedTuple

from efe_graphql.contract.errors import Timeout
from efe_graphql.limits.fair_share import TooManyOperations, is_stranger

REST: Final = 2.0
"""Rest after a computation, as a multiple of its time. The event loop has the interpreter meanwhile."""
MAX_STRETCH: Final = 3.0
"""Time of a computation that rests follow, as a multiple of its processor time at most.

On a busy machine a computation takes longer, and so does the work of the event loop: rests grow with it. A machine
that stops for seconds makes no long rest.
"""
MIN_RESTED_S: Final = 0.002
"""Processor time of a computation below which no rest follows."""
MAX_REST_S: Final = 1.0
"""Longest rest: all clients wait during one. Computations are cut into steps far below half of it."""
MAX_WAITING: Final = 64
"""Waiting computations of one client at most."""
CHECK_INTERVAL_S: Final = 0.5
"""Time after which a waiting thread looks whether its client still waits."""
PATIENCE_S: Final = 10.0
"""Time for which a client waits for its turn."""


SPEND: Final[ContextVar[Callable[[float], None]]] = ContextVar("SPEND", default=lambda _: None)
"""Charges the request for which a task works with seconds of a computation."""


class _Job(NamedTuple):
    client: str
    work: Callable[[], Any]
    future: Future[Any]
    event_loop_s: float


class _Timed[T]:
    """Work that notes its processor time."""

    took_s = 0.0

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work

    def run(self) -> T:
        began = time.thread_time()
        try:
            return self._work()
        finally:
            self.took_s = time.thread_time() - began


class Turns[K]:
    """Order of turns: the next one is of the waiting key that has used least (start-time fair queueing).

    Keys with much work do not delay one with little.
    """

    def __init__(self) -> None:
        self._used: dict[K, float] = {}  # seconds of each waiting or recent key, on one scale
        self._now = 0.0  # the same of the key served last: a newcomer begins there

    def wait(self, key: K) -> None:
        self._used[key] = max(self._used.get(key, 0.0), self._now)

    def next(self, waiting: Collection[K]) -> K:
        self._used = {each: at for each, at in self._used.items() if each in waiting or at > self._now}
        key = min(waiting, key=self._used.__getitem__)
        self._now = self._used[key]
        return key

    def use(self, key: K, seconds: float) -> None:
        if key in self._used:
            self._used[key] += seconds


class Computations:
    """Runs computations one at a time, so that they compete with the event loop as one thread, not as many.

    Strangers and signed-in clients have a half each, if both have work: a crowd of strangers takes no more. Each half
    is shared by its clients in fair turns. A computation whose caller no longer waits is left out.

    `clock` measures a computation. The default is the processor time of its thread: a machine that stalls meanwhile
    costs its client no turn, and the others no long rest. Computations that mostly wait need a clock that goes on.
    """

    def __init__(
        self,
        *,
        rest: float = REST,
        max_waiting: int = MAX_WAITING,
        clock: Callable[[], float] = time.thread_time,
    ) -> None:
        self._rest, self._max_waiting, self._clock = rest, max_waiting, clock
        self._waiting: dict[bool, dict[str, deque[_Job]]] = {}  # of strangers and of signed-in clients
        self._halves = Turns[bool]()
        self._clients = {half: Turns[str]() for half in (True, False)}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def __len__(self) -> int:
        with self._changed:
            jobs = (job for half in self._waiting.values() for waiting in half.values() for job in waiting)
            return sum(not job.future.cancelled() for job in jobs)

    def submit[T](self, client: str, work: Callable[[], T], *, event_loop_s: float = 0.0) -> Future[T]:
        """Queues a computation, after which the event loop needs some seconds more. Raises `TooManyOperations`."""
        future: Future[T] = Future()
        with self._changed:
            half = is_stranger(client)
            clients = self._waiting.get(half, {})
            waiting = deque(each for each in clients.get(client, ()) if not each.future.cancelled())
            if len(waiting) >= self._max_waiting:
                raise TooManyOperations(self._max_waiting)
            waiting.append(_Job(client, work, future, event_loop_s))
            self._waiting.setdefault(half, clients)[client] = waiting
            self._halves.wait(half)
            self._clients[half].wait(client)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="Computations", daemon=True)
                self._thread.start()
            self._changed.notify()
        return future

    async def result[T](
        self, client: str, work: Callable[[], T], *, patience_s: float = PATIENCE_S, event_loop_s: float = 0.0
    ) -> T:
        """Computes for a coroutine. Raises `TooManyOperations`, `Timeout`, and the errors of `work`."""
        job, spend = _Timed(work), SPEND.get()
        try:
            async with asyncio.timeout(patience_s):
                return await asyncio.wrap_future(self.submit(client, job.run, event_loop_s=event_loop_s))
        except TimeoutError:
            raise Timeout from None
        finally:
            spend(job.took_s)

    def wait[T](
        self,
        client: str,
        work: Callable[[], T],
        *,
        patience_s: float = PATIENCE_S,
        check: Callable[[], None] = lambda: None,
    ) -> T:
        """Computes for a thread, which calls `check` from time to time: an error of it ends the wait.

        Raises `TooManyOperations`, `Timeout`, and the errors of `work` and `check`.
        """
        future, deadline = self.submit(client, work), time.monotonic() + patience_s
        try:
            while not futures.wait([future], min(CHECK_INTERVAL_S, patience_s)).done:
                if time.monotonic() > deadline:
                    raise Timeout
                check()
            return future.result()
        finally:
            future.cancel()

    def _run(self) -> None:
        while True:
            job = self._next()
            if not job.future.set_running_or_notify_cancel():
                continue
            began, wall_began = self._clock(), time.monotonic()
            try:
                job.future.set_result(job.work())
            except BaseException as error:  # noqa: BLE001 - raised where the result is awaited
                job.future.set_exception(error)
            used_s, event_loop_s = self._clock() - began, job.event_loop_s
            wall_s = min(time.monotonic() - wall_began, MAX_STRETCH * used_s)
            with self._changed:
                half = is_stranger(job.client)
                self._halves.use(half, used_s + event_loop_s)
                self._clients[half].use(job.client, used_s + event_loop_s)
            del job
            if used_s + event_loop_s > MIN_RESTED_S:
                time.sleep(min(event_loop_s + (wall_s + event_loop_s) * self._rest, MAX_REST_S))

    def _next(self) -> _Job:
        with self._changed:
            while not self._waiting:
                self._changed.wait()
            half = self._halves.next(self._waiting)
            clients = self._waiting[half]
            client = self._clients[half].next(clients)
            job = clients[client].popleft()
            if not clients[client]:
                del clients[client]
            if not clients:
                del self._waiting[half]
            return job


COMPUTATIONS: Final = Computations()
"""The computations of this process: its threads share one interpreter."""
