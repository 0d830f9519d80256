"""Sessions of the console in PostgreSQL. Calls block; asynchronous callers use a thread.

A pending sign-in is an encrypted cookie. Only a successful one writes a row, so that visitors write none.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from time import time
from typing import Final, LiteralString

import msgspec

from efe_infra.console.sign_in.row_encryption import RowCipher, id_of, new_cookie
from efe_infra.console.web.session import PendingSignIn, Session
from efe_infra.postgres.database import Database
from efe_infra.postgres.pools import Store
from efe_infra.process.owner_digests import DigestPurpose, owner_digest

MAX_IDLE_TIME: Final = timedelta(minutes=30)
MAX_SESSION_AGE: Final = timedelta(hours=10)
PENDING_LIFETIME: Final = timedelta(minutes=10)
"""Longest time between begin and end of a sign-in or sign-out."""
MAX_PENDING_CHARACTERS: Final = 3_500
"""Longest cookie of a pending sign-in; browsers accept 4,096 bytes with its name."""
LAST_VISIT_LIFETIME: Final = timedelta(days=180)

BEGIN: LiteralString = """
    insert into console.session (id, sealed, owner, ends_at)
    values (%(id)s, %(sealed)s, %(owner)s, clock_timestamp() + %(longest)s)
"""
IS_CLOSED: LiteralString = "select vault.is_closed_account(%(digest)s)"
FIND: LiteralString = """
    select sealed, seen_at < clock_timestamp() - interval '1 minute' as is_stale from console.session
    where id = %(id)s and ends_at > clock_timestamp() and seen_at > clock_timestamp() - %(idle)s
"""
SEEN: LiteralString = """
    update console.session set seen_at = clock_timestamp(), owner = coalesce(owner, %(owner)s) where id = %(id)s
"""
RENEW: LiteralString = "update console.session set sealed = %(sealed)s where id = %(id)s"
END: LiteralString = "delete from console.session where id = %(id)s returning sealed"
CLEAN: LiteralString = """
    delete from console.session where ends_at <= clock_timestamp() or seen_at <= clock_timestamp() - %(idle)s
"""
VISIT: LiteralString = """
    with owner as (
        select id from vault.account where issuer = %(issuer)s and subject = %(subject)s for key share
    ), before as (
        select seen_at from console.last_visit join owner on owner.id = account
    )
    insert into console.last_visit (account) select id from owner
    on conflict (account) do update set seen_at = clock_timestamp()
    returning (select seen_at from before)
"""
"""Notes that an account is here; returns when it was last seen. Waits for an erasure, and then notes nothing."""
CLEAN_VISITS: LiteralString = "delete from console.last_visit where seen_at <= clock_timestamp() - %(lifetime)s"
SEND: LiteralString = """
    insert into console.errand (id, sealed, ends_at) values (%(id)s, %(sealed)s, clock_timestamp() + %(longest)s)
"""
SPEND: LiteralString = """
    insert into console.errand (id, sealed, ends_at) values (%(id)s, '', clock_timestamp() + %(longest)s)
    on conflict do nothing returning true
