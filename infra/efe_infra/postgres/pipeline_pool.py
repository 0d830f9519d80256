"""The pools of connections on which statements travel together."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from psycopg_pool import AsyncConnectionPool

from efe_infra.postgres.connection import NOTICING_A_DEAD_PEER, PATIENCE
from efe_infra.postgres.pipeline import RoundTrips
from efe_infra.postgres.pools import AT_ONCE, RETRY, is_gone, is_waited_for, watched


async def opened[C: RoundTrips](
    conninfo: str, of: type[C], name: str, *, connections: int, configure: Callable[[C], Awaitable[None]]
) -> AsyncConnectionPool[C]:
    """Of one event loop; whoever opens it closes it. At most `connections`, each prepared by `configure`."""
    pool = watched(
        AsyncConnectionPool(
            conninfo,
            connection_class=of,
            kwargs={"autocommit": True, **NOTICING_A_DEAD_PEER},
            configure=configure,
            min_size=1,
            max_size=connections,
            timeout=PATIENCE,
            reconnect_timeout=AT_ONCE,
            reconnect_failed=_try_again,
            open=False,
            name=name,
        )
    )
    await pool.open()
    return pool


async def _try_again(pool: AsyncConnectionPool[Any]) -> None:
    await asyncio.sleep(RETRY)
    if is_waited_for(pool):
        await pool.check()


class Borrowed[C: RoundTrips]:
    """A connection of a pool, as long as the context. In autocommit there is nothing to commit or to roll back: what
    psycopg does for that takes longer than to take the connection and to give it back.

    It is waited for `patience` seconds, or as long as the pool says.

    Those that were lost while nobody used them are passed over.
    """

    def __init__(self, pool: AsyncConnectionPool[C], patience: float | None = None) -> None:
        self._pool = pool
        self._patience = patience

    async def __aenter__(self) -> C:
        while is_gone(connection := await self._pool.getconn(self._patience)):
            await connection.close()
            await self._give_back(connection)
        self._connection = connection
        return connection

    async def __aexit__(self, *_: object) -> None:
        await self._give_back(self._connection)

    async def _give_back(self, connection: C) -> None:
        """Also if nobody waits for that any more: a connection that stays out is one less for ever."""
        giving = asyncio.Task(self._pool.putconn(connection), loop=asyncio.get_running_loop(), eager_start=True)
        await asyncio.shield(giving)
