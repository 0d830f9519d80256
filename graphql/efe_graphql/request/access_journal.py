"""Access journal: every reading by an auditor is written down before the answer is given.

An account with the role of auditor for an Instance reads it as an auditor, even if it has other roles there.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec
from anyio.to_thread import run_sync
from strawberry.dataloader import DataLoader


class AuditReading(msgspec.Struct, frozen=True, kw_only=True):
    """Reading by an account: `field` of the contract, or a command; `bassins` are the codes of the Instances
    concerned.

    `arguments` hold numbers, ids and keys, never a free text; `token` is a fingerprint, never the token.
    """

    account: UUID
    field: str
    bassins: Sequence[str]
    subject: str | None
    arguments: Mapping[str, object]
    token: str | None
    correlation_id: str


class StoredReading(AuditReading, frozen=True, kw_only=True):
    """Reading as the journal stores it, numbered in the order in which readings become visible."""

    id: int
    read_at: datetime


class Journal(Protocol):
    """The access journal. Calls block: they are made on a thread."""

    def record(self, readings: Collection[AuditReading]) -> None:
        """Stores readings and returns once all are kept. If it raises, the answer is not given."""
        ...

    def page(self, bassin: str, *, account: UUID | None, after: int, limit: int) -> list[StoredReading]:
        """Returns the readings of an Instance after a number, by one account or by all."""
        ...

    def readings_of(self, accounts: Collection[UUID]) -> list[StoredReading]:
        """Returns all readings of these accounts."""
        ...

    def count(self, bassin: str, *, account: UUID | None) -> int: ...


class Readings:
    """Recorder of the readings of one request; writes those of one event-loop turn at once."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.record = DataLoader(self._record, cache=False).load

    async def _record(self, readings: list[AuditReading]) -> list[None]:
        await run_sync(self._journal.record, readings)
        return [None] * len(readings)
