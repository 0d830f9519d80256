"""Connection pools of this process: for threads, for the event loop, and for plain rows beside the ledger."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from math import inf
from threading import Thread
from typing import Any, ClassVar, Final, LiteralString, Self
from weakref import WeakSet

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from efe_infra.postgres.connection import (
    CALLER_TIMEOUT_S,
    DEAD_PEER_OPTIONS,
    PatientConnection,
    set_statement_timeout,
    settle_session,
)
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.hosts import was_silent_since
from efe_infra.postgres.pipeline import AsyncPipelineConnection, PipelineConnection
from efe_infra.postgres.pipeline_results import has_spoken
from efe_infra.postgres.prepared import PreparedStatement

type AnyPool = ConnectionPool[Any] | AsyncConnectionPool[Any]

RETRY_DELAY_S = 0.2
"""Delay before a pool reconnects, while a caller waits."""
NO_LIBRARY_RETRY_S = 0.0
"""Time for which the library itself reconnects; its growing delays would outlast the outage."""

_POOLS: Final[WeakSet[AnyPool]] = WeakSet()


class Pool[C: PatientConnection](ConnectionPool[C]):
    """Pool of autocommit connections for threads; `patience` in seconds bounds each wait.

    Skips connections that were lost while idle. The library's own check costs a round trip for each use.
    A pool that keeps no idle connection starts its four threads at the first use.
    """

    def __init__(
        self,
        conninfo: str,
        of: type[C],
        *,
        name: str,
        least: int,
        most: int,
        patience: float,
        configure: Callable[[PatientConnection], None] | None = None,
    ) -> None:
        super().__init__(
            conninfo,
            connection_class=of,
            kwargs={"autocommit": True, **DEAD_PEER_OPTIONS},
            min_size=least,
            max_size=most,
            timeout=patience,
            configure=closed_on_error(configure or set_statement_timeout(patience)),
            reconnect_timeout=NO_LIBRARY_RETRY_S,
            reconnect_failed=_reconnect,
            open=least > 0,
            name=name,
        )
        _POOLS.add(self)

    @property
    def is_unused(self) -> bool:
        """True before the first use of a pool that is not closed: it has no threads yet."""
        return self.closed and not self._opened

    def close(self, timeout: float = 5.0) -> None:
        """Closes the pool, also before its first use: nothing opens it afterwards."""
        with self._lock:
            self._opened = True
        super().close(timeout)

    def getconn(self, timeout: float | None = None) -> C:
        if self.is_unused:
            self.open()
        while is_gone(connection := super().getconn(timeout)):
            connection.close()
            self.putconn(connection)
        return connection

    @contextmanager
    def lent(self, timeout: float | None = None) -> Iterator[C]:
        """Lends a connection without a transaction, in contrast to `connection`."""
        connection = self.getconn(timeout)
        try:
            yield connection
        finally:
            self.putconn(connection)


def closed_on_error[C: psycopg.Connection[Any]](configure: Callable[[C], None]) -> Callable[[C], None]:
    """Returns a `configure` that closes a connection which it cannot configure; the library would leave it open."""

    def configure_or_close(connection: C) -> None:
        try:
            configure(connection)
        except BaseException:
            connection.close()
            raise

    return configure_or_close


def _reconnect(pool: ConnectionPool[Any]) -> None:
    time.sleep(RETRY_DELAY_S)
    if is_waited_for(pool):
        pool.check()


def is_waited_for(pool: AnyPool) -> bool:
    return not pool.closed and bool(pool.get_stats().get("requests_waiting"))


def is_gone(connection: psycopg.BaseConnection[Any]) -> bool:
    """Tells whether an idle connection is unusable: closed, with unexpected input, or to a silent server."""
    return (
        connection.closed
        or has_spoken(connection.pgconn.socket)
        or was_silent_since(connection.pgconn, getattr(connection, "made", inf))
    )


def registered[P: AnyPool](pool: P) -> P:
    """Registers the pool for `pool_usage`, as long as it is referenced, and returns it."""
    _POOLS.add(pool)
    return pool


def pool_usage() -> Iterator[tuple[str, dict[str, int]]]:
    """Yields the name of each pool that is not closed, and its numbers of idle, used and waited-for connections."""
    for pool in list(_POOLS):
        if not pool.closed or (isinstance(pool, Pool) and pool.is_unused):
            with suppress(RuntimeError):  # the pool is closing
                stats = pool.get_stats()
                size, idle = stats.get("pool_size", 0), stats.get("pool_available", 0)
                yield pool.name, {"idle": idle, "used": size - idle, "waited_for": stats.get("requests_waiting", 0)}


def broken_pools() -> list[str]:
    """Returns the names of open pools of which a thread or task has ended: they never reconnect."""
    return sorted(pool.name for pool in list(_POOLS) if not pool.closed and _has_ended_worker(pool))


def _has_ended_worker(pool: AnyPool) -> bool:
    """Looks at the library's own threads and tasks; it offers no such check."""
    return any(
        not each.is_alive() if isinstance(each, Thread) else each.done()
        for each in (*pool._workers, pool._sched_runner)  # noqa: SLF001
        if each is not None
    )


