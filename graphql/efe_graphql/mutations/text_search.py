"""Search of texts for persons: in fair turns, charged, and ended when the client leaves or the server stops."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from anyio import from_thread

from efe_graphql.contract.errors import Timeout
from efe_graphql.limits.computing import COMPUTATIONS, Computations
from efe_graphql.limits.examination import timed
from efe_graphql.request.context import Context

SMALL: Final = 500
"""Characters of texts that are searched at once."""
LARGE: Final = 20_000
"""Characters of texts of which one search runs at a time: it takes up to a kilobyte of memory for a character."""
PATIENCE_S: Final = 30.0
"""Time for the search of large texts, with the wait for its turn."""
LARGE_SEARCHES: Final = Computations(rest=0.0, clock=time.monotonic)
"""Large searches: each takes its turn for as long as its steps wait for theirs."""


class TextSearch:
    """Search for one command, on the thread of the command."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._ended = False

    def named(self, texts: Sequence[str]) -> int | None:
        """Returns the index of the first text that names a person. Raises `Timeout` and `TooManyOperations`."""
        size, naming = sum(map(len, texts)), self._context.ports.vault.naming
        if size <= SMALL:
            return naming(texts)
        try:
            if size <= LARGE:
                return naming(texts, self._step)
            search = partial(naming, texts, self._step)
            return LARGE_SEARCHES.wait(self._context.spender, search, patience_s=PATIENCE_S, check=self._check_client)
        finally:
            self._ended = True  # for a search that goes on behind

    def _step[T](self, work: Callable[[], T], /) -> T:
        self._check_end()
        step = partial(timed, self._context, work)
        return COMPUTATIONS.wait(self._context.spender, step, check=self._check_end)

    def _check_end(self) -> None:
        """Raises `Timeout` once the thread of the command no longer waits."""
        if self._ended:
            raise Timeout

    def _check_client(self) -> None:
        """Raises `Timeout` if the client no longer waits for the answer."""
        task, is_disconnected = self._context.task, self._context.is_disconnected
        if (task and task.cancelling()) or (is_disconnected and from_thread.run(is_disconnected)):
            raise Timeout
