"""Accounts of the vault: the subjects of tokens, under random ids."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID, uuid4

import msgspec

from efe_domain.access.api_token import AccountIsClosed
from efe_infra.people.closed_accounts import DELETE_ENDED_CLOSURES, IS_CLOSED, AccountClosure
from efe_infra.postgres.database import Database
from efe_infra.postgres.pools import Store
from efe_infra.process.owner_digests import DigestPurpose


class StoredAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Subject of a token and its issuer, under a random id."""

    id: UUID
    issuer: str
    subject: str
    person: UUID | None
    created_at: datetime
    service_name: str | None = None

    def __repr__(self) -> str:
        return f"Account({self.id})"


class Closed(msgspec.Struct, frozen=True):
    is_closed: bool


class AccountStore(Store):
    """Accounts of all subjects that sent a request, linked to a person or not."""

    POOL = "Accounts"

    def __init__(self, database: Database, closure: AccountClosure) -> None:
        super().__init__(database)
        self._closure = closure

    def may_open_account(self, issued_at: datetime | None) -> bool:
        """Tells whether a token is young enough to create an account."""
        return self._closure.may_open_account(issued_at)

    def account_for(self, issuer: str, subject: str) -> UUID:
        """Returns the id of the account of a subject, and creates the account at the first request.

        Raises `AccountIsClosed`.
        """
        return self.account_of(issuer, subject).id

    def account_of(self, issuer: str, subject: str, client: str | None = None) -> StoredAccount:
        """Returns the account of a subject, created at the first request. That of a `client` is of a service.

        Raises `AccountIsClosed`.
        """
        account = self.known_account(issuer, subject) or self._create_account(issuer, subject)
        if client is None or account.service_name or account.person:
            return account
        return self.name_service(account.id, client) or account

    def _create_account(self, issuer: str, subject: str) -> StoredAccount:
        """Creates an account, or finds one that was created meanwhile. Raises `AccountIsClosed`.

        An erasure closes the account as it deletes it: a request that finds no account finds the closure. It is read
        before anything is written: a row that is rolled back would leave the subject in the file.
        """
        self._delete_ended_closures()
        digest = self._closure.digest(DigestPurpose.CLOSED_ACCOUNT, issuer, subject)
        if self._fetch(Closed, IS_CLOSED, {"digest": digest})[0].is_closed:
            raise AccountIsClosed
        return self._fetch(StoredAccount, INSERT_ACCOUNT, {"id": uuid4(), "issuer": issuer, "subject": subject})[0]

    def _delete_ended_closures(self) -> None:
        self._fetch(Closed, DELETE_ENDED_CLOSURES, {})

    def name_service(self, account: UUID, name: str) -> StoredAccount | None:
        """Makes an account that of a service, of this name. Returns None for an account of a person."""
        return next(iter(self._fetch(StoredAccount, NAME_SERVICE, {"id": account, "name": name})), None)

    def services(self) -> list[StoredAccount]:
        """Returns the accounts of services, by name."""
        return self._fetch(StoredAccount, SERVICES, {"limit": MAX_SERVICES})

    def known_account(self, issuer: str, subject: str) -> StoredAccount | None:
        """Returns None for a subject without an account."""
        key = {"issuer": issuer, "subject": subject}
        return next(iter(self._fetch(StoredAccount, FIND_ACCOUNT, key)), None)

    def account(self, account_id: UUID) -> StoredAccount | None:
        """Returns None for an account that is unknown, or was erased with its person."""
        return next(iter(self._fetch(StoredAccount, SELECT_ACCOUNT, {"id": account_id})), None)

    def accounts_of(self, person: UUID) -> list[StoredAccount]:
        """Returns the accounts of a person, the oldest first."""
        return self._fetch(StoredAccount, ACCOUNTS_OF, {"person": person})

    def search_accounts(self, words: Sequence[str], *, limit: int) -> list[StoredAccount]:
        """Returns accounts for which each word begins a word of the subject or of the person's name."""
        return self._fetch(StoredAccount, SEARCH_ACCOUNTS, {"words": list(words), "limit": limit})


MAX_SERVICES: Final = 100
"""Service accounts in a list, at most."""

NAME_SERVICE: LiteralString = """
    update vault.account set service_name = %(name)s where id = %(id)s and person is null
    returning id, issuer, subject, person, created_at, service_name
"""

SERVICES: LiteralString = """
    select id, issuer, subject, person, created_at, service_name
    from vault.account where service_name is not null order by lower(service_name), id limit %(limit)s
"""

FIND_ACCOUNT: LiteralString = """
    select id, issuer, subject, person, created_at, service_name
    from vault.account where issuer = %(issuer)s and subject = %(subject)s
"""

INSERT_ACCOUNT: LiteralString = """
    insert into vault.account (id, issuer, subject) values (%(id)s, %(issuer)s, %(subject)s)
    on conflict (issuer, subject) do update set issuer = excluded.issuer
    returning id, issuer, subject, person, created_at, service_name
"""

SELECT_ACCOUNT: LiteralString = """
    select id, issuer, subject, person, created_at, service_name from vault.account where id = %(id)s
"""

ACCOUNTS_OF: LiteralString = """
    select id, issuer, subject, person, created_at, service_name
    from vault.account where person = %(person)s order by created_at
"""

SEARCH_ACCOUNTS: LiteralString = """
    select account.id, issuer, subject, person, created_at, service_name
    from vault.account left join vault.person on person.id = account.person
    where (
        select bool_and(
            strpos(' ' || translate(
                lower(concat_ws(' ', subject, sort_key, service_name)), '-.@_', '    '
            ), ' ' || word) > 0
        )
        from unnest(%(words)s::text[]) as word
    )
    order by sort_key nulls last, account.id limit %(limit)s
"""
