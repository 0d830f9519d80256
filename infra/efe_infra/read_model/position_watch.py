"""Waits until the read model has reached a position, for threads and event loops of one process."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

type Wake = Callable[[], object]


class PositionWatch:
    """Read position as this process knows it; wakes waiters. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._position = 0
        self._promised = 0
        self._waiting: dict[object, tuple[int, Wake]] = {}

    @property
    def position(self) -> int:
        """Last position on the current connection; the read model has reached at least it."""
        return self._position

    @property
    def promised(self) -> int:
        """Highest position that this process has ever seen. No later answer may be older."""
        return self._promised

    @property
    def waiting(self) -> int:
        """Number of waiters."""
        return len(self._waiting)

    def reached(self, position: int) -> None:
        """Records a reached position, after its commit or notification, and wakes its waiters."""
        with self._lock:
            self._position = max(position, self._position)
            self._promised = max(position, self._promised)
            arrived = [token for token, (target, _) in self._waiting.items() if target <= self._position]
            wakes = [self._waiting.pop(token)[1] for token in arrived]
        for wake in wakes:
            wake()

    def restart_at(self, position: int) -> None:
        """Sets the position of a new connection. After a crash or failover it may be lower."""
        with self._lock:
            self._position = position
        self.reached(position)

    def promise(self, position: int) -> None:
        """Records a position that a read has returned, which may precede its notification."""
        if position > self._promised:
            with self._lock:
                self._promised = max(position, self._promised)

    def withdraw(self, position: int) -> None:
        """Lowers the promise, when the ledger itself has lost later events."""
        with self._lock:
            self._position = self._promised = position

    def wait(self, position: int, timeout: float) -> None:
        """Blocks this thread until the position is reached. Raises `TimeoutError` after `timeout` seconds."""
        if position <= self._position:
            return
        reached = threading.Event()
        with self._waiting_for(position, reached.set):
            if not reached.wait(timeout):
                raise TimeoutError(f"The read model has not reached {position}")

    async def wait_async(self, position: int, timeout: float) -> None:  # noqa: ASYNC109 - the twin of `wait`
        """Waits without blocking the loop. Raises `TimeoutError` after `timeout` seconds."""
        if position <= self._position:
            return
        reached = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(reached.set)

        with self._waiting_for(position, wake):
            async with asyncio.timeout(timeout):
                await reached.wait()

    @contextmanager
    def _waiting_for(self, position: int, wake: Wake) -> Iterator[None]:
        token = object()
        with self._lock:
            arrived = position <= self._position
            if not arrived:
                self._waiting[token] = position, wake
        if arrived:
            wake()
        try:
            yield
        finally:
            with self._lock:
                self._waiting.pop(token, None)
