"""Accounts of erased persons, closed while a token of before the erasure may work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final, LiteralString

from efe_infra.process.owner_digests import DigestPurpose, owner_digest

TOKEN_LIFETIME: Final = timedelta(hours=10)
"""Default time for which a token works or can be renewed; the longest session of the console."""
CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""Largest difference between the clocks of the issuer and of the database."""


@dataclass(frozen=True)
class AccountClosure:
    """Rule by which accounts stay closed. `token_lifetime` is the longest life of a token, its renewals included.

    An account stays closed for that time. Afterwards, a token that is older than that creates no account. So no token
    of before the erasure ever does, however long its issuer lets it work. All processes have the same key.
    """

    read_key: Callable[[], bytes]
    token_lifetime: timedelta = TOKEN_LIFETIME

    @cached_property
    def _key(self) -> bytes:
        return self.read_key()

    @property
    def period(self) -> timedelta:
        return self.token_lifetime + CLOCK_TOLERANCE

    def digest(self, purpose: DigestPurpose, issuer: str, subject: str) -> bytes:
        return owner_digest(self._key, purpose, issuer, subject)

    def may_open_account(self, issued_at: datetime | None) -> bool:
        """Tells whether a token is young enough for an account; None is a reader without a token."""
        return issued_at is not None and issued_at >= datetime.now(UTC) - self.token_lifetime


IS_CLOSED: LiteralString = "select vault.is_closed_account(%(digest)s) as is_closed"

CLOSE_ACCOUNTS: LiteralString = """
    insert into vault.closed_account (digest, ends_at)
    select digest, clock_timestamp() + %(period)s from unnest(%(closed)s::bytea[]) as digest
    on conflict (digest) do update set ends_at = excluded.ends_at
"""

DELETE_ENDED_CLOSURES: LiteralString = """
    delete from vault.closed_account where ends_at <= clock_timestamp() returning false as is_closed
"""
