"""Document store outside the ledger: bytes by their SHA-256, for the Instances that stored them.

Calls block: an asynchronous caller makes them on a thread.
"""

from collections.abc import Collection
from hashlib import sha256 as fingerprint
from typing import Any, LiteralString
from uuid import UUID

import msgspec

from efe_domain.shared.documents import Document, is_fingerprint
from efe_infra.postgres.pools import Store


class Content(msgspec.Struct, frozen=True):
    """Bytes of a document."""

    bytes: bytes


class DocumentStore(Store):
    """Document store as `efe_command`. Callers check who may read a document."""

    POOL = "Documents"

    def put(self, content: bytes, media_type: str, *, bassins: Collection[str], by: UUID) -> tuple[str, bool]:
        """Stores a document for these Instances. Returns its SHA-256, and whether it is new to one of them.

        The same bytes are stored once, for each Instance under its own first media type. An Instance does not learn
        that another one has them.
        """
        digest = fingerprint(content)
        params = {
            "sha256": digest.digest(),
            "media_type": media_type,
            "bytes": content,
            "bassins": sorted(bassins),
            "by": by,
        }
        return digest.hexdigest(), bool(self._fetch(Document, PUT, params))

    def find(self, sha256: str, bassins: Collection[str]) -> Document | None:
        """Returns the document, if one of these Instances keeps it."""
        return self._one(Document, FIND, sha256, bassins=list(bassins))

    def purge(self, sha256: str, bassin: str) -> None:
        """Removes a document of an Instance, and its bytes with the last one. The call is idempotent."""
        if not is_fingerprint(sha256):
            return
        params = {"sha256": bytes.fromhex(sha256), "bassin": bassin}
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(PURGE_LAST, params)
            connection.execute(PURGE_ONE, params)

    def stored_by(self, accounts: Collection[UUID]) -> list[Document]:
        """Returns documents that these accounts stored first, the oldest first."""
        return self._fetch(Document, STORED_BY, {"accounts": list(accounts)})

    def read(self, sha256: str) -> bytes | None:
        """Returns the bytes; None for a document that is unknown or erased."""
        content = self._one(Content, READ, sha256)
        return content.bytes if content else None

    def _one[T](self, row: type[T], sql: LiteralString, sha256: str, **params: Any) -> T | None:
        if not is_fingerprint(sha256):
            return None
        return next(iter(self._fetch(row, sql, {"sha256": bytes.fromhex(sha256), **params})), None)


PUT: LiteralString = """
    insert into vault.document as kept (sha256, media_type, bytes, bassins, stored_by, media_types)
    values (
        %(sha256)s, %(media_type)s, %(bytes)s, %(bassins)s, %(by)s,
        (select jsonb_object_agg(bassin, %(media_type)s::text) from unnest(%(bassins)s::text[]) as bassin)
    )
    on conflict (sha256) do update
        set bassins = array(select distinct unnest(kept.bassins || excluded.bassins) order by 1),
            media_types = (excluded.media_types - kept.bassins) || kept.media_types
        where not kept.bassins @> excluded.bassins
    returning encode(sha256, 'hex') as sha256, size, media_type
"""

FIND: LiteralString = """
    select encode(sha256, 'hex') as sha256, size, coalesce(media_types ->> own.bassin, media_type) as media_type
    from vault.document, lateral (
        select min(bassin) as bassin from unnest(bassins) as bassin where bassin = any(%(bassins)s)
    ) as own
    where sha256 = %(sha256)s and own.bassin is not null
"""

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
    from vault.document where stored_by = any(%(accounts)s) order by stored_at
"""

READ: LiteralString = "select bytes from vault.document where sha256 = %(sha256)s"
