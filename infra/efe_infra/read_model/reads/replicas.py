"""Choice of a read replica, with fallback to the primary."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from itertools import count
from time import monotonic
from typing import Any, Final, Self
from weakref import WeakSet

import psycopg
from psycopg.errors import QueryCanceled

from efe_infra.postgres.database import Database
from efe_infra.process.background import supervising
from efe_infra.process.metrics import READS_LEFT, READS_OF_REPLICA, child
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.read_pool import ReadPool, Rows, ServerMark, mark_query
from efe_infra.read_model.reads.replica import UNUSABLE, Replica, ReplicaBehind
from efe_projections.engine.query import ReadQuery

TIMEOUT_SHARE: Final = 0.9
"""Share of the statement timeout. A statement that was cancelled earlier was not too slow."""

_IN_USE: Final[WeakSet[Replica]] = WeakSet()


class Replicas:
    """Monitored replicas. `lineage` counts the servers that have been the primary."""

    def __init__(
        self, databases: Sequence[Database], primary: ReadPool, watch: PositionWatch, *, statement_timeout: float
    ) -> None:
        self.lineage = 0
        self._primary = primary
        self._statement_timeout = statement_timeout
        self._since: datetime | None = None
        self._turn = count()
        self._replicas = [
            Replica(str(number), database, self._mark_of, watch, statement_timeout=statement_timeout)
            for number, database in enumerate(databases, 1)
        ]

    async def __aenter__(self) -> Self:
        self._watching = AsyncExitStack()
        for replica in self._replicas:
            await self._watching.enter_async_context(supervising(replica.worker, replica.run))
            _IN_USE.add(replica)
        return self

    async def __aexit__(self, *_: object) -> None:
        for replica in self._replicas:
            _IN_USE.discard(replica)
        await self._watching.aclose()

    def follow(self, since: datetime) -> None:
        """Compares all replicas again when the primary is another server, which may lack their events."""
        if self._since != since:
            if self._since:
                self.lineage += 1
                for replica in self._replicas:
                    replica.doubt()
            self._since = since

    async def fetch(self, queries: Sequence[ReadQuery[Any]], position: int) -> Rows | None:
        """Returns rows from a replica that has the position, or None if the primary must answer.

        Raises errors that do not depend on the server: a timeout, or an invalid parameter.
        """
        replica = self._choose(position)
        rows = await self._fetch(replica, queries, position) if replica else "none"
        if isinstance(rows, str):
            child(READS_LEFT, rows).inc()
            return None
        return rows

    async def _fetch(self, replica: Replica, queries: Sequence[ReadQuery[Any]], position: int) -> Rows | str:
        """Returns the rows, or the reason of the fallback."""
        began = monotonic()
        try:
            rows = await replica.fetch(queries, position)
        except psycopg.DataError:
            raise
        except QueryCanceled:
            if monotonic() - began > TIMEOUT_SHARE * self._statement_timeout:
                raise
            return "cancelled"
        except (ReplicaBehind, TimeoutError):
            return "behind"
        except (*UNUSABLE, psycopg.Error):
            return "failed"
        child(READS_OF_REPLICA, replica.name).inc()
        return rows

    def _choose(self, position: int) -> Replica | None:
        """Returns the least busy replica that has the position, or else one that will have it soon."""
        able = [each for each in self._replicas if each.answers(position)]
        if not able:
            return None
        first = next(self._turn) % len(able)
        return min(able[first:] + able[:first], key=lambda each: (each.position < position, each.reading))

    async def _mark_of(self, position: int) -> ServerMark:
        [[mark]] = await self._primary.fetch(mark_query(position))
        primary_mark: ServerMark = mark
        return primary_mark


def replicas_in_use() -> list[Replica]:
    """Returns the replicas of this process, by name."""
    return sorted(_IN_USE, key=lambda each: int(each.name))
