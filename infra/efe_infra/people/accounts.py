"""The accounts of the vault: whose token is whose, under random ids."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID, uuid4

import msgspec

from efe_infra.postgres.pools import Store


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account: the subject of a token and its issuer, under a random id."""

    id: UUID
    issuer: str
    subject: str
    person: UUID | None
    created_at: datetime

    def __repr__(self) -> str:
        return f"Account({self.id})"


class Accounts(Store):
    """Those who ask, whether or not anybody knows who they are."""

    def account_for(self, issuer: str, subject: str) -> UUID:
        """The account of a subject; a new one the first time, the same one for all who ask at once."""
        return self.account_of(issuer, subject).id

    def account_of(self, issuer: str, subject: str) -> Account:
        """The same, with who acts by it."""
        key = {"id": uuid4(), "issuer": issuer, "subject": subject}
        accounts = self._fetch(Account, FIND_ACCOUNT, key) or self._fetch(Account, INSERT_ACCOUNT, key)
        return accounts[0]

    def known_account(self, issuer: str, subject: str) -> Account | None:
        """None for a subject that never came."""
        key = {"issuer": issuer, "subject": subject}
        return next(iter(self._fetch(Account, FIND_ACCOUNT, key)), None)

    def account(self, account_id: UUID) -> Account | None:
        """None for one that is unknown, or was erased with who acted by it."""
        return next(iter(self._fetch(Account, SELECT_ACCOUNT, {"id": account_id})), None)

    def accounts_of(self, person: UUID) -> list[Account]:
        """Those with which a person acts, the oldest first."""
        return self._fetch(Account, ACCOUNTS_OF, {"person": person})

    def search_accounts(self, words: Sequence[str], *, limit: int) -> list[Account]:
        """Those of whom each of the words begins a word of the subject, or of the name of who acts by it."""
        return self._fetch(Account, SEARCH_ACCOUNTS, {"words": list(words), "limit": limit})


FIND_ACCOUNT: LiteralString = """
    select id, issuer, subject, person, created_at
    from vault.account where issuer = %(issuer)s and subject = %(subject)s
"""

INSERT_ACCOUNT: LiteralString = """
    insert into vault.account (id, issuer, subject) values (%(id)s, %(issuer)s, %(subject)s)
    on conflict (issuer, subject) do update set issuer = excluded.issuer
    returning id, issuer, subject, person, created_at
"""

SELECT_ACCOUNT: LiteralString = """
    select id, issuer, subject, person, created_at from vault.account where id = %(id)s
"""

ACCOUNTS_OF: LiteralString = """
    select id, issuer, subject, person, created_at from vault.account where person = %(person)s order by created_at
"""

SEARCH_ACCOUNTS: LiteralString = """
    select account.id, issuer, subject, person, created_at
    from vault.account left join vault.person on person.id = account.person
    where (
        select bool_and(
            strpos(' ' || translate(lower(subject) || ' ' || coalesce(sort_key, ''), '-.@_', '    '), ' ' || word) > 0
        )
        from unnest(%(words)s::text[]) as word
    )
    order by sort_key nulls last, account.id limit %(limit)s
"""
