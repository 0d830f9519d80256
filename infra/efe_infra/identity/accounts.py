"""The accounts of the vault for those who ask often: looked up without a thread."""

from contextlib import suppress
from typing import Self

import psycopg
from psycopg.rows import class_row
from psycopg_pool import AsyncConnectionPool

from efe_infra.ledger.connection import NOTICING_A_DEAD_PEER
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.vault import FIND_ACCOUNT, Account


class Accounts:
    """A pool of connections, open as long as its context; for all tasks of one event loop. It only reads."""

    def __init__(self, database: Database) -> None:
        self._conninfo = database.conninfo(DatabaseRole.COMMAND)

    async def __aenter__(self) -> Self:
        self._pool = AsyncConnectionPool(
            self._conninfo,
            kwargs={"autocommit": True, **NOTICING_A_DEAD_PEER},
            min_size=1,
            max_size=4,
            open=False,
        )
        await self._pool.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    async def find(self, issuer: str, subject: str) -> Account | None:
        """As the vault has it at this moment; None if it does not know the subject, or is not reached."""
        key = {"issuer": issuer, "subject": subject}
        with suppress(psycopg.OperationalError):
            async with self._pool.connection() as connection:
                cursor = connection.cursor(row_factory=class_row(Account))
                return await (await cursor.execute(FIND_ACCOUNT, key, prepare=True)).fetchone()
        return None
