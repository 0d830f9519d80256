"""The pools of connections of this process, for whoever watches how they are used."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final
from weakref import WeakSet

from psycopg_pool import AsyncConnectionPool, ConnectionPool

type Pool = ConnectionPool[Any] | AsyncConnectionPool[Any]

_POOLS: Final[WeakSet[Pool]] = WeakSet()


def watched[P: Pool](pool: P) -> P:
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
