"""Plain rows beside the ledger: one small pool, working as `efe_command` unless told otherwise."""

from collections.abc import Mapping
from typing import Any, LiteralString, Self

from psycopg.rows import class_row
from psycopg_pool import ConnectionPool

from efe_infra.ledger.connection import PATIENCE, bound, check_open
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import watched


class Store:
    """Open from the start until it is closed. Calls block: an asynchronous caller makes them on a thread."""

    def __init__(self, database: Database, role: DatabaseRole = DatabaseRole.COMMAND) -> None:
        self._pool = watched(
            ConnectionPool(
                database.conninfo(role),
                kwargs={"autocommit": True},
                min_size=0,
                max_size=4,
                timeout=PATIENCE,
                configure=bound(PATIENCE),
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

    def _fetch[T](
        self, row: type[T], sql: LiteralString, params: Mapping[str, Any], *, binary: bool = False
    ) -> list[T]:
        with self._pool.connection() as connection, connection.cursor(row_factory=class_row(row)) as cursor:
            return cursor.execute(sql, params, binary=binary).fetchall()
