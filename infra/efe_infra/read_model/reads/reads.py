"""Port for reads: executes the queries of `efe_projections` as `efe_read`."""

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
    STATE_QUERY,
    ReadConnection,
    ReadPool,
    Rows,
    Spending,
    depends_on_present,
    position_of,
)
from efe_infra.read_model.reads.replicas import Replicas
from efe_infra.read_model.reads.shared_trips import SharedTrips
from efe_projections.engine.changes import ReadState
from efe_projections.engine.instants import position_at
from efe_projections.engine.query import ENDLESS, ReadQuery

log = structlog.stdlib.get_logger()

POSITION_CHECK_INTERVAL_S = 0.02  # seconds


class ReadLimits(NamedTuple):
    """Limits of a task's reads: a deadline by the clock of the event loop, and a share of concurrent statements.

    `deadline` raises `Timeout` once it has passed. `spending` measures statements on their connections.
    """

    deadline: Callable[[], float | None] = lambda: None
    share: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    spending: Spending = nullcontext


UNLIMITED: Final = ReadLimits()


class ReadErrors(NamedTuple):
    """Errors of reads: timeout (`late`), lost server (`away`), tables of another version of the code (`superseded`),
    or a parameter that no column can hold (`unfit`).
    """

    late: Callable[[], Exception]
    away: Callable[[], Exception]
    superseded: Callable[[], Exception]
    unfit: Callable[[], Exception]


class PooledReads:
    """Reads of one event loop, from the primary and its read replicas.

    `statement_timeout` is in seconds. A read over its timeout or `limits` is cancelled on the server and raises
    `errors.late`. A read on a lost connection is retried once, then raises `errors.away`.

    A crashed server may have lost its last rows until they are projected again. A connection is used only once it
    shows the position that `watch` has promised, so that no client sees an earlier state than before.

    `lineage` counts the servers that have been the primary: one that took over, or was restored, may lack events, and
    reuse their positions.

    A query as of a promised position goes to a replica that has it. The primary answers all others: the read
    position, accounts and current rights.
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
        self._since: datetime | None = None
        self.lineage = 0
        self._primary = ReadPool(
            database,
            "Reads",
            connections=connections,
            statement_timeout=statement_timeout,
            check=self._look_over,
            spending=limits.spending,
        )
        self._trips = SharedTrips(self._fetch, lambda: self._primary.borrowed(()))
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

    @property
    def has_replicas(self) -> bool:
        return self._replicas is not None

    async def fetch[T: msgspec.Struct](self, query: ReadQuery[T]) -> list[T]:
        """Returns the rows of a query. Raises one of `errors`.

        Raises `TypeError` if the columns differ from the fields of the row type. A parameter that no column can hold
        is a text with U+0000, or a number over 64 bits.
        """
        [rows] = await self._fetch(query)
        return rows

    async def together(self, *queries: ReadQuery[Any]) -> tuple[list[list[Any]], int]:
        """Returns the rows of each query, and the read position before them. Raises as `fetch`.

        The primary answers in one transaction and one round trip, a replica at the same time.
        """
        [reached], *rows = await self._fetch(POSITION_QUERY, *queries)
        self._watch.promise(reached.position)
        return rows, reached.position

    async def confirm(self, *queries: ReadQuery[Any]) -> tuple[list[list[Any]], ReadState]:
        """Returns the rows of each query, and the state before them. They share their round trip with others."""
        [[state], *rows] = await self._trips.ask(STATE_QUERY, *queries, until=self._limits.deadline())
        self._watch.promise(state.position)
        return rows, state

    async def _fetch(self, *queries: ReadQuery[Any]) -> Rows:
        try:
            async with asyncio.timeout_at(self._limits.deadline()), self._limits.share():
                if self._replicas:
                    return await self._fetch_from_both(self._replicas, queries)
                return await self._fetch_from_primary(queries)
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
            if error.sqlstate in {None, NumericValueOutOfRange.sqlstate}:  # without a state, psycopg did not send it
                raise self._errors.unfit() from error
            raise

    async def _fetch_from_primary(self, queries: Sequence[ReadQuery[Any]]) -> Rows:
        """Reads from the primary, and once more on another connection if one is lost."""
        try:
            return await self._primary.fetch(*queries)
        except OperationalError as lost:
            if not is_lost(lost):
                raise
            return await self._primary.fetch(*queries)

    async def _fetch_from_both(self, replicas: Replicas, queries: Sequence[ReadQuery[Any]]) -> Rows:
        """Reads from a replica where it may answer, and the rest from the primary, at the same time."""
        promised = self._watch.promised
        movable = [(position_of(query) or ENDLESS) <= promised for query in queries]
        moved = [query for query, away in zip(queries, movable, strict=True) if away]
        needed = max((_needed(query, promised) for query in moved), default=0)
        remaining = [query for query, away in zip(queries, movable, strict=True) if not away]
        if not moved:
            return await self._fetch_from_primary(remaining)
        lineage = replicas.lineage
        aside = self._fetch_from_replica(replicas, moved, needed)
        if remaining:
            there, here = await _both(aside, self._fetch_from_primary(remaining))
        else:
            there, here = await aside, []
        if there is None or replicas.lineage != lineage:
            there = await self._fetch_from_primary(moved)
        answers = {True: iter(there), False: iter(here)}
        return [next(answers[away]) for away in movable]

    async def _fetch_from_replica(
        self, replicas: Replicas, queries: Sequence[ReadQuery[Any]], position: int
    ) -> Rows | None:
        with self._limits.spending():
            return await replicas.fetch(queries, position)

    async def position(self) -> int:
        """Returns the read position."""
        _, reached = await self.together()
        return reached

    async def position_at(self, recorded_at: datetime) -> int:
        """Returns the last projected position recorded at or before the instant, or 0."""
        [reached] = await self.fetch(position_at(recorded_at))
        return reached.position

    async def _look_over(self, connection: ReadConnection) -> None:
        if self._since != connection.since:
            self._since = connection.since
            self.lineage += 1
        if self._replicas:
            self._replicas.follow(connection.since)
        if self._watch.promised:
            with suppress(UndefinedTable, UndefinedColumn):  # tables of other code: queries raise the error
                await self._caught_up(connection)

    async def _caught_up(self, connection: ReadConnection) -> None:
        """Waits until lost rows are projected again. Rows that do not come back are gone from the ledger too."""
        until = monotonic() + CALLER_TIMEOUT_S
        while (position := await connection.position()) < (promised := self._watch.promised):
            if monotonic() > until:
                log.error("read model ends before what was read of it", position=position, promised=promised)
                self._watch.withdraw(position)
                self.lineage += 1
                return
            await asyncio.sleep(POSITION_CHECK_INTERVAL_S)


def _needed(query: ReadQuery[Any], promised: int) -> int:
    """Returns the position that a server must have for the query."""
    return promised if depends_on_present(query.sql) else (position_of(query) or promised)


async def _both[A, B](aside: Coroutine[Any, Any, A], here: Awaitable[B]) -> tuple[A, B]:
    """Awaits both at once; cancels the first when the second fails."""
    task = asyncio.Task(aside, loop=asyncio.get_running_loop(), eager_start=True)
    try:
        result = await here
    except BaseException:
        task.add_done_callback(_ignore_error)
        task.cancel()
        raise
    return await task, result


def _ignore_error(task: asyncio.Task[Any]) -> None:
    if not task.cancelled():
        task.exception()
