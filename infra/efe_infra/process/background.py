"""Background workers, in a thread or in a task, that restart after any error."""

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from typing import Self

from efe_infra.process.workers import WorkEnded, Worker, dismiss, enlist

MAX_SILENCE_S = 30.0
"""Time without a heartbeat after which a worker counts as stuck."""


class Background(ABC):
    """Thread that works from entering the context until leaving it.

    Leaving waits for the thread, but no longer than it may be silent: a stuck thread ends with the process.
    """

    def __init__(self, name: str, *, limit: float = MAX_SILENCE_S, vital: bool = True) -> None:
        self.worker = Worker(name, limit=limit, vital=vital)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._supervised, name=name, daemon=True)

    def __enter__(self) -> Self:
        enlist(self.worker)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._interrupt()
        self._thread.join(self.worker.limit)
        dismiss(self.worker)

    def _supervised(self) -> None:
        while not self._stopping.is_set():
            self.worker.begin()
            fault: BaseException = WorkEnded()
            try:
                self._run()
            except BaseException as error:  # noqa: BLE001 - the worker reports it and restarts
                fault = error
            if not self._stopping.is_set():
                self._stopping.wait(self.worker.fail(fault))

    @abstractmethod
    def _run(self) -> None:
        """Beats, and ends soon after `_stopping` is set. After an error, which is logged, it runs again."""

    def _rest(self, seconds: float) -> None:
        """Beats, then waits for the time or for the stop."""
        self.worker.beat(seconds)
        self._stopping.wait(seconds)

    def _interrupt(self) -> None:  # noqa: B027 - most need nothing
        """Wakes a wait for anything else than `_stopping`. Leaving the context calls it once."""


def on_daemon_thread[T](work: Callable[[], T], name: str) -> Future[T]:
    """Runs a call on a thread that does not keep the process from ending, however long it takes."""
    answer = Future[T]()
    answer.set_running_or_notify_cancel()
    threading.Thread(target=_answered, args=[work, answer], name=name, daemon=True).start()
    return answer


def _answered[T](work: Callable[[], T], answer: Future[T]) -> None:
    try:
        answer.set_result(work())
    except BaseException as error:  # noqa: BLE001 - raised where it is waited for
        answer.set_exception(error)


@asynccontextmanager
async def supervising(worker: Worker, run: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Runs the worker in a task of the event loop until the context is left."""
    enlist(worker)
    task = asyncio.create_task(_supervised(worker, run))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        dismiss(worker)


async def _supervised(worker: Worker, run: Callable[[], Awaitable[None]]) -> None:
    """Restarts after a cancelled future, and ends after the task's own cancellation: both raise one exception."""
    task = asyncio.current_task()
    while True:
        worker.begin()
        fault: BaseException = WorkEnded()
        try:
            await run()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) or (task and task.cancelling()):
                raise
            fault = error
        await asyncio.sleep(worker.fail(fault))
