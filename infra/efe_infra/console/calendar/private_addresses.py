"""Private addresses of calendar files in PostgreSQL. Calls block; asynchronous callers use a thread."""

from datetime import UTC, datetime, timedelta
from typing import Final, LiteralString

import msgspec

from efe_infra.console.sign_in.row_encryption import RowCipher, id_of, new_cookie
from efe_infra.identity.tokens import Verified
from efe_infra.postgres.database import Database
from efe_infra.postgres.pools import Store
from efe_infra.process.owner_digests import DigestPurpose, owner_digest

ADDRESS_LIFETIME: Final = timedelta(days=180)
"""Counted from the owner's last visit, so that a person without access loses the address."""
READ_LIFETIME: Final = timedelta(minutes=1)
"""Validity of the identity that one read of the file uses."""

MAKE: LiteralString = """
    insert into console.calendar_address (id, owner, sealed, ends_at)
    select %(id)s, %(owner)s, %(sealed)s, clock_timestamp() + %(lasts)s
    from (
        select from vault.account where issuer = %(issuer)s and subject = %(subject)s for key share
    ) as locked_account
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
    """One address for each person. Only a hash of its secret is stored; a new address ends the previous one."""

    def __init__(self, database: Database, key: bytes) -> None:
        super().__init__(database)
        self._key = key
        self._cipher = RowCipher(key)

    def make(self, owner: Verified) -> str:
        """Creates an address, and deletes expired ones. Returns its secret.

        Waits for an erasure of the owner, and then stores nothing: the secret opens nothing.
        """
        secret = new_cookie()
        content = msgspec.json.encode(Owner(owner.issuer, owner.subject))
        row = {
            "id": id_of(secret),
            "owner": self._name(owner),
            "sealed": self._cipher.encrypt(secret, "calendar", content),
            "lasts": ADDRESS_LIFETIME,
        }
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(CLEAN)
            connection.execute(MAKE, {**row, "issuer": owner.issuer, "subject": owner.subject})
        return secret

    def find(self, secret: str) -> Verified | None:
        """Returns the owner of an address, or None. The reader of the file looks up the owner's current rights."""
        with self._pool.connection() as connection:
            row = connection.execute(FIND, {"id": id_of(secret)}).fetchone()
        content = self._cipher.decrypt(secret, "calendar", row[0]) if row else None
        if content is None:
            return None
        owner = msgspec.json.decode(content, type=Owner)
        return Verified(
            issuer=owner.issuer,
            subject=owner.subject,
            expires_at=datetime.now(UTC) + READ_LIFETIME,
            fingerprint=id_of(secret).hex(),
        )

    def prolong(self, owner: Verified) -> datetime | None:
        """Extends a person's address. Returns its new end, or None without an address."""
        with self._pool.connection() as connection:
            row = connection.execute(PROLONG, {"owner": self._name(owner), "lasts": ADDRESS_LIFETIME}).fetchone()
        return row[0] if row else None

    def revoke(self, owner: Verified) -> None:
        with self._pool.connection() as connection:
            connection.execute(REVOKE, {"owner": self._name(owner)})

    def _name(self, owner: Verified) -> bytes:
        return owner_digest(self._key, DigestPurpose.CALENDAR, owner.issuer, owner.subject)
