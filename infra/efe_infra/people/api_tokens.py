"""API tokens of accounts. Only their SHA-256 is stored: 256 random bits need neither a salt nor a slow hash."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final, LiteralString
from uuid import UUID

import msgspec

from efe_domain.access.api_token import NewApiToken, TokenRight, check_number_of_tokens
from efe_infra.postgres.pools import Store

ENDED_LIFETIME: Final = timedelta(days=90)
"""Time for which the lists show a token that has ended; then the row is deleted."""
MAX_LISTED: Final = 100
"""Maximum number of tokens in a list."""


class StoredApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """API token without its text."""

    id: UUID
    account: UUID
    name: str
    scope: str
    is_read_only: bool
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None
    is_valid: bool

    @property
    def rights(self) -> tuple[TokenRight, ...]:
        return rights_in(self.scope)


class OpenApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """Valid token with the account for which it acts, as its text opens it."""

    id: UUID
    account: UUID
    issuer: str
    subject: str
    person: UUID | None
    scope: str
    is_read_only: bool
    expires_at: datetime
    last_used_on: date | None

    @property
    def rights(self) -> tuple[TokenRight, ...]:
        return rights_in(self.scope)


class TokenId(msgspec.Struct, frozen=True):
    id: UUID


class ApiTokenStore(Store):
    """API tokens, in rows of their own. Of two changes of a token at once, one succeeds."""

    def add_api_token(self, new: NewApiToken, *, secret: str) -> bool:
        """Stores a token. Returns False if its id is stored already, or the account is gone.

        The tokens of an account are counted and stored one after another: a lock of its row makes others wait.

        Raises `TooManyTokens`.
        """
        params = {
            **msgspec.structs.asdict(new),
            "rights": msgspec.json.encode(new.rights).decode(),
            "hash": hash_of(secret),
        }
        with self._pool.connection() as connection, connection.transaction():
            if not connection.execute(LOCK_ACCOUNT, params).rowcount:
                return False
            [(valid, is_stored)] = connection.execute(COUNT_VALID, params).fetchall()
            if is_stored:
                return False
            check_number_of_tokens(valid)
            return bool(connection.execute(INSERT, params).rowcount)

    def delete_old_api_tokens(self, now: datetime) -> None:
        """Deletes the tokens that ended too long before an instant."""
        self._fetch(TokenId, DELETE_OLD, {"before": now - ENDED_LIFETIME})

    def api_token(self, token: UUID) -> StoredApiToken | None:
        return next(iter(self._fetch(StoredApiToken, SELECT_ONE, {"id": token})), None)

    def api_tokens_of(self, accounts: Sequence[UUID]) -> list[StoredApiToken]:
        """Returns the tokens of these accounts, the latest first."""
        return self._fetch(StoredApiToken, OF_ACCOUNTS, {"accounts": list(accounts), "limit": MAX_LISTED})

    def all_api_tokens(self) -> list[StoredApiToken]:
        """Returns the latest tokens of all accounts, the latest first."""
        return self._fetch(StoredApiToken, OF_ALL, {"limit": MAX_LISTED})

    def revoke_api_token(self, token: UUID, *, by: UUID) -> bool:
        """Ends a token. Returns False if it was revoked before."""
        return bool(self._fetch(TokenId, REVOKE, {"id": token, "by": by}))

    def open_api_token(self, secret: str) -> OpenApiToken | None:
        """Returns the valid token of a text. A lookup by its hash discloses nothing of the text by its time."""
        return next(iter(self._fetch(OpenApiToken, OPEN_BY_HASH, {"hash": hash_of(secret)})), None)

    def note_use(self, token: UUID, day: date) -> bool:
        """Stores the day of the last use. Returns True for the first use of the token, to one caller only."""
        if self._fetch(TokenId, NOTE_FIRST_USE, {"id": token, "day": day}):
            return True
        self._fetch(TokenId, NOTE_USE, {"id": token, "day": day})
        return False


def rights_in(scope: str) -> tuple[TokenRight, ...]:
    """Returns the rights that a row has as JSON."""
    return msgspec.json.decode(scope, type=tuple[TokenRight, ...])


def hash_of(secret: str) -> bytes:
    """Returns the hash under which a token is stored."""
    return sha256(secret.encode()).digest()


COLUMNS: LiteralString = """
    id, account, name, rights::text as scope, is_read_only, created_at, expires_at, last_used_on, revoked_at,
    revoked_at is null and expires_at > clock_timestamp() as is_valid
"""
SELECT: LiteralString = "select " + COLUMNS + " from console.api_token "  # noqa: S608 - names of columns
SELECT_ONE: LiteralString = SELECT + "where id = %(id)s"
OF_ACCOUNTS: LiteralString = SELECT + "where account = any(%(accounts)s) order by created_at desc, id limit %(limit)s"
OF_ALL: LiteralString = SELECT + "order by created_at desc, id limit %(limit)s"

LOCK_ACCOUNT: LiteralString = "select from vault.account where id = %(account)s for no key update"

COUNT_VALID: LiteralString = """
    select count(*), exists (select from console.api_token where id = %(id)s) from console.api_token
    where account = %(account)s and revoked_at is null and expires_at > clock_timestamp()
"""

INSERT: LiteralString = """
    insert into console.api_token (id, account, hash, name, rights, is_read_only, expires_at)
    values (%(id)s, %(account)s, %(hash)s, %(name)s, %(rights)s::jsonb, %(is_read_only)s, %(expires_at)s)
"""

DELETE_OLD: LiteralString = """
    delete from console.api_token where least(expires_at, revoked_at) < %(before)s
    returning id
"""

REVOKE: LiteralString = """
    update console.api_token set revoked_at = clock_timestamp(), revoked_by = %(by)s
    where id = %(id)s and revoked_at is null
    returning id
"""

OPEN_BY_HASH: LiteralString = """
    select token.id, token.account, issuer, subject, person, rights::text as scope, is_read_only, expires_at,
        last_used_on
    from console.api_token as token join vault.account on account.id = token.account
    where token.hash = %(hash)s and revoked_at is null and expires_at > clock_timestamp()
"""

NOTE_FIRST_USE: LiteralString = """
    update console.api_token set last_used_on = %(day)s where id = %(id)s and last_used_on is null returning id
"""

NOTE_USE: LiteralString = """
    update console.api_token set last_used_on = %(day)s where id = %(id)s and last_used_on < %(day)s returning id
"""
