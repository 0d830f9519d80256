"""Waiting until the read model has reached a position: pushed, in this process and across processes."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

type Wake = Callable[[], object]


class PositionWatch:
    """Wakes each waiter once the position it waits for is reached. Safe to share between threads and loops."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._position = 0
        self._promised = 0
        self._waiting: dict[object, tuple[int, Wake]] = {}

    @property
    def position(self) -> int:
        """The furthest position heard of on this connection; the read model is at least there."""
        return self._position

    @property
    def promised(self) -> int:
        """The furthest position that this process was ever told of: nothing is answered from before it any more."""
        return self._promised

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._waiting)

    def reached(self, position: int) -> None:
        """Call it after the commit that moved the read position, or after news of one."""
        with self._lock:
            self._position = max(position, self._position)
            self._promised = max(position, self._promised)
            arrived = [token for token, (wanted, _) in self._waiting.items() if wanted <= self._position]
            wakes = [self._waiting.pop(token)[1] for token in arrived]
        for wake in wakes:
            wake()

    def restart_at(self, position: int) -> None:
        """Called with what a new connection finds: a server that crashed, or took over, may be further back."""
        with self._lock:
            self._position = position
        self.reached(position)

    def promise(self, position: int) -> None:
        """Called with what was read: it may be further than what was heard of."""
        if position > self._promised:
            with self._lock:
                self._promised = max(position, self._promised)

    def withdraw(self, position: int) -> None:
        """Called when what lies after the position does not come back: the ledger itself has become shorter."""
        with self._lock:
            self._position = self._promised = position

    def wait(self, position: int, timeout: float) -> None:
        """Block this thread. Raises `TimeoutError` after `timeout` seconds."""
        if position <= self._position:
            return
        reached = threading.Event()
        with self._waiting_for(position, reached.set):
            if not reached.wait(timeout):
                raise TimeoutError(f"The read model has not reached {position}")

    async def wait_async(self, position: int, timeout: float) -> None:  # noqa: ASYNC109 - the twin of `wait`
        """Let the loop go on meanwhile. Raises `TimeoutError` after `timeout` seconds."""
        if position <= self._position:
            return
        reached = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
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
