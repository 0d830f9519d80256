"""Drafts of forms in PostgreSQL, sealed. Calls block; asynchronous callers use a thread."""

from datetime import datetime, timedelta
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec

from efe_infra.console.language.translatable import tr
from efe_infra.console.sign_in.row_encryption import RowCipher
from efe_infra.identity.tokens import Verified
from efe_infra.postgres.database import Database
from efe_infra.postgres.pools import Store

DRAFT_LIFETIME: Final = timedelta(days=30)
"""Counted from the last time that the draft was kept."""
MAX_DRAFTS: Final = 20
"""Maximum number of drafts of one account."""
MAX_DRAFT_BYTES: Final = 100_000

LOCK_OWNER: LiteralString = """
    select id from vault.account where issuer = %(issuer)s and subject = %(subject)s for no key update
"""
KEEP: LiteralString = """
    insert into console.draft (account, id, sealed, ends_at)
    select %(account)s, %(id)s, %(sealed)s, clock_timestamp() + %(lifetime)s
    where (select count(*) from console.draft where account = %(account)s and id <> %(id)s) < %(most)s
    on conflict (account, id) do update
    set sealed = excluded.sealed, saved_at = clock_timestamp(), ends_at = excluded.ends_at
    returning ends_at
"""
OF_OWNER: LiteralString = """
    from console.draft join vault.account on account.id = draft.account
    where issuer = %(issuer)s and subject = %(subject)s and ends_at > clock_timestamp()
"""
LIST: LiteralString = "select draft.id, sealed, saved_at, ends_at" + OF_OWNER + "order by saved_at desc, draft.id"
FIND: LiteralString = "select draft.id, sealed, saved_at, ends_at" + OF_OWNER + "and draft.id = %(id)s"
END: LiteralString = """
    delete from console.draft using vault.account
    where account.id = draft.account and issuer = %(issuer)s and subject = %(subject)s and draft.id = any(%(ids)s)
"""
CLEAN: LiteralString = "delete from console.draft where ends_at <= clock_timestamp()"


TOO_LONG: Final = tr("Ce formulaire est trop long pour être gardé comme brouillon.")
TOO_MANY: Final = tr(
    "Vous gardez déjà %(count)s brouillons : supprimez-en un sous « À faire », puis gardez celui-ci.",
    count=MAX_DRAFTS,
)


class DraftRefused(Exception):
    """Raised for a draft that is too long, or one too many, with a sentence for the person."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class FormContent(msgspec.Struct, frozen=True, kw_only=True):
    """Sealed part of a draft: the address of the form, its title, the object that it is about, and its fields."""

    path: str
    title: str
    subject: str
    fields: tuple[tuple[str, str], ...]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Draft of a form. `id` is the idempotency key of the form, so that one form is one draft."""

    id: UUID
    content: FormContent
    saved_at: datetime
    ends_at: datetime


class DraftStore(Store):
    """Drafts, each for its owner alone."""

    def __init__(self, database: Database, key: bytes) -> None:
        super().__init__(database)
        self._cipher = RowCipher(key)

    def keep(self, owner: Verified, draft: UUID, content: FormContent) -> None:
        """Stores a draft, or replaces it, and deletes expired ones. Raises `DraftRefused`."""
        encoded = msgspec.json.encode(content)
        if len(encoded) > MAX_DRAFT_BYTES:
            raise DraftRefused(TOO_LONG)
        sealed = self._cipher.encrypt(secret_of(owner, draft), "draft", encoded)
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(CLEAN)
            row = connection.execute(LOCK_OWNER, of(owner)).fetchone()  # of two at once, the second counts the first
            params = {"id": draft, "sealed": sealed, "lifetime": DRAFT_LIFETIME, "most": MAX_DRAFTS}
            if row is None or not connection.execute(KEEP, {"account": row[0], **params}).fetchone():
                raise DraftRefused(TOO_MANY)

    def list(self, owner: Verified) -> list[Draft]:
        """Returns the drafts of an owner, the latest first, and deletes expired ones."""
        with self._pool.connection() as connection:
            connection.execute(CLEAN)
            rows = connection.execute(LIST, of(owner)).fetchall()
        return [draft for row in rows if (draft := self._opened(owner, *row))]

    def find(self, owner: Verified, draft: UUID) -> Draft | None:
        with self._pool.connection() as connection:
            row = connection.execute(FIND, {**of(owner), "id": draft}).fetchone()
        return self._opened(owner, *row) if row else None

    def end(self, owner: Verified, *drafts: UUID) -> None:
        with self._pool.connection() as connection:
            connection.execute(END, {**of(owner), "ids": list(drafts)})

    def _opened(
        self, owner: Verified, draft: UUID, sealed: bytes, saved_at: datetime, ends_at: datetime
    ) -> Draft | None:
        """Returns None for a row that another key sealed, as after a change of the key file."""
        encoded = self._cipher.decrypt(secret_of(owner, draft), "draft", sealed)
        if encoded is None:
            return None
        content = msgspec.json.decode(encoded, type=FormContent)
        return Draft(id=draft, content=content, saved_at=saved_at, ends_at=ends_at)


def of(owner: Verified) -> dict[str, Any]:
    return {"issuer": owner.issuer, "subject": owner.subject}


def secret_of(owner: Verified, draft: UUID) -> str:
    """Returns the text that the key of a row is made of: a row that is moved to another account does not open."""
    return f"{owner.spender} {draft}"
