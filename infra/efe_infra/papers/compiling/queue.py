"""Bounded queue of compilations: a few at once, off the event loop, with back-pressure for each client."""

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from typing import Final

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from efe_graphql.limits.fair_share import is_stranger
from efe_infra.console.language.translatable import tr
from efe_infra.http.admission.request_turn import spending
from efe_infra.papers.compiling.compile import PaperRefused

MAX_RUNNING: Final = 2
"""Child processes at once."""
MAX_WAITING: Final = 16
"""Compilations that run or wait in one server process."""
MAX_OF_CLIENT: Final = 4
"""Those of one client."""
STRANGERS_PART: Final = 2
"""Strangers together have one part in so many of both: signed-in clients keep the rest."""


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
        self._limiters: tuple[CapacityLimiter, CapacityLimiter] | None = None

    async def run[T](self, client: str, work: Callable[[], T]) -> T:
        """Runs `work` in a thread, which waits for a child process. Raises `PaperQueueFull`, and errors of `work`."""
        if self._is_full_for(client):
            raise PaperQueueFull
        self._clients[client] += 1
        try:
            every, of_strangers = self._limiters = self._limiters or self._new_limiters()
            async with of_strangers if is_stranger(client) else nullcontext():
                with spending():
                    return await run_sync(work, limiter=every)
        finally:
            self._clients -= Counter({client: 1})

    def _is_full_for(self, client: str) -> bool:
        strangers = sum(count for each, count in self._clients.items() if is_stranger(each))
        return (
            self._clients.total() >= self._waiting
            or self._clients[client] >= self._of_client
            or (is_stranger(client) and strangers >= self._waiting // STRANGERS_PART)
        )

    def _new_limiters(self) -> tuple[CapacityLimiter, CapacityLimiter]:
        """Returns that of all compilations, and that of strangers."""
        return CapacityLimiter(self._running), CapacityLimiter(max(1, self._running // STRANGERS_PART))


QUEUE: Final = CompileQueue()
"""Compilations of this process."""
