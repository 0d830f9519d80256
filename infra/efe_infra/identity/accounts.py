"""The accounts of the vault for those who ask often: looked up without a thread."""

from contextlib import suppress
from typing import Self

import psycopg

from efe_infra.ledger.connection import BOUND, PATIENCE, in_milliseconds
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.prepared import Statement
from efe_infra.postgres.round_trip import RoundTrips
from efe_infra.postgres.round_trip_pool import Borrowed, opened
from efe_infra.read_model.values import row_from
from efe_infra.vault import FIND_ACCOUNT, Account


async def bounded(connection: RoundTrips) -> None:
    await connection.execute(BOUND, [in_milliseconds(PATIENCE)])


class Accounts:
    """A pool of connections, open as long as its context; for all tasks of one event loop. It only reads."""

    def __init__(self, database: Database) -> None:
        self._conninfo = database.conninfo(DatabaseRole.COMMAND)

    async def __aenter__(self) -> Self:
        self._pool = await opened(self._conninfo, "Accounts", connections=4, configure=bounded)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    async def find(self, issuer: str, subject: str) -> Account | None:
        """As the vault has it at this moment; None if it does not know the subject, or is not reached."""
        key = {"issuer": issuer, "subject": subject}
        with suppress(psycopg.OperationalError):
            async with Borrowed(self._pool) as connection:
                [answer] = await connection.ask([Statement(FIND_ACCOUNT, key)])
                return next(iter(answer.rows(row_from(Account, answer.columns))), None)
        return None
