"""Documents: the register keeps their fingerprint, the bytes are kept outside the ledger."""

import re
from datetime import datetime
from uuid import UUID

import msgspec


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document by its SHA-256 in lower-case hexadecimal, its size in bytes and its media type."""

    sha256: str
    size: int
    media_type: str


class Deposit(msgspec.Struct, frozen=True, kw_only=True):
    """Document as one Instance deposited it: the name, if any, the account that gave it, and when.

    It is erased with the bytes, and never in an event.
    """

    sha256: str
    bassin: str
    size: int
    media_type: str
    name: str | None
    deposited_by: UUID
    deposited_at: datetime

    def __repr__(self) -> str:
        return f"Deposit({self.sha256}, {self.bassin})"  # keeps names out of logs


def is_fingerprint(text: str) -> bool:
    """Tells whether a text is a SHA-256 in lower-case hexadecimal."""
    return bool(re.fullmatch("[0-9a-f]{64}", text))
