"""Long computations of clients: one thread of the process, in fair turns, with rests between them."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import Future
from typing import Any, Final, NamedTuple

from efe_graphql.contract.errors import Timeout
from efe_graphql.limits.fair_share import TooManyOperations

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


class _Job(NamedTuple):
    client: str
    work: Callable[[], Any]
    future: Future[Any]
    event_loop_s: float


class Computations:
    """Runs computations one at a time, so that they compete with the event loop as one thread, not as many.

    The next one is of the client that has computed least (start-time fair queueing): clients with much work do not
    delay one with little. A computation whose caller no longer waits is left out.

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
        self._waiting: dict[str, deque[_Job]] = {}
        self._computed: dict[str, float] = {}  # seconds of each waiting or recent client, on one scale
        self._now = 0.0  # the same of the client served last: a newcomer begins there
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def __len__(self) -> int:
        with self._changed:
            return sum(not job.future.cancelled() for waiting in self._waiting.values() for job in waiting)

    def submit[T](self, client: str, work: Callable[[], T], *, event_loop_s: float = 0.0) -> Future[T]:
        """Queues a computation, after which the event loop needs some seconds more. Raises `TooManyOperations`."""
        future: Future[T] = Future()
        with self._changed:
            waiting = deque(each for each in self._waiting.get(client, ()) if not each.future.cancelled())
            if len(waiting) >= self._max_waiting:
                raise TooManyOperations(self._max_waiting)
            self._waiting[client] = waiting
            waiting.append(_Job(client, work, future, event_loop_s))
            self._computed[client] = max(self._computed.get(client, 0.0), self._now)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="Computations", daemon=True)
                self._thread.start()
            self._changed.notify()
        return future

    async def result[T](
        self, client: str, work: Callable[[], T], *, patience_s: float = PATIENCE_S, event_loop_s: float = 0.0
    ) -> T:
        """Computes for a coroutine. Raises `TooManyOperations`, `Timeout`, and the errors of `work`."""
        try:
            async with asyncio.timeout(patience_s):
                return await asyncio.wrap_future(self.submit(client, work, event_loop_s=event_loop_s))
        except TimeoutError:
            raise Timeout from None

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
                if job.client in self._computed:
                    self._computed[job.client] += used_s + event_loop_s
            del job
            if used_s + event_loop_s > MIN_RESTED_S:
                time.sleep(min(event_loop_s + (wall_s + event_loop_s) * self._rest, MAX_REST_S))

    def _next(self) -> _Job:
        with self._changed:
            self._computed = {
                each: at for each, at in self._computed.items() if each in self._waiting or at > self._now
            }
            while not self._waiting:
                self._changed.wait()
            client = min(self._waiting, key=self._computed.__getitem__)
            self._now = self._computed[client]
            waiting = self._waiting[client]
            job = waiting.popleft()
            if not waiting:
                del self._waiting[client]
            return job


COMPUTATIONS: Final = Computations()
"""The computations of this process: its threads share one interpreter."""
