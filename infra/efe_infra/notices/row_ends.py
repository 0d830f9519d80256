"""Group commit of what became of rows: one statement for all that waits while the statement before it runs."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

import psycopg

from efe_infra.notices.outbox import Outbox, RowChange
from efe_infra.process import metrics


class RowEnds:
    """Writer of the changes of rows. A connection sends its next mail only once the change of its last one is stored.

    So a kill leaves at most one mail of each connection that is sent and not ended.
    """

    def __init__(self, outbox: Outbox, clock: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._clock = clock
        self._waiting: list[RowChange] = []
        self._lock = asyncio.Lock()
        self._failure: psycopg.Error | None = None
        self.ended = 0

    async def write(self, change: RowChange) -> None:
        """Returns once the change is stored. Raises `psycopg.Error`, also for later changes."""
        self._waiting.append(change)
        async with self._lock:
            if self._failure:
                raise self._failure
            if change not in self._waiting:
                return
            changes, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self._outbox.change, changes, self._clock())
            except psycopg.Error as error:
                self._failure = error
                raise
            self.ended += sum(each.is_end for each in changes)
            count_changes(changes)


def count_changes(changes: Iterable[RowChange]) -> None:
    """Adds the changes to the metric of notices."""
    for each in changes:
        metrics.child(metrics.NOTICES, each.state.value if each.is_end else "postponed").inc()
