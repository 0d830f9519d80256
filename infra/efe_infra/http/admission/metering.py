"""Meter of the event loop: the steps of a request, in the task that serves it and in those that it starts."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextvars import ContextVar
from time import perf_counter, thread_time
from typing import Any, Final, Protocol

MAX_STRETCH: Final = 3.0
"""Time of a step, as a multiple of its processor time at most: the others waited for all of it on a busy machine."""


class Measured(Protocol):
    """Request whose steps are measured."""

    @property
    def is_measured(self) -> bool: ...

    def spend(self, seconds: float) -> None:
        """Takes the time of a step."""
        ...


CURRENT: Final[ContextVar[Measured | None]] = ContextVar("CURRENT", default=None)
"""Request for which a task works; None for work of the platform itself."""


class Metered[T](Coroutine[Any, Any, T]):
    """Coroutine that reports the time of each of its steps."""

    def __init__(self, coroutine: Coroutine[Any, Any, T], request: Measured) -> None:
        self._coroutine, self._request = coroutine, request

    def send(self, value: Any, /) -> Any:
        if not self._request.is_measured:
            return self._coroutine.send(value)
        began, began_cpu = perf_counter(), thread_time()
        try:
            return self._coroutine.send(value)
        finally:
            self._request.spend(min(perf_counter() - began, MAX_STRETCH * (thread_time() - began_cpu)))

    def throw(self, *error: Any) -> Any:
        return self._coroutine.throw(*error)

    def close(self) -> None:
        self._coroutine.close()

    def __await__(self) -> Iterator[Any]:  # type: ignore[override] # `await` calls `send` and `throw` of it
        return self

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return self.send(None)

    def __getattr__(self, name: str) -> Any:
        """Returns an attribute of the coroutine, such as the state that `inspect` asks for."""
        return getattr(self._coroutine, name)


def meter_tasks() -> None:
    """Lets the running event loop measure the tasks that a measured request starts."""
    loop = asyncio.get_running_loop()
    if loop.get_task_factory() is None:
        loop.set_task_factory(metered_task)


def metered_task(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
    request = CURRENT.get()
    return asyncio.Task(Metered(coroutine, request) if request else coroutine, loop=loop, **options)
