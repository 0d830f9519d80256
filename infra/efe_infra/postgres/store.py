"""Plain rows beside the ledger: one small pool, working as `efe_command` unless told otherwise."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, LiteralString, Self

from psycopg_pool import ConnectionPool

from efe_infra.postgres.connection import PATIENCE, check_open, settled
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import watched
from efe_infra.postgres.prepared import Statement
from efe_infra.postgres.round_trip import BlockingRoundTrips


class Store:
    """Open from the start until it is closed. Calls block: an asynchronous caller makes them on a thread."""

    def __init__(self, database: Database, role: DatabaseRole = DatabaseRole.COMMAND) -> None:
        self._pool = watched(
            ConnectionPool(
                database.conninfo(role),
                connection_class=BlockingRoundTrips,
                kwargs={"autocommit": True},
                min_size=0,
                max_size=4,
                timeout=PATIENCE,
                configure=settled(role, PATIENCE),
                check=check_open,
                open=True,
                name=type(self).__name__,
            )
        )

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fetch[T](self, row: type[T], sql: LiteralString, params: Mapping[str, Any]) -> list[T]:
        with lent(self._pool) as connection:
            [answer] = connection.ask([Statement(sql, params)])
        names = answer.columns
        return answer.rows(lambda values: row(**dict(zip(names, values, strict=True))))


@contextmanager
def lent(pool: ConnectionPool[BlockingRoundTrips]) -> Iterator[BlockingRoundTrips]:
    """In autocommit there is nothing to commit or to roll back, which psycopg would see to."""
    connection = pool.getconn()
    try:
        yield connection
    finally:
        pool.putconn(connection)
