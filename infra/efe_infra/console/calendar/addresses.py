"""Private addresses of calendars, in PostgreSQL. Calls block: an asynchronous caller makes them on a thread."""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Final, LiteralString

import msgspec

from efe_infra.console.sign_in.sealing import Seals, id_of, new_cookie
from efe_infra.identity.tokens import Verified
from efe_infra.postgres.database import Database
from efe_infra.postgres.pools import Store

LASTS: Final = timedelta(days=180)
"""From the last visit of its owner to the calendar: whom the provider no longer lets in loses it in time."""
READING: Final = timedelta(minutes=1)
"""For how long what an address stands for may be used: one reading."""

MAKE: LiteralString = """
    insert into console.calendar_address (id, owner, sealed, ends_at)
    values (%(id)s, %(owner)s, %(sealed)s, clock_timestamp() + %(lasts)s)
    on conflict (owner) do update set id = excluded.id, sealed = excluded.sealed, ends_at = excluded.ends_at
"""
FIND: LiteralString = """
    select sealed from console.calendar_address where id = %(id)s and ends_at > clock_timestamp()
"""
PROLONG: LiteralString = """
    update console.calendar_address set ends_at = clock_timestamp() + %(lasts)s
    where owner = %(owner)s and ends_at > clock_timestamp() returning ends_at
"""
REVOKE: LiteralString = "delete from console.calendar_address where owner = %(owner)s"
CLEAN: LiteralString = "delete from console.calendar_address where ends_at <= clock_timestamp()"


class Owner(msgspec.Struct, frozen=True):
    issuer: str
    subject: str


class CalendarAddresses(Store):
    """One for each person. The secret itself is kept nowhere: who loses it makes another, which ends the first."""

    def __init__(self, database: Database, key: bytes) -> None:
        super().__init__(database)
        self._key = key
        self._seals = Seals(key)

    def make(self, owner: Verified) -> str:
        """The secret of a new address. What ended is cleaned up."""
        secret = new_cookie()
        content = msgspec.json.encode(Owner(owner.issuer, owner.subject))
        row = {
            "id": id_of(secret),
            "owner": self._name(owner),
            "sealed": self._seals.seal(secret, "calendar", content),
            "lasts": LASTS,
        }
        with self._pool.connection() as connection:
            connection.execute(CLEAN)
            connection.execute(MAKE, row)
        return secret

    def find(self, secret: str) -> Verified | None:
        """Whose address it is: their rights are looked up by whoever reads for them."""
        with self._pool.connection() as connection:
            row = connection.execute(FIND, {"id": id_of(secret)}).fetchone()
        content = self._seals.open(secret, "calendar", row[0]) if row else None
        if content is None:
            return None
        owner = msgspec.json.decode(content, type=Owner)
        return Verified(
            issuer=owner.issuer,
            subject=owner.subject,
            expires_at=datetime.now(UTC) + READING,
            fingerprint=id_of(secret).hex(),
        )

    def prolong(self, owner: Verified) -> datetime | None:
        """Until when the address of a person holds, now that they were here; None if they have none."""
        with self._pool.connection() as connection:
            row = connection.execute(PROLONG, {"owner": self._name(owner), "lasts": LASTS}).fetchone()
        return row[0] if row else None

    def revoke(self, owner: Verified) -> None:
        with self._pool.connection() as connection:
            connection.execute(REVOKE, {"owner": self._name(owner)})

    def _name(self, owner: Verified) -> bytes:
        """The hash of a subject could be guessed by who knows the subject; this one needs the key."""
        return hmac.digest(self._key, f"calendar {owner.spender}".encode(), "sha256")
