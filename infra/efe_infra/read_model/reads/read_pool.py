"""Pool of checked connections for reads from one server."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

import msgspec

from efe_infra.postgres.connection import TIMEOUT_MARGIN_S, check_role, duration_ms
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pipeline import AsyncPipelineConnection
from efe_infra.postgres.pools import BorrowedConnection, open_pool
from efe_infra.postgres.prepared import PreparedStatement
from efe_infra.read_model.tables.position import READ_MODEL
from efe_infra.read_model.tables.values import adapt, row_from
from efe_projections.engine.changes import state_of
from efe_projections.engine.instants import LedgerPositionRow
from efe_projections.engine.query import ENDLESS, ReadQuery

type Rows = list[list[Any]]
"""Rows of each query, in the order of the queries."""

MAX_CONNECTIONS = 8
"""Connections to one server for queries of usual length."""
MAX_CONNECTIONS_FOR_LONG = 2
LONG_QUERY_CHARACTERS = 15_000
"""Length from which a query has connections of its own: the tasks of a viewer, comparisons, next steps."""
MAX_LONG_CHARACTERS = 1_000_000
"""Limit of prepared statements on a connection for long queries: all that the pages ask have 0.7 million."""

POSITION_QUERY = ReadQuery(
    "select position from read.position where name = %(name)s", {"name": READ_MODEL}, LedgerPositionRow
)
STATE_QUERY = state_of(READ_MODEL)
DECLARE_VIEWER_SQL = """
    select set_config('efe.viewer_bassins', %(bassins)s, true), set_config('efe.viewer_poles', %(poles)s, true)
"""
_PUBLIC_VIEWER = {"bassins": "", "poles": ""}
SETTINGS_SQL = """
    select current_user, pg_postmaster_start_time(), set_config('statement_timeout', %s, false),
        set_config('enable_seqscan', 'off', false), set_config('enable_memoize', 'off', false),
        set_config('plan_cache_mode', 'force_generic_plan', false),
        set_config('max_parallel_workers_per_gather', '0', false), set_config('jit', 'off', false)
