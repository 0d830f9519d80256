"""The pools of connections of this process, for those who ask and for those who watch how they are used."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import inf
from typing import Any, Final
from weakref import WeakSet

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from efe_infra.postgres.connection import NOTICING_A_DEAD_PEER, PatientConnection, bound
from efe_infra.postgres.dead_servers import was_silent_since
from efe_infra.postgres.pipeline_results import has_spoken

type AnyPool = ConnectionPool[Any] | AsyncConnectionPool[Any]

RETRY = 0.2
"""Seconds after which a pool tries to connect again, as long as somebody waits for it."""
AT_ONCE = 0.0
"""Seconds for which the library tries by itself: it waits ever longer, also when the server is back."""

_POOLS: Final[WeakSet[AnyPool]] = WeakSet()


class Pool[C: PatientConnection](ConnectionPool[C]):
    """Connections in autocommit, for threads; none is waited for, nor waits, much longer than `patience` seconds.

    Those that were lost while nobody used them are passed over. The library could check them: that costs a round trip
    each time, and it waits between two that are lost.
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
            kwargs={"autocommit": True, **NOTICING_A_DEAD_PEER},
            min_size=least,
            max_size=most,
            timeout=patience,
            configure=configure or bound(patience),
            reconnect_timeout=AT_ONCE,
            reconnect_failed=_try_again,
            open=True,
            name=name,
        )
        _POOLS.add(self)

    def getconn(self, timeout: float | None = None) -> C:
        while is_gone(connection := super().getconn(timeout)):
            connection.close()
            self.putconn(connection)
        return connection

    @contextmanager
    def lent(self, timeout: float | None = None) -> Iterator[C]:
        """As `connection`, without what psycopg does to commit or to roll back: there is nothing."""
        connection = self.getconn(timeout)
        try:
            yield connection
        finally:
            self.putconn(connection)


def _try_again(pool: ConnectionPool[Any]) -> None:
    time.sleep(RETRY)
    if is_waited_for(pool):
        pool.check()


def is_waited_for(pool: AnyPool) -> bool:
    return not pool.closed and bool(pool.get_stats().get("requests_waiting"))


def is_gone(connection: psycopg.BaseConnection[Any]) -> bool:
    """Whether an idle connection is lost, something was said on it unasked, or its server has been silent to another
    one: it is looked at without asking.
    """
    return (
        connection.closed
        or has_spoken(connection.pgconn.socket)
        or was_silent_since(connection.pgconn, getattr(connection, "made", inf))
    )


def watched[P: AnyPool](pool: P) -> P:
    """The pool, which is known until nobody holds it any more."""
    _POOLS.add(pool)
    return pool


def use() -> Iterator[tuple[str, dict[str, int]]]:
    """The name of each pool that is open, and its connections: idle, used, and waited for."""
    for pool in list(_POOLS):
        if not pool.closed:
            with suppress(RuntimeError):  # it is being closed
                stats = pool.get_stats()
                size, idle = stats.get("pool_size", 0), stats.get("pool_available", 0)
                yield pool.name, {"idle": idle, "used": size - idle, "waited_for": stats.get("requests_waiting", 0)}
