"""Limits of an address: mails in an hour, and invitations and confirmations in a day, from the whole platform."""

import hmac
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString, Self

import psycopg

from efe_infra.notices.kinds import UNREQUESTED
from efe_infra.people.name_matching import email_key

PURPOSE: Final = b"notices.address"
MAX_UNREQUESTED: Final = 3
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

SENT_TO: LiteralString = """
    select address, kind, sent_at from notices.sent_mail where address = any(%(addresses)s) and sent_at > %(since)s
    order by sent_at
"""


@dataclass(frozen=True)
class AddressDigests:
    """Digests of addresses, with a key of the installation: a reader of the database alone cannot test an address."""

    key: bytes

    @classmethod
    def of(cls, sealing_key: bytes) -> Self:
        return cls(hmac.digest(sealing_key, PURPOSE, "sha256"))

    def digest(self, address: str) -> bytes:
        """Returns one digest for all spellings of an address: without its +tag, in lower case."""
        return hmac.digest(self.key, (email_key(address) or address.casefold()).encode(), "sha256")


@dataclass
class AddressCounts:
    """Times of the mails to addresses: those of the last day, and those that are about to leave.

    `per_hour` is the limit of an hour; None leaves it out.
    """

    per_hour: int | None
    _all: dict[bytes, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _unrequested: dict[bytes, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(
        cls,
        connection: psycopg.Connection[Any],
        addresses: Collection[bytes],
        now: datetime,
        *,
        per_hour: int | None = None,
    ) -> Self:
        counts = cls(per_hour)
        for address, kind, sent_at in connection.execute(SENT_TO, {"addresses": list(addresses), "since": now - DAY}):
            counts.add(address, kind, sent_at)
        return counts

    def add(self, address: bytes, kind: str, at: datetime) -> None:
        self._all[address].append(at)
        if kind in UNREQUESTED:
            self._unrequested[address].append(at)

    def free_at(self, address: bytes, kind: str, now: datetime) -> datetime:
        """Returns when the address may get a further mail of the kind."""
        free_at = free_after(self._all[address], self.per_hour, HOUR, now) if self.per_hour else now
        if kind not in UNREQUESTED:
            return free_at
        return max(free_at, free_after(self._unrequested[address], MAX_UNREQUESTED, DAY, now))


def free_after(times: Sequence[datetime], count: int, period: timedelta, now: datetime) -> datetime:
    """Returns when fewer than `count` of the times, in order, lie within the period."""
    return max(now, times[-count] + period) if len(times) >= count else now
