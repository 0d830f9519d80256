"""The sessions of the console, in PostgreSQL. Calls block: an asynchronous caller makes them on a thread.

Who is nobody yet writes no row: a sign-in that has begun is in a sealed cookie, and is written down as it succeeds.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from time import time
from typing import Final, LiteralString

import msgspec

from efe_infra.console.sign_in.sealing import Seals, id_of, new_cookie
from efe_infra.console.web.session import Errand, Session
from efe_infra.postgres.database import Database
from efe_infra.postgres.pools import Store

IDLE: Final = timedelta(minutes=30)
MAX_SESSION_AGE: Final = timedelta(hours=10)
ERRAND: Final = timedelta(minutes=10)
LONGEST_ERRAND: Final = 3_500
"""Characters of a cookie: browsers keep 4,096 bytes with its name."""

BEGIN: LiteralString = """
    insert into console.session (id, sealed, ends_at) values (%(id)s, %(sealed)s, clock_timestamp() + %(longest)s)
"""
FIND: LiteralString = """
    select sealed, seen_at < clock_timestamp() - interval '1 minute' as is_stale from console.session
    where id = %(id)s and ends_at > clock_timestamp() and seen_at > clock_timestamp() - %(idle)s
"""
SEEN: LiteralString = "update console.session set seen_at = clock_timestamp() where id = %(id)s"
RENEW: LiteralString = "update console.session set sealed = %(sealed)s where id = %(id)s"
END: LiteralString = "delete from console.session where id = %(id)s returning sealed"
CLEAN: LiteralString = """
    delete from console.session where ends_at <= clock_timestamp() or seen_at <= clock_timestamp() - %(idle)s
"""
SEND: LiteralString = """
    insert into console.errand (id, sealed, ends_at) values (%(id)s, %(sealed)s, clock_timestamp() + %(longest)s)
"""
SPEND: LiteralString = """
    insert into console.errand (id, sealed, ends_at) values (%(id)s, '', clock_timestamp() + %(longest)s)
    on conflict do nothing returning true
"""
TAKE: LiteralString = "delete from console.errand where id = %(id)s returning sealed, ends_at > clock_timestamp()"
FORGET: LiteralString = "delete from console.errand where ends_at <= clock_timestamp()"


class Sessions(Store):
    """A session ends when it was idle for so long, and in any case when it lasted so long."""

    def __init__(
        self, database: Database, key: bytes, *, idle: timedelta = IDLE, longest: timedelta = MAX_SESSION_AGE
    ) -> None:
        super().__init__(database)
        self._seals = Seals(key)
        self._idle, self._longest = idle, longest

    def begin(self, session: Session, errand: Errand) -> str | None:
        """The cookie, which is new each time; None if the sign-in was finished before. What ended is cleaned up."""
        cookie = new_cookie()
        sealed = self._seals.seal(cookie, "session", msgspec.json.encode(session))
        with self._pool.connection() as connection:
            connection.execute(FORGET)
            if not connection.execute(SPEND, {"id": id_of(errand.id), "longest": ERRAND}).fetchone():
                return None
            connection.execute(CLEAN, {"idle": self._idle})
            connection.execute(BEGIN, {"id": id_of(cookie), "sealed": sealed, "longest": self._longest})
        return cookie

    def find(self, cookie: str, *, seen: bool = True) -> Session | None:
        """The session of a cookie, which is seen once more, unless it is a script that asks by itself."""
        with self._pool.connection() as connection:
            row = connection.execute(FIND, {"id": id_of(cookie), "idle": self._idle}).fetchone()
            if row is None:
                return None
            if seen and row[1]:
                connection.execute(SEEN, {"id": id_of(cookie)})
        return self._opened(cookie, row[0])

    def renew(self, cookie: str, session: Session) -> None:
        """With new tokens; the session lasts no longer for that."""
        sealed = self._seals.seal(cookie, "session", msgspec.json.encode(session))
        with self._pool.connection() as connection:
            connection.execute(RENEW, {"id": id_of(cookie), "sealed": sealed})

    def end(self, cookie: str) -> Session | None:
        with self._pool.connection() as connection:
            row = connection.execute(END, {"id": id_of(cookie)}).fetchone()
        return self._opened(cookie, row[0]) if row else None

    def sealed(self, errand: Errand) -> str:
        """The cookie with which the browser comes back from the provider. No row is written."""
        sealed = self._seals.seal(errand.id, "sign-in", msgspec.json.encode(errand))
        return f"{errand.id}.{urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def unsealed(self, cookie: str) -> Errand | None:
        """None for what was not sealed here, or has lasted too long."""
        name, _, text = cookie.partition(".")
        try:
            content = self._seals.open(name, "sign-in", urlsafe_b64decode(f"{text}=="))
        except ValueError:
            return None
        errand = msgspec.json.decode(content, type=Errand) if content else None
        return errand if errand and errand.ends_at > time() else None

    def send(self, url: str) -> str:
        """The cookie with which a browser that has signed out goes on to the provider."""
        cookie = new_cookie()
        sealed = self._seals.seal(cookie, "errand", url.encode())
        with self._pool.connection() as connection:
            connection.execute(FORGET)
            connection.execute(SEND, {"id": id_of(cookie), "sealed": sealed, "longest": ERRAND})
        return cookie

    def take(self, cookie: str) -> str | None:
        """Once: who comes again with the same cookie gets nothing."""
        with self._pool.connection() as connection:
            row = connection.execute(TAKE, {"id": id_of(cookie)}).fetchone()
        if row is None or not row[1]:
            return None
        content = self._seals.open(cookie, "errand", row[0])
        return content.decode() if content else None

    def _opened(self, cookie: str, sealed: bytes) -> Session | None:
        content = self._seals.open(cookie, "session", sealed)
        return msgspec.json.decode(content, type=Session) if content else None
