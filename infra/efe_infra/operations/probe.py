"""A question to something that may never answer, such as a database that hangs."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


class Inquiry[T]:
    """Asks in a thread of its own, one at a time: who asks meanwhile waits for the same answer.

    However many ask something that hangs, one thread hangs with it, and it keeps no process from ending.
    """

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._answer: Future[T] | None = None

    async def answer(self, within: float) -> T:
        """Raises `TimeoutError` after so many seconds, or what asking raised."""
        answer = asyncio.wrap_future(self._asked())
        answer.add_done_callback(_heard)
        async with asyncio.timeout(within):
            return await asyncio.shield(answer)

    def wait(self, within: float) -> T:
        """The same, for a thread."""
        return self._asked().result(within)

    def _asked(self) -> Future[T]:
        with self._lock:
            if self._answer is None or self._answer.done():
                self._answer = Future()
                threading.Thread(target=self._run, args=[self._answer], name="inquiry", daemon=True).start()
            return self._answer

    def _run(self, answer: Future[T]) -> None:
        try:
            answer.set_result(self._ask())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            answer.set_exception(error)


def _heard(answer: asyncio.Future[Any]) -> None:
    """Retrieves an exception that arrives after the caller left, so that asyncio does not report it."""
    if not answer.cancelled():
        answer.exception()