"""
"""Planner settings for reads of few rows among many: indexes instead of sequential scans, no memoize for keys that
hardly repeat, and generic plans, because custom planning takes longer than the read itself. Nor are there parallel
workers or compiled plans: to start a worker takes longer than most reads.
"""


class ReadConnection(AsyncPipelineConnection):
    """Connection for reads. `since` is the start of its server; `shown_position` is one that it has shown.

    A standby never shows less later.
    """

    since: datetime
    shown_position: int = 0

    async def fetch(self, *queries: ReadQuery[Any]) -> Rows:
        """Executes queries in one transaction and one round trip, each with its own snapshot.

        Raises `TypeError` if the columns of a query differ from the fields of its row type.
        """
        answers = await self.ask(_transaction(queries))
        return [
            answer.rows(row_from(query.row, answer.columns))  # type: ignore[arg-type] # a class is hashable
            for query, answer in zip(queries, answers, strict=True)
        ]

    async def position(self) -> int:
        [[reached]] = await self.fetch(POSITION_QUERY)
        row: LedgerPositionRow = reached
        return row.position

    @property
    def is_standby(self) -> bool:
        """True if the server is in recovery, which PostgreSQL reports with each answer."""
        return self.pgconn.parameter_status(b"in_hot_standby") == b"on"


class LongReadConnection(ReadConnection):
    """Connection for long queries. A server plans each for 50 to 150 ms, so few connections keep all plans."""

    max_prepared_characters = MAX_LONG_CHARACTERS


type Spending = Callable[[], AbstractContextManager[object]]
"""Measure of statements, around each on its connection, and around a read from a replica."""
type Check = Callable[[ReadConnection], Awaitable[None]]
"""Check of a new connection; an error closes it."""


class ReadPool:
    """Pool for the tasks of one event loop. `statement_timeout` is in seconds."""

    def __init__(
        self,
        database: Database,
        name: str,
        *,
        connections: int = MAX_CONNECTIONS,
        statement_timeout: float,
        check: Check,
        patience: float | None = None,
        spending: Spending = nullcontext,
    ) -> None:
        self._conninfo = database.conninfo(DatabaseRole.READ)
        self._name = name
        self._connections = connections
        self._statement_timeout = statement_timeout
        self._check = check
        self._patience = patience
        self._spending = spending

    async def open(self) -> None:
        self._pool = await open_pool(
            self._conninfo, ReadConnection, self._name, connections=self._connections, configure=self._configure
        )
        self._pool_for_long = await open_pool(
            self._conninfo,
            LongReadConnection,
            f"{self._name}, long",
            connections=min(self._connections, MAX_CONNECTIONS_FOR_LONG),
            configure=self._configure,
        )

    async def close(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - that of the library
        """Closes the pool; waits `timeout` seconds for connections that are being opened."""
        await gather(self._pool.close(timeout), self._pool_for_long.close(timeout))

    def borrowed(self, queries: Sequence[ReadQuery[Any]]) -> BorrowedConnection[Any]:
        """Lends a `ReadConnection` for these queries. Raises `PoolTimeout`."""
        is_long = any(len(query.sql) > LONG_QUERY_CHARACTERS for query in queries)
        return BorrowedConnection(self._pool_for_long if is_long else self._pool, self._patience)

    async def fetch(self, *queries: ReadQuery[Any]) -> Rows:
        async with self.borrowed(queries) as connection:
            with self._spending():
                rows: Rows = await connection.fetch(*queries)
            return rows

    async def _configure(self, connection: ReadConnection) -> None:
        connection.patience = self._statement_timeout + TIMEOUT_MARGIN_S
        await prepare_for_reading(connection, self._statement_timeout, self._check)


async def prepare_for_reading(connection: ReadConnection, statement_timeout: float, check: Check) -> None:
    """Configures a connection for reads. Raises `WrongRole`, or the error of `check`."""
    try:
        adapt(connection)
        settled = await connection.execute(SETTINGS_SQL, [duration_ms(statement_timeout)])
        [(current_user, connection.since, *_)] = await settled.fetchall()
        check_role(current_user, DatabaseRole.READ)
        await check(connection)
    except BaseException:  # the pool would leave it open
        await connection.close()
        raise


def _transaction(queries: Sequence[ReadQuery[Any]]) -> list[PreparedStatement]:
    """Returns the statements of the queries, each after a declaration of its viewer if that changes."""
    statements: list[PreparedStatement] = []
    viewer = _PUBLIC_VIEWER
    for query in queries:
        declared = _declared(query)
        if declared != viewer and query is not POSITION_QUERY:
            statements.append(PreparedStatement(DECLARE_VIEWER_SQL, declared, keeps_result=False))
            viewer = declared
        statements.append(PreparedStatement(query.sql, query.params))
    return statements


def _declared(query: ReadQuery[Any]) -> dict[str, str]:
    return {what: ",".join(map(str, query.params.get(f"viewer_{what}", ()))) for what in ("bassins", "poles")}


def position_of(query: ReadQuery[Any]) -> int | None:
    """Returns the latest position as of which the query reads; None for the present."""
    return max((value for name, value in query.params.items() if _is_position(name, value)), default=None)


def _is_position(name: str, value: object) -> bool:
    """Tells whether a parameter is a position: `at`, or "at_" and a number in a statement for a whole operation."""
    return isinstance(value, int) and (name == "at" or (name.startswith("at_") and name[3:].isdecimal()))


def depends_on_present(sql: str) -> bool:
    """Tells whether a query of the past depends on current rows, such as the Instances of a project."""
    return f"= {ENDLESS}" in sql


class ServerMark(msgspec.Struct, frozen=True):
    """Identity of a server's read model: read position, time of the last event, and object id of its tables.

    A rebuild changes the object id. A streaming replica has the object ids of its primary.
    """

    position: int
    recorded_at: datetime | None
    tables: int


def mark_query(position: int | None = None) -> ReadQuery[ServerMark]:
    """Returns the query of a server's mark; `recorded_at` is as of `position`, if given."""
    return ReadQuery(
        """
            select position, to_regclass('read.position')::oid::bigint as tables, (
                select recorded_at from read.instant
                where instant.position <= coalesce(%(until)s::bigint, held.position)
                order by instant.position desc limit 1
            ) as recorded_at
            from read.position as held where name = %(name)s
        """,
        {"name": READ_MODEL, "until": position},
        ServerMark,
    )
