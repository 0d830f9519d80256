"""The connections on which one server is read, each looked over before it is used."""

from collections.abc import Awaitable, Callable, Sequence
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
from efe_projections.engine.instants import PositionRow
from efe_projections.engine.query import ENDLESS, ReadQuery

type Rows = list[list[Any]]
"""Those of each query, one after the other."""

MAX_CONNECTIONS = 8
"""Of one server, at most."""

POSITION_QUERY = ReadQuery(
    "select position from read.position where name = %(name)s", {"name": READ_MODEL}, PositionRow
)
DECLARE_VIEWER_SQL = """
    select set_config('efe.viewer_bassins', %(bassins)s, true), set_config('efe.viewer_poles', %(poles)s, true)
"""
_PUBLIC_VIEWER = {"bassins": "", "poles": ""}
SETTINGS_SQL = """
    select current_user, pg_postmaster_start_time(), set_config('statement_timeout', %s, false),
        set_config('enable_seqscan', 'off', false), set_config('enable_memoize', 'off', false),
        set_config('plan_cache_mode', 'force_generic_plan', false)
"""
"""Every read is of few rows among many: whatever is guessed of them, no table is read whole where an index leads, and
nothing is kept of a row that is looked up by a key of another one: it is hardly ever looked up twice. A plan for any
values is as good as one for these, which takes longer to make than a whole answer to read.
"""


class ReadConnection(AsyncPipelineConnection):
    """`since` is when its server started; `seen` a position of the read model that it has shown: of a standby, it
    never shows less afterwards.
    """

    since: datetime
    seen: int = 0

    async def fetch(self, *queries: ReadQuery[Any]) -> Rows:
        """In one transaction and one round trip; each sees what is there at its turn.

        Raises `TypeError` when the columns of a query are not the fields of its row type.
        """
        answers = await self.ask(_transaction(queries))
        return [
            answer.rows(row_from(query.row, answer.columns))  # type: ignore[arg-type] # a class is hashable
            for query, answer in zip(queries, answers, strict=True)
        ]

    async def position(self) -> int:
        """How far the read model has come there."""
        [[reached]] = await self.fetch(POSITION_QUERY)
        found: PositionRow = reached
        return found.position

    @property
    def is_standby(self) -> bool:
        """As the server says with each answer, from PostgreSQL 14 on."""
        return self.pgconn.parameter_status(b"in_hot_standby") == b"on"


type Check = Callable[[ReadConnection], Awaitable[None]]
"""Looks a new connection over; what it raises closes it."""


class ReadPool:
    """Open as long as its context; for all tasks of one event loop. `statement_timeout` is in seconds."""

    def __init__(
        self,
        database: Database,
        name: str,
        *,
        connections: int = MAX_CONNECTIONS,
        statement_timeout: float,
        check: Check,
        patience: float | None = None,
    ) -> None:
        self._conninfo = database.conninfo(DatabaseRole.READ)
        self._name = name
        self._connections = connections
        self._statement_timeout = statement_timeout
        self._check = check
        self._patience = patience

    async def open(self) -> None:
        self._pool = await open_pool(
            self._conninfo, ReadConnection, self._name, connections=self._connections, configure=self._configure
        )

    async def close(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - that of the library
        """Waits so many seconds for connections that are being made."""
        await self._pool.close(timeout)

    def borrowed(self) -> BorrowedConnection[ReadConnection]:
        """Raises `PoolTimeout`."""
        return BorrowedConnection(self._pool, self._patience)

    async def fetch(self, *queries: ReadQuery[Any]) -> Rows:
        """As that of a connection."""
        async with self.borrowed() as connection:
            return await connection.fetch(*queries)

    async def _configure(self, connection: ReadConnection) -> None:
        connection.patience = self._statement_timeout + TIMEOUT_MARGIN_S
        await prepare_for_reading(connection, self._statement_timeout, self._check)


async def prepare_for_reading(connection: ReadConnection, statement_timeout: float, check: Check) -> None:
    """Makes a connection one that reads. Raises `WrongRole`, or what `check` raises."""
    try:
        adapt(connection)
        settled = await connection.execute(SETTINGS_SQL, [duration_ms(statement_timeout)])
        [(found, connection.since, *_)] = await settled.fetchall()
        check_role(found, DatabaseRole.READ)
        await check(connection)
    except BaseException:  # a pool would leave it open
        await connection.close()
        raise


def _transaction(queries: Sequence[ReadQuery[Any]]) -> list[PreparedStatement]:
    """Each query after a declaration of its viewer: one that forgets it shows what everybody may see."""
    statements: list[PreparedStatement] = []
    viewer = _PUBLIC_VIEWER
    for query in queries:
        declared = _declared(query)
        if declared != viewer and query is not POSITION_QUERY:
            statements.append(PreparedStatement(DECLARE_VIEWER_SQL, declared, wanted=False))
            viewer = declared
        statements.append(PreparedStatement(query.sql, query.params))
    return statements


def _declared(query: ReadQuery[Any]) -> dict[str, str]:
    return {what: ",".join(map(str, query.params.get(f"viewer_{what}", ()))) for what in ("bassins", "poles")}


def position_of(query: ReadQuery[Any]) -> int | None:
    """The position as of which it reads, the last one if there are several; None if it reads what is there."""
    return max((given for name, given in query.params.items() if _is_position(name, given)), default=None)


def _is_position(name: str, given: object) -> bool:
    """The parameter `at`, or `at_0` and so on where one statement answers a whole operation; an instant is none."""
    return isinstance(given, int) and (name == "at" or (name.startswith("at_") and name[3:].isdecimal()))


def depends_on_present(sql: str) -> bool:
    """Whether what it shows of the past depends on what holds now, such as whom a project concerns (`current`)."""
    return f"= {ENDLESS}" in sql


class ServerMark(msgspec.Struct, frozen=True):
    """How far the read model of a server has come, when its last event was recorded, and which its tables are.

    A rebuild makes other tables. Those of a streaming replica have the numbers of its primary's.
    """

    position: int
    recorded_at: datetime | None
    tables: int


def mark_query(position: int | None = None) -> ReadQuery[ServerMark]:
    """The mark of a server; `recorded_at` as of the position, where one is given."""
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
