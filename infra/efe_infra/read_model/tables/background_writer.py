"""Writing that goes on behind the folding: the server works on one core while Python works on another."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Self


class Behind[T]:
    """One task at a time, on a thread of its own; leaving the context waits for it."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-model")
        self._task: Future[T] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()

    def start(self, task: Callable[[], T]) -> None:
        """Start a task; the one before must be settled."""
        self._task = self._thread.submit(task)

    def settle(self) -> T | None:
        """Wait for the task under way, if there is one, and return its result or raise what it raised."""
        task, self._task = self._task, None
        return task.result() if task else None

    def forget(self) -> None:
        """Wait for the task under way, whatever comes of it."""
        if self._task:
            wait([self._task])
            self._task = None
