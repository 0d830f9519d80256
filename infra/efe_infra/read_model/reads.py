"""The one port for reads: runs the queries of `efe_projections` as `efe_read`."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from datetime import datetime
from time import monotonic
from typing import Any, Final, NamedTuple, Self

import msgspec
import structlog
from psycopg import DataError, OperationalError
from psycopg.errors import NumericValueOutOfRange, QueryCanceled, UndefinedColumn, UndefinedTable
from psycopg_pool import PoolTimeout

from efe_infra.postgres.connection import MARGIN, PATIENCE, check_role, in_milliseconds, is_lost
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.prepared import Statement
from efe_infra.postgres.round_trip import RoundTrips
from efe_infra.postgres.round_trip_pool import Borrowed, opened
from efe_infra.read_model.position import READ_MODEL
from efe_infra.read_model.values import adapt, row_from
from efe_infra.read_model.watch import PositionWatch
from efe_projections.engine.instants import Reached, position_at
from efe_projections.engine.query import Query

log = structlog.stdlib.get_logger()

_POSITION = Query("select position from read.position where name = %(name)s", {"name": READ_MODEL}, Reached)
DECLARE = """
    select set_config('efe.viewer_bassins', %(bassins)s, true), set_config('efe.viewer_poles', %(poles)s, true)
"""
_NOBODY = {"bassins": "", "poles": ""}
_LOOK_AGAIN = 0.02  # seconds
SETTINGS = """
    select current_user, set_config('statement_timeout', %s, false), set_config('enable_seqscan', 'off', false),
        set_config('enable_memoize', 'off', false), set_config('plan_cache_mode', 'force_generic_plan', false)
"""
"""Every read is of few rows among many: whatever is guessed of them, no table is read whole where an index leads, and
nothing is kept of a row that is looked up by a key of another one: it is hardly ever looked up twice. A plan for any
values is as good as one for these, which takes longer to make than a whole answer to read.
"""


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
    """

    def __init__(
        self,
        database: Database,
        watch: PositionWatch | None = None,
        *,
        connections: int = 8,
        statement_timeout: float = 5.0,
        limits: ReadLimits = UNLIMITED,
        errors: ReadErrors,
    ) -> None:
        self._errors = errors
        self._limits = limits
        self._watch = watch or PositionWatch()
        self._conninfo = database.conninfo(DatabaseRole.READ)
        self._connections = connections
        self._statement_timeout = statement_timeout

    async def __aenter__(self) -> Self:
        self._pool = await opened(self._conninfo, "Reads", connections=self._connections, configure=self._configure)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    async def fetch[T: msgspec.Struct](self, query: Query[T]) -> list[T]:
        """All rows of the query. Raises `TypeError` when its columns are not the fields of its row type.

        A parameter that no column holds is a text with U+0000, or a number beyond 64 bits.
        """
        [rows] = await self._fetch(query)
        return rows

    async def together(self, *queries: Query[Any]) -> tuple[list[list[Any]], int]:
        """The rows of each query, one after the other, and how far the read model had come before them.

        In one transaction and one round trip. Each sees what is there at its turn. Raises as `fetch`.
        """
        [reached], *found = await self._fetch(_POSITION, *queries)
        self._watch.promise(reached.position)
        return found, reached.position

    async def _fetch(self, *queries: Query[Any]) -> list[list[Any]]:
        try:
            async with asyncio.timeout_at(self._limits.deadline()), self._limits.turn():
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

    async def _insisted(self, queries: Sequence[Query[Any]]) -> list[list[Any]]:
        """Once more, on another connection, when one is lost: to read twice does no harm."""
        try:
            return await self._asked(queries)
        except OperationalError as lost:
            if not is_lost(lost):
                raise
            return await self._asked(queries)

    async def _asked(self, queries: Sequence[Query[Any]]) -> list[list[Any]]:
        async with Borrowed(self._pool) as connection:
            answers = await connection.ask(_transaction(queries))
            return [
                answer.rows(row_from(query.row, answer.columns))  # type: ignore[arg-type] # a class is hashable
                for query, answer in zip(queries, answers, strict=True)
            ]

    async def position(self) -> int:
        """How far the read model has come."""
        _, reached = await self.together()
        return reached

    async def position_at(self, recorded_at: datetime) -> int:
        """The last position recorded at or before the instant, as far as the read model has come; 0 if none."""
        [reached] = await self.fetch(position_at(recorded_at))
        return reached.position

    async def _configure(self, connection: RoundTrips) -> None:
        adapt(connection)
        connection.patience = self._statement_timeout + MARGIN
        settled = await connection.execute(SETTINGS, [in_milliseconds(self._statement_timeout)])
        [(found, *_)] = await settled.fetchall()
        try:
            check_role(found, DatabaseRole.READ)
            if self._watch.promised:
                with suppress(UndefinedTable, UndefinedColumn):  # of other code: queries say so
                    await self._caught_up(connection)
        except BaseException:  # the pool would leave it open
            await connection.close()
            raise

    async def _caught_up(self, connection: RoundTrips) -> None:
        """What was lost is projected again at once; what does not come back is not in the ledger any more."""
        until = monotonic() + PATIENCE
        while (found := await _position_on(connection)) < (promised := self._watch.promised):
            if monotonic() > until:
                log.error("read model ends before what was read of it", position=found, promised=promised)
                self._watch.withdraw(found)
                return
            await asyncio.sleep(_LOOK_AGAIN)


async def _position_on(connection: RoundTrips) -> int:
    [answer] = await connection.ask([Statement(_POSITION.sql, _POSITION.params)])
    reached: list[Reached] = answer.rows(row_from(Reached, answer.columns))
    return reached[0].position


def _transaction(queries: Sequence[Query[Any]]) -> list[Statement]:
    """Each query after a declaration of its viewer: one that forgets it shows what everybody may see."""
    statements: list[Statement] = []
    viewer = _NOBODY
    for query in queries:
        declared = _declared(query)
        if declared != viewer and query is not _POSITION:
            statements.append(Statement(DECLARE, declared, wanted=False))
            viewer = declared
        statements.append(Statement(query.sql, query.params))
    return statements


def _declared(query: Query[Any]) -> dict[str, str]:
    return {what: ",".join(map(str, query.params.get(f"viewer_{what}", ()))) for what in ("bassins", "poles")}