async def open_pool[C: AsyncPipelineConnection](
    conninfo: str, of: type[C], name: str, *, connections: int, configure: Callable[[C], Awaitable[None]]
) -> AsyncConnectionPool[C]:
    """Opens a pool for one event loop with at most `connections`; the caller closes it."""
    pool = registered(
        AsyncConnectionPool(
            conninfo,
            connection_class=of,
            kwargs={"autocommit": True, **DEAD_PEER_OPTIONS},
            configure=configure,
            min_size=1,
            max_size=connections,
            timeout=CALLER_TIMEOUT_S,
            reconnect_timeout=NO_LIBRARY_RETRY_S,
            reconnect_failed=_reconnect_async,
            open=False,
            name=name,
        )
    )
    await pool.open()
    return pool


async def _reconnect_async(pool: AsyncConnectionPool[Any]) -> None:
    await asyncio.sleep(RETRY_DELAY_S)
    if is_waited_for(pool):
        await pool.check()


class BorrowedConnection[C: AsyncPipelineConnection]:
    """Context with a connection of a pool. Skips psycopg's transaction handling, which autocommit does not need.

    Waits `patience` seconds, or the pool's timeout. Skips connections that were lost while idle.
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
        """Returns the connection, even if the caller is cancelled: the pool would lose it for ever."""
        task = asyncio.Task(self._pool.putconn(connection), loop=asyncio.get_running_loop(), eager_start=True)
        await asyncio.shield(task)


class Store:
    """Base of stores with plain rows: a small pool, with the role `efe_command` by default. Calls block.

    `POOL` is the name of the pool in metrics, which dashboards know; by default that of the class.
    """

    POOL: ClassVar[str] = ""

    def __init__(self, database: Database, role: DatabaseRole = DatabaseRole.COMMAND) -> None:
        self._pool = Pool(
            database.conninfo(role),
            PipelineConnection,
            name=self.POOL or type(self).__name__,
            least=0,
            most=4,
            patience=CALLER_TIMEOUT_S,
            configure=_settle_store(settle_session(role, CALLER_TIMEOUT_S)),
        )

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fetch[T](self, row: type[T], sql: LiteralString, params: Mapping[str, Any]) -> list[T]:
        with self._pool.lent() as connection:
            [answer] = connection.ask([PreparedStatement(sql, params)])
        names = answer.columns
        return answer.rows(lambda values: row(**dict(zip(names, values, strict=True))))


def _settle_store(settle: Callable[[PatientConnection], None]) -> Callable[[PatientConnection], None]:
    """Returns a `configure` by which psycopg itself prepares nothing.

    After a rollback it would drop all statements of the session, also those that `ask` has prepared.
    """

    def configure(connection: PatientConnection) -> None:
        connection.prepare_threshold = None
        settle(connection)

    return configure