"""
TAKE: LiteralString = "delete from console.errand where id = %(id)s returning sealed, ends_at > clock_timestamp()"
FORGET: LiteralString = "delete from console.errand where ends_at <= clock_timestamp()"


class AccountClosed(Exception):
    """Raised for a sign-in to the account of an erased person, while a token of before the erasure may work."""


class Sessions(Store):
    """Session store. A session ends after `idle` without a request, and after `longest` in any case."""

    def __init__(
        self, database: Database, key: bytes, *, idle: timedelta = MAX_IDLE_TIME, longest: timedelta = MAX_SESSION_AGE
    ) -> None:
        super().__init__(database)
        self._key, self._cipher = key, RowCipher(key)
        self._idle, self._longest = idle, longest

    def begin(self, session: Session, pending: PendingSignIn) -> str | None:
        """Starts a session, and deletes ended ones. Returns its cookie, or None if the pending sign-in was used.

        The visit locks the account: a session that waited for its erasure then finds the closure.

        Raises `AccountClosed`.
        """
        cookie = new_cookie()
        with self._pool.connection() as connection:
            connection.execute(FORGET)
            if not connection.execute(SPEND, {"id": id_of(pending.id), "longest": PENDING_LIFETIME}).fetchone():
                return None
            connection.execute(CLEAN, {"idle": self._idle})
            connection.execute(CLEAN_VISITS, {"lifetime": LAST_VISIT_LIFETIME})
            with connection.transaction():
                visited = connection.execute(VISIT, owner_of(session)).fetchone()
                closed = {"digest": self._digest(DigestPurpose.CLOSED_ACCOUNT, session)}
                if connection.execute(IS_CLOSED, closed).fetchone() == (True,):
                    raise AccountClosed
                begun = msgspec.structs.replace(session, last_visit=visited[0] if visited else None)
                row = {
                    "id": id_of(cookie),
                    "sealed": self._cipher.encrypt(cookie, "session", msgspec.json.encode(begun)),
                    "owner": self._digest(DigestPurpose.SESSION, session),
                }
                connection.execute(BEGIN, {**row, "longest": self._longest})
        return cookie

    def find(self, cookie: str, *, attended: bool = True) -> Session | None:
        """Returns the session of a cookie. `attended` resets its idle time; requests of scripts do not."""
        with self._pool.connection() as connection:
            row = connection.execute(FIND, {"id": id_of(cookie), "idle": self._idle}).fetchone()
            if row is None:
                return None
            session = self._opened(cookie, row[0])
            if session and attended and row[1]:
                owner = self._digest(DigestPurpose.SESSION, session)
                connection.execute(SEEN, {"id": id_of(cookie), "owner": owner})
                connection.execute(VISIT, owner_of(session))
        return session

    def renew(self, cookie: str, session: Session) -> None:
        """Stores new tokens. The session lasts no longer for that."""
        sealed = self._cipher.encrypt(cookie, "session", msgspec.json.encode(session))
        with self._pool.connection() as connection:
            connection.execute(RENEW, {"id": id_of(cookie), "sealed": sealed})

    def end(self, cookie: str) -> Session | None:
        with self._pool.connection() as connection:
            row = connection.execute(END, {"id": id_of(cookie)}).fetchone()
        return self._opened(cookie, row[0]) if row else None

    def pending_cookie(self, pending: PendingSignIn) -> str:
        """Returns the cookie of a sign-in that has begun. Writes no row."""
        sealed = self._cipher.encrypt(pending.id, "sign-in", msgspec.json.encode(pending))
        return f"{pending.id}.{urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def read_pending(self, cookie: str) -> PendingSignIn | None:
        """Returns None for an invalid or expired cookie."""
        name, _, text = cookie.partition(".")
        try:
            content = self._cipher.decrypt(name, "sign-in", urlsafe_b64decode(f"{text}=="))
        except ValueError:
            return None
        pending = msgspec.json.decode(content, type=PendingSignIn) if content else None
        return pending if pending and pending.ends_at > time() else None

    def store_sign_out(self, url: str) -> str:
        """Stores the sign-out address of the provider. Returns the cookie for it."""
        cookie = new_cookie()
        sealed = self._cipher.encrypt(cookie, "errand", url.encode())
        with self._pool.connection() as connection:
            connection.execute(FORGET)
            connection.execute(SEND, {"id": id_of(cookie), "sealed": sealed, "longest": PENDING_LIFETIME})
        return cookie

    def take_sign_out(self, cookie: str) -> str | None:
        """Returns the sign-out address, once."""
        with self._pool.connection() as connection:
            row = connection.execute(TAKE, {"id": id_of(cookie)}).fetchone()
        if row is None or not row[1]:
            return None
        content = self._cipher.decrypt(cookie, "errand", row[0])
        return content.decode() if content else None

    def _digest(self, purpose: DigestPurpose, session: Session) -> bytes:
        return owner_digest(self._key, purpose, session.issuer, session.subject)

    def _opened(self, cookie: str, sealed: bytes) -> Session | None:
        content = self._cipher.decrypt(cookie, "session", sealed)
        return msgspec.json.decode(content, type=Session) if content else None


def owner_of(session: Session) -> dict[str, str]:
    return {"issuer": session.issuer, "subject": session.subject}
