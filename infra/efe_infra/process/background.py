"""Work that goes on beside a process, and that is started again whatever ends it."""

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Self

from efe_infra.process.workers import WorkEnded, Worker, dismiss, enlist

LIMIT = 30.0
"""Seconds for which a worker may be silent before it is taken to be stuck."""


class Background(ABC):
    """Works from entering the context until leaving it, in a thread of its own.

    Leaving waits for the thread to end, but not longer than it may be silent: one that is stuck ends with the
    process.
    """

    def __init__(self, name: str, *, limit: float = LIMIT, vital: bool = True) -> None:
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
            except BaseException as error:  # noqa: BLE001 - nobody else would hear of it
                fault = error
            if not self._stopping.is_set():
                self._stopping.wait(self.worker.fail(fault))

    @abstractmethod
    def _run(self) -> None:
        """Gives signs of life, and ends soon after `_stopping` is set; what it raises is told, then it runs again."""

    def _rest(self, seconds: float) -> None:
        """Wait, unless told to stop; that is a sign of life."""
        self.worker.beat(seconds)
        self._stopping.wait(seconds)

    def _interrupt(self) -> None:  # noqa: B027 - most need nothing
        """Called once, by who leaves: wakes what waits for something else than `_stopping`."""


@asynccontextmanager
async def supervising(worker: Worker, run: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """The same, in a task of the event loop."""
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
    """A future that was cancelled ends who waits for it with the same exception as a task that is told to leave."""
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
