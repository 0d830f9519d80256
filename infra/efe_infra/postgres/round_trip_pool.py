"""The pools of connections on which statements travel together."""

from collections.abc import Awaitable, Callable

from psycopg_pool import AsyncConnectionPool

from efe_infra.postgres.connection import NOTICING_A_DEAD_PEER, PATIENCE
from efe_infra.postgres.pools import watched
from efe_infra.postgres.round_trip import RoundTrips


async def opened(
    conninfo: str, name: str, *, connections: int, configure: Callable[[RoundTrips], Awaitable[None]]
) -> AsyncConnectionPool[RoundTrips]:
    """Of one event loop; whoever opens it closes it. At most `connections`, each prepared by `configure`."""
    pool = watched(
        AsyncConnectionPool(
            conninfo,
            connection_class=RoundTrips,
            kwargs={"autocommit": True, **NOTICING_A_DEAD_PEER},
            configure=configure,
            min_size=1,
            max_size=connections,
            timeout=PATIENCE,
            open=False,
            name=name,
        )
    )
    await pool.open()
    return pool


class Borrowed:
    """A connection of a pool, as long as the context. In autocommit there is nothing to commit or to roll back: what
    psycopg does for that takes longer than to take the connection and to give it back.
    """

    def __init__(self, pool: AsyncConnectionPool[RoundTrips]) -> None:
        self._pool = pool

    async def __aenter__(self) -> RoundTrips:
        self._connection = await self._pool.getconn()
        return self._connection

    async def __aexit__(self, *_: object) -> None:
        await self._pool.putconn(self._connection)
