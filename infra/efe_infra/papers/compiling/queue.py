"""Bounded queue of compilations: a few at once, off the event loop, with back-pressure for each client."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from efe_infra.console.language.translatable import tr
from efe_infra.papers.compiling.compile import PaperRefused

MAX_RUNNING: Final = 2
"""Child processes at once."""
MAX_WAITING: Final = 16
"""Compilations that run or wait in one server process."""
MAX_OF_CLIENT: Final = 4
"""Those of one client."""


class PaperQueueFull(PaperRefused):
    """Raised if too many papers wait."""

    def __init__(self) -> None:
        super().__init__(tr("Trop de documents sont en cours d'impression : réessayez dans quelques secondes."))


class CompileQueue:
    """Queue of one server process; its limiter belongs to the event loop that first uses it."""

    def __init__(
        self, running: int = MAX_RUNNING, waiting: int = MAX_WAITING, of_client: int = MAX_OF_CLIENT
    ) -> None:
        self._running, self._waiting, self._of_client = running, waiting, of_client
        self._clients: Counter[str] = Counter()
        self._limiter: CapacityLimiter | None = None

    async def run[T](self, client: str, work: Callable[[], T]) -> T:
        """Runs `work` in a thread, which waits for a child process. Raises `PaperQueueFull`, and errors of `work`."""
        if self._clients.total() >= self._waiting or self._clients[client] >= self._of_client:
            raise PaperQueueFull
        self._clients[client] += 1
        try:
            self._limiter = self._limiter or CapacityLimiter(self._running)
            return await run_sync(work, limiter=self._limiter)
        finally:
            self._clients -= Counter({client: 1})


QUEUE: Final = CompileQueue()
"""Compilations of this process."""
