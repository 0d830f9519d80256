"""The replicas of a process: which one answers a read, and when the primary does in their place."""

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
"""Of the time of a statement: one that was cancelled earlier was not cancelled for its length."""

_IN_USE: Final[WeakSet[Replica]] = WeakSet()


class Replicas:
    """Watched as long as the context. `lineage` counts the servers that were the primary one after the other."""

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
        """The primary is a server that started then. Another one than before may lack what the replicas have."""
        if self._since != since:
            if self._since:
                self.lineage += 1
                for replica in self._replicas:
                    replica.doubt()
            self._since = since

    async def fetch(self, queries: Sequence[ReadQuery[Any]], position: int) -> Rows | None:
        """From a replica that has the position; None where the primary has to answer.

        Raises what does not depend on the server: a statement took too long, or had a parameter of no column.
        """
        replica = self._chosen(position)
        found = await self._asked(replica, queries, position) if replica else "none"
        if isinstance(found, str):
            child(READS_LEFT, found).inc()
            return None
        return found

    async def _asked(self, replica: Replica, queries: Sequence[ReadQuery[Any]], position: int) -> Rows | str:
        """What it answered, or the reason why it did not."""
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

    def _chosen(self, position: int) -> Replica | None:
        """One that has the position rather than one that soon will, then the one with the least to do."""
        able = [each for each in self._replicas if each.answers(position)]
        if not able:
            return None
        first = next(self._turn) % len(able)
        return min(able[first:] + able[:first], key=lambda each: (each.position < position, each.reading))

    async def _mark_of(self, position: int) -> ServerMark:
        [[mark]] = await self._primary.fetch(mark_query(position))
        found: ServerMark = mark
        return found


def replicas_in_use() -> list[Replica]:
    """Those of this process, in the order of their names."""
    return sorted(_IN_USE, key=lambda each: int(each.name))
