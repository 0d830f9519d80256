"""Plain rows beside the ledger: one small pool, working as `efe_command` unless told otherwise."""

from collections.abc import Mapping
from typing import Any, LiteralString, Self

from efe_infra.postgres.connection import PATIENCE, settled
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pipeline import BlockingRoundTrips
from efe_infra.postgres.pools import Pool
from efe_infra.postgres.prepared import Statement


class Store:
    """Open from the start until it is closed. Calls block: an asynchronous caller makes them on a thread."""

    def __init__(self, database: Database, role: DatabaseRole = DatabaseRole.COMMAND) -> None:
        self._pool = Pool(
            database.conninfo(role),
            BlockingRoundTrips,
            name=type(self).__name__,
            least=0,
            most=4,
            patience=PATIENCE,
            configure=settled(role, PATIENCE),
        )

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fetch[T](self, row: type[T], sql: LiteralString, params: Mapping[str, Any]) -> list[T]:
        with self._pool.lent() as connection:
            [answer] = connection.ask([Statement(sql, params)])
        names = answer.columns
        return answer.rows(lambda values: row(**dict(zip(names, values, strict=True))))
