"""Access journal: an entry for each restricted read by an account. Append-only, outside the ledger and the vault.

Calls block; asynchronous callers use a thread.
"""

from collections.abc import Collection
from typing import LiteralString
from uuid import UUID, uuid4

import msgspec

from efe_graphql.request.access_journal import AuditReading, StoredReading
from efe_infra.postgres.pools import Store


class AccessJournal(Store):
    """Access journal, used as `efe_command`, which may only add entries and read them."""

    def record(self, readings: Collection[AuditReading]) -> None:
        """Stores the readings durably, all or none."""
        encoded = msgspec.json.encode([msgspec.to_builtins(reading) for reading in readings]).decode()
        with self._pool.connection() as connection:
            connection.execute(INSERT, {"readings": encoded})

    def export(self, account: UUID, bassins: Collection[str], *, at: int) -> None:
        """Records that an account exports the evidence of these Instances up to a position, before the export."""
        reading = AuditReading(
            account=account,
            field="efe export",
            bassins=tuple(sorted(bassins)),
            subject=None,
            arguments={"at": at},
            token=None,
            correlation_id=str(uuid4()),
        )
        self.record([reading])

    def page(self, bassin: str, *, account: UUID | None, after: int, limit: int) -> list[StoredReading]:
        """Returns entries with a number above `after`, by number; those of one account if one is given."""
        params = {"bassin": bassin, "account": account, "after": after, "limit": limit}
        return self._fetch(StoredReading, PAGE, params)

    def readings_of(self, accounts: Collection[UUID]) -> list[StoredReading]:
        """Returns the entries of these accounts in all Instances, by number."""
        return self._fetch(StoredReading, READINGS_OF, {"accounts": list(accounts)})

    def count(self, bassin: str, *, account: UUID | None) -> int:
        with self._pool.connection() as connection:
            [(number,)] = connection.execute(COUNT, {"bassin": bassin, "account": account}).fetchall()
            return int(number)


INSERT: LiteralString = """
    insert into journal.reading (account, field, bassins, subject, arguments, token, correlation_id)
    select account, field, bassins, subject, arguments, token, correlation_id
    from jsonb_to_recordset(%(readings)s::jsonb) as reading (
        account uuid, field text, bassins text[], subject text, arguments jsonb, token text, correlation_id text
    )
"""

PAGE: LiteralString = """
    select id, read_at, account, field, bassins, subject, arguments, token, correlation_id
    from journal.reading
    where bassins @> array[%(bassin)s] and (%(account)s::uuid is null or account = %(account)s) and id > %(after)s
    order by id limit %(limit)s
"""

READINGS_OF: LiteralString = """
    select id, read_at, account, field, bassins, subject, arguments, token, correlation_id
    from journal.reading where account = any(%(accounts)s) order by id
"""

COUNT: LiteralString = """
    select count(*) from journal.reading
    where bassins @> array[%(bassin)s] and (%(account)s::uuid is null or account = %(account)s)
"""
