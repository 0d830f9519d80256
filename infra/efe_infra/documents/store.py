"""Document store outside the ledger: bytes by their SHA-256, a copy for each Instance that deposited them.

Calls block: an asynchronous caller makes them on a thread.
"""

from collections.abc import Collection
from hashlib import sha256 as fingerprint
from typing import Any, LiteralString
from uuid import UUID

import msgspec

from efe_domain.shared.documents import Deposit, Document, is_fingerprint
from efe_infra.postgres.pools import Store


class DocumentContent(msgspec.Struct, frozen=True):
    """Bytes of a document."""

    bytes: bytes


class BassinRow(msgspec.Struct, frozen=True):
    bassin: str


class DocumentStore(Store):
    """Document store as `efe_command`. Callers check who may read a document."""

    POOL = "Documents"

    def put(
        self, content: bytes, media_type: str, *, bassins: Collection[str], by: UUID, name: str | None = None
    ) -> tuple[str, bool]:
        """Stores a document for these Instances. Returns its SHA-256, and whether it is new to one of them.

        Each Instance has a copy of its own, so that the work does not depend on other Instances. Its first media type
        stays; a later name replaces the earlier one, with its depositor and day.
        """
        digest = fingerprint(content)
        params = {
            "sha256": digest.digest(),
            "media_type": media_type,
            "bytes": content,
            "bassins": sorted(bassins),
            "by": by,
            "name": name,
        }
        return digest.hexdigest(), bool(self._fetch(BassinRow, PUT, params))

    def find(self, sha256: str, bassins: Collection[str]) -> Document | None:
        """Returns the document, if one of these Instances keeps it."""
        return self._one(Document, FIND, sha256, bassins=list(bassins))

    def deposits(self, sha256s: Collection[str], bassins: Collection[str]) -> list[Deposit]:
        """Returns the deposits of these documents by these Instances, in the order of the Instances."""
        digests = [bytes.fromhex(each) for each in sha256s if is_fingerprint(each)]
        return self._fetch(Deposit, DEPOSITS, {"sha256s": digests, "bassins": list(bassins)})

    def recent(self, bassin: str, *, limit: int) -> list[Deposit]:
        """Returns the last deposits of an Instance, the latest first."""
        return self._fetch(Deposit, RECENT, {"bassin": bassin, "limit": limit})

    def purge(self, sha256: str, bassin: str) -> None:
        """Removes the copy of an Instance with its name. The call is idempotent."""
        if not is_fingerprint(sha256):
            return
        params = {"sha256": bytes.fromhex(sha256), "bassin": bassin}
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(PURGE, params)
            connection.execute(PURGE_LAST, params)
            connection.execute(PURGE_ONE, params)

    def deposited_by(self, accounts: Collection[UUID]) -> list[Deposit]:
        """Returns the deposits of these accounts, the oldest first."""
        return self._fetch(Deposit, DEPOSITED_BY, {"accounts": list(accounts)})

    def stored_by(self, accounts: Collection[UUID]) -> list[Document]:
        """Returns the documents that these accounts deposited, the oldest first."""
        return self._fetch(Document, STORED_BY, {"accounts": list(accounts)})

    def read(self, sha256: str) -> bytes | None:
        """Returns the bytes; None for a document that is unknown or erased."""
        content = self._one(DocumentContent, READ, sha256)
        return content.bytes if content else None

    def _one[T](self, row: type[T], sql: LiteralString, sha256: str, **params: Any) -> T | None:
        if not is_fingerprint(sha256):
            return None
        return next(iter(self._fetch(row, sql, {"sha256": bytes.fromhex(sha256), **params})), None)


OLDER: LiteralString = """
    select own.bassin, size, coalesce(media_types ->> own.bassin, media_type) as media_type
    from vault.document, unnest(bassins) as own (bassin)
    where sha256 = %(sha256)s and own.bassin = any(%(bassins)s)
"""
"""What these Instances kept under an older release."""

PUT: LiteralString = f"""
    with older as ({OLDER}),
    stored as (
        insert into vault.deposit as kept (sha256, bassin, media_type, bytes, name, deposited_by)
        select %(sha256)s, own.bassin, coalesce(older.media_type, %(media_type)s), %(bytes)s, %(name)s, %(by)s
        from unnest(%(bassins)s::text[]) as own (bassin) left join older on older.bassin = own.bassin
        order by own.bassin
        on conflict (sha256, bassin) do update
            set name = excluded.name, deposited_by = excluded.deposited_by, deposited_at = excluded.deposited_at
            where excluded.name is not null and kept.name is distinct from excluded.name
        returning bassin, xmax = 0 as is_new
    )
    select bassin from stored where is_new and bassin not in (select bassin from older)
"""  # noqa: S608

FIND: LiteralString = f"""
    select encode(%(sha256)s, 'hex') as sha256, size, media_type
    from (
        select bassin, size, media_type from vault.deposit
        where sha256 = %(sha256)s and bassin = any(%(bassins)s)
        union all {OLDER}
    ) as kept
    order by bassin limit 1
"""  # noqa: S608

DEPOSIT: LiteralString = """
    select encode(sha256, 'hex') as sha256, bassin, size, media_type, name, deposited_by, deposited_at
    from vault.deposit
"""

DEPOSITS: LiteralString = f"""
    {DEPOSIT} where sha256 = any(%(sha256s)s::bytea[]) and bassin = any(%(bassins)s) order by bassin
"""

RECENT: LiteralString = f"{DEPOSIT} where bassin = %(bassin)s order by deposited_at desc, sha256 limit %(limit)s"

DEPOSITED_BY: LiteralString = f"{DEPOSIT} where deposited_by = any(%(accounts)s) order by deposited_at, bassin"

PURGE: LiteralString = "delete from vault.deposit where sha256 = %(sha256)s and bassin = %(bassin)s"

PURGE_LAST: LiteralString = """
    delete from vault.document where sha256 = %(sha256)s and bassins = array[%(bassin)s]
"""

PURGE_ONE: LiteralString = """
    update vault.document
    set bassins = array_remove(bassins, %(bassin)s), media_types = media_types - %(bassin)s::text
    where sha256 = %(sha256)s and bassins @> array[%(bassin)s] and cardinality(bassins) > 1
"""

STORED_BY: LiteralString = """
    select encode(sha256, 'hex') as sha256, size, media_type
    from (
        select sha256, size, media_type, deposited_at from vault.deposit where deposited_by = any(%(accounts)s)
        union all
        select sha256, size, media_type, stored_at from vault.document where stored_by = any(%(accounts)s)
    ) as kept
    group by sha256, size, media_type order by min(deposited_at)
"""

READ: LiteralString = """
    (select bytes from vault.deposit where sha256 = %(sha256)s limit 1)
    union all (select bytes from vault.document where sha256 = %(sha256)s) limit 1
"""
