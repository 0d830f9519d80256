"""The one port for reads: runs the queries of `efe_projections` as `efe_read`."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext, suppress
from datetime import datetime
from time import monotonic
from typing import Any, Final, NamedTuple, Self

import msgspec
import structlog
from psycopg import DataError, OperationalError
from psycopg.errors import NumericValueOutOfRange, QueryCanceled, UndefinedColumn, UndefinedTable
from psycopg_pool import PoolTimeout

from efe_infra.postgres.connection import CALLER_TIMEOUT_S, is_lost
from efe_infra.postgres.database import Database
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.read_pool import (
    MAX_CONNECTIONS,
    POSITION_QUERY,
    ReadConnection,
    ReadPool,
    Rows,
    depends_on_present,
    position_of,
)
from efe_infra.read_model.reads.replicas import Replicas
from efe_projections.engine.instants import position_at
from efe_projections.engine.query import ENDLESS, ReadQuery

log = structlog.stdlib.get_logger()

POSITION_CHECK_INTERVAL_S = 0.02  # seconds


class ReadLimits(NamedTuple):
    """What bounds the reads of a task: the instant at which they end, by the clock of the event loop, and their turn.

    `deadline` raises `Timeout` once the instant is past.
    """

    deadline: Callable[[], float | None] = lambda: None
    turn: Callable[[], AbstractAsyncContextManager[None]] = nullcontext


UNLIMITED: Final = ReadLimits()


class ReadErrors(NamedTuple):
    """What is raised where a read is not answered: it is `late`, the server is `away`, the tables are those of
    another version of the code, or no column holds a parameter.
    """

    late: Callable[[], Exception]
    away: Callable[[], Exception]
    superseded: Callable[[], Exception]
    unfit: Callable[[], Exception]


class Reads:
    """A pool of connections, open as long as its context; for all tasks of one event loop.

    `statement_timeout` is in seconds. What takes longer, or lasts beyond its `limits`, or finds no connection, is
    late: its statement is cancelled on the server, its connection is free again. The server is away where it is so
    also when it is asked once more. All of these raise what `errors` says.

    A server that crashed may have lost the last rows, until they are projected again. No connection is used before
    it shows all that `watch` has promised, so that nobody is answered from before what they saw.

    With `replicas`, a query as of a position that was promised goes to one of them that has it. The primary answers
    the rest: how far the read model has come, accounts, and rights, which are those of now.
    """

    def __init__(
        self,
        database: Database,
        watch: PositionWatch | None = None,
        *,
        replicas: Sequence[Database] = (),
        connections: int = MAX_CONNECTIONS,
        statement_timeout: float = 5.0,
        limits: ReadLimits = UNLIMITED,
        errors: ReadErrors,
    ) -> None:
        self._errors = errors
        self._limits = limits
        self._watch = watch or PositionWatch()
        self._primary = ReadPool(
            database, "Reads", connections=connections, statement_timeout=statement_timeout, check=self._look_over
        )
        self._replicas = (
            Replicas(replicas, self._primary, self._watch, statement_timeout=statement_timeout) if replicas else None
        )

    async def __aenter__(self) -> Self:
        self._open = AsyncExitStack()
        await self._primary.open()
        self._open.push_async_callback(self._primary.close)
        if self._replicas:
            await self._open.enter_async_context(self._replicas)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def fetch[T: msgspec.Struct](self, query: ReadQuery[T]) -> list[T]:
        """All rows of the query. Raises `TypeError` when its columns are not the fields of its row type.

        A parameter that no column holds is a text with U+0000, or a number beyond 64 bits.
        """
        [rows] = await self._fetch(query)
        return rows

    async def together(self, *queries: ReadQuery[Any]) -> tuple[list[list[Any]], int]:
        """The rows of each query, one after the other, and how far the read model had come before them.

        In one transaction and one round trip, except those that a replica answers meanwhile. Each of the others sees
        what is there at its turn. Raises as `fetch`.
        """
        [reached], *found = await self._fetch(POSITION_QUERY, *queries)
        self._watch.promise(reached.position)
        return found, reached.position

    async def _fetch(self, *queries: ReadQuery[Any]) -> Rows:
        try:
            async with asyncio.timeout_at(self._limits.deadline()), self._limits.turn():
                if self._replicas:
                    return await self._divided(self._replicas, queries)
                return await self._insisted(queries)
        except (TimeoutError, PoolTimeout, QueryCanceled) as late:
            raise self._errors.late() from late
        except OperationalError as lost:
            if is_lost(lost):
                raise self._errors.away() from lost
            raise
        except (UndefinedTable, UndefinedColumn) as other:
            log.error("read tables are not of this code", state=other.sqlstate)  # noqa: TRY400
            raise self._errors.superseded() from other
        except DataError as error:
            if error.sqlstate in {None, NumericValueOutOfRange.sqlstate}:  # without a state, it was never sent
                raise self._errors.unfit() from error
            raise

    async def _insisted(self, queries: Sequence[ReadQuery[Any]]) -> Rows:
        """Once more, on another connection, when one is lost: to read twice does no harm."""
        try:
            return await self._primary.fetch(*queries)
        except OperationalError as lost:
            if not is_lost(lost):
                raise
            return await self._primary.fetch(*queries)

    async def _divided(self, replicas: Replicas, queries: Sequence[ReadQuery[Any]]) -> Rows:
        """What a replica may answer is asked of it, the rest of the primary, both at once."""
        promised = self._watch.promised
        movable = [(position_of(query) or ENDLESS) <= promised for query in queries]
        moved = [query for query, away in zip(queries, movable, strict=True) if away]
        needed = max((_needed(query, promised) for query in moved), default=0)
        kept = [query for query, away in zip(queries, movable, strict=True) if not away]
        if not moved:
            return await self._insisted(kept)
        lineage = replicas.lineage
        if kept:
            there, here = await _both(replicas.fetch(moved, needed), self._insisted(kept))
        else:
            there, here = await replicas.fetch(moved, needed), []
        if there is None or replicas.lineage != lineage:
            there = await self._insisted(moved)
        answers = {True: iter(there), False: iter(here)}
        return [next(answers[away]) for away in movable]

    async def position(self) -> int:
        """How far the read model has come."""
        _, reached = await self.together()
        return reached

    async def position_at(self, recorded_at: datetime) -> int:
        """The last position recorded at or before the instant, as far as the read model has come; 0 if none."""
        [reached] = await self.fetch(position_at(recorded_at))
        return reached.position

    async def _look_over(self, connection: ReadConnection) -> None:
        """Of the primary, whichever server that is now."""
        if self._replicas:
            self._replicas.follow(connection.since)
        if self._watch.promised:
            with suppress(UndefinedTable, UndefinedColumn):  # of other code: queries say so
                await self._caught_up(connection)

    async def _caught_up(self, connection: ReadConnection) -> None:
        """What was lost is projected again at once; what does not come back is not in the ledger any more."""
        until = monotonic() + CALLER_TIMEOUT_S
        while (found := await connection.position()) < (promised := self._watch.promised):
            if monotonic() > until:
                log.error("read model ends before what was read of it", position=found, promised=promised)
                self._watch.withdraw(found)
                return
            await asyncio.sleep(POSITION_CHECK_INTERVAL_S)


def _needed(query: ReadQuery[Any], promised: int) -> int:
    """The position that a server needs to answer as every other one does."""
    return promised if depends_on_present(query.sql) else (position_of(query) or promised)


async def _both[A, B](aside: Coroutine[Any, Any, A], here: Awaitable[B]) -> tuple[A, B]:
    """At once; what is asked aside is given up when the other fails."""
    task = asyncio.Task(aside, loop=asyncio.get_running_loop(), eager_start=True)
    try:
        found = await here
    except BaseException:
        task.add_done_callback(_heard)
        task.cancel()
        raise
    return await task, found


def _heard(task: asyncio.Task[Any]) -> None:
    """Nobody waits any more for what it raised."""
    if not task.cancelled():
        task.exception()
