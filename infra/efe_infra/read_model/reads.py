"""The one port for reads: runs the queries of `efe_projections` as `efe_read`."""

from datetime import datetime
from functools import cache
from typing import Any, Self

import msgspec
from psycopg import AsyncConnection, AsyncCursor
from psycopg_pool import AsyncConnectionPool

from efe_infra.ledger.connection import NOTICING_A_DEAD_PEER
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.position import READ_MODEL
from efe_infra.read_model.values import adapt, rows_of
from efe_projections.instant import Reached, position_at
from efe_projections.query import Query

_POSITION = Query("select position from read.position where name = %(name)s", {"name": READ_MODEL}, Reached)
_DECLARE = "select set_config('efe.viewer_bassins', %s, true), set_config('efe.viewer_poles', %s, true)"
_row_factory = cache(rows_of)


class Reads:
    """A pool of connections, open as long as its context; for all tasks of one event loop.

    `statement_timeout` is in seconds: a statement that takes longer is a `psycopg.errors.QueryCanceled`.
    """

    def __init__(self, database: Database, *, connections: int = 8, statement_timeout: float = 5.0) -> None:
        self._conninfo = database.conninfo(DatabaseRole.READ)
        self._connections = connections
        self._timeout = f"{int(statement_timeout * 1000)}ms"

    async def __aenter__(self) -> Self:
        self._pool = AsyncConnectionPool(
            self._conninfo,
            kwargs={"autocommit": True, **NOTICING_A_DEAD_PEER},
            configure=self._configure,
            min_size=1,
            max_size=self._connections,
            open=False,
        )
        await self._pool.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    async def fetch[T: msgspec.Struct](self, query: Query[T]) -> list[T]:
        """All rows of the query. Raises `TypeError` when its columns are not the fields of its row type."""
        async with self._pool.connection() as connection:
            declared = [",".join(map(str, query.params.get(f"viewer_{what}", ()))) for what in ("bassins", "poles")]
            if any(declared):
                async with connection.pipeline():
                    await connection.execute(_DECLARE, declared, prepare=True)
                    cursor = await _execute(connection, query)
            else:
                cursor = await _execute(connection, query)
            return await cursor.fetchall()

    async def position(self) -> int:
        """How far the read model has come."""
        [reached] = await self.fetch(_POSITION)
        return reached.position

    async def position_at(self, recorded_at: datetime) -> int:
        """The last position recorded at or before the instant, as far as the read model has come; 0 if none."""
        [reached] = await self.fetch(position_at(recorded_at))
        return reached.position

    async def _configure(self, connection: AsyncConnection[Any]) -> None:
        adapt(connection)
        await connection.execute("select set_config('statement_timeout', %s, false)", [self._timeout])


async def _execute[T: msgspec.Struct](connection: AsyncConnection[Any], query: Query[T]) -> AsyncCursor[T]:
    cursor = connection.cursor(binary=True, row_factory=_row_factory(query.row))
    return await cursor.execute(query.sql, query.params, prepare=True)
