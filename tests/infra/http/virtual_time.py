"""Event loop whose clock stands still, but for timers and for work that says how long it takes."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class VirtualTime(asyncio.SelectorEventLoop):
    """Event loop that does not wait for a timer: its clock goes on to it."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_Selector(self))

    def time(self) -> float:
        return self.now


class _Selector(selectors.DefaultSelector):
    def __init__(self, loop: VirtualTime) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        self._loop.now += max(timeout or 0.0, 0.0)
        return super().select(0)


def in_virtual_time[T](work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=VirtualTime) as runner:
        return runner.run(work)


def busy(seconds: float) -> None:
    """Occupies the event loop."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTime)
    loop.now += seconds
