"""The vault: who people are and whose account is whose, in plain rows that can be erased.

The ledger speaks of both by random ids only. Calls block: an asynchronous caller makes them on a thread.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import LiteralString
from uuid import UUID, uuid4

import msgspec
from psycopg.errors import ForeignKeyViolation

from efe_domain import texts
from efe_domain.errors import CommandReused, NotFound
from efe_infra.postgres.store import Store


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Someone whom the ledger knows by `id`."""

    id: UUID
    given_name: str
    family_name: str
    email: str | None
    function: str | None

    def __repr__(self) -> str:
        return f"Person({self.id})"  # a name that is never printed is never in a log


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Who may act: the subject of a token, which its issuer vouches for, under a random id."""

    id: UUID
    issuer: str
    subject: str
    person: UUID | None
    created_at: datetime

    def __repr__(self) -> str:
        return f"Account({self.id})"


class Vault(Store):
    """Works as `efe_command`, the one role that may open it."""

    def register_person(
        self,
        *,
        given_name: str,
        family_name: str,
        email: str | None = None,
        function: str | None = None,
        person_id: UUID | None = None,
    ) -> UUID:
        """Keep a person, under a random id unless the caller made one; the same again is the same person.

        Raises `Invalid`, and `CommandReused` when the id is another person's.
        """
        person = Person(
            id=person_id or uuid4(),
            given_name=texts.name(given_name, "givenName"),
            family_name=texts.name(family_name, "familyName"),
            email=texts.name(email, "email") if email else None,
            function=texts.name(function, "function") if function else None,
        )
        self._fetch(Person, INSERT_PERSON, {**msgspec.structs.asdict(person), "sort_key": sort_key(person)})
        if self.person(person.id) != person:
            raise CommandReused(person.id)
        return person.id

    def person(self, person_id: UUID) -> Person | None:
        """None for one who is unknown or was erased."""
        return self.persons([person_id]).get(person_id)

    def persons(self, ids: Collection[UUID]) -> Mapping[UUID, Person]:
        """Those of the ids that the vault holds, by family name, then given name."""
        return {person.id: person for person in self._fetch(Person, SELECT_PERSONS, {"ids": list(ids)})}

    def account_for(self, issuer: str, subject: str) -> UUID:
        """The account of a subject; a new one the first time, the same one for all who ask at once."""
        key = {"id": uuid4(), "issuer": issuer, "subject": subject}
        accounts = self._fetch(Account, FIND_ACCOUNT, key) or self._fetch(Account, INSERT_ACCOUNT, key)
        return accounts[0].id

    def account(self, account_id: UUID) -> Account | None:
        """None for one that is unknown."""
        return next(iter(self._fetch(Account, SELECT_ACCOUNT, {"id": account_id})), None)

    def link(self, account: UUID, person: UUID) -> None:
        """Say who acts with the account. Raises `NotFound`."""
        try:
            linked = self._fetch(Account, LINK_ACCOUNT, {"id": account, "person": person})
        except ForeignKeyViolation:
            raise NotFound("Personne", person) from None
        if not linked:
            raise NotFound("Compte", account)

    def names_in(self, text: str) -> bool:
        """Whether a text holds the full name of a person of the vault, in either order, case and accents aside."""
        words = texts.slug(text)
        params = {"words": words.split("-"), "text": f"-{words}-"}
        with self._pool.connection() as connection:
            return connection.execute(FIND_NAME, params).fetchone() is not None


def sort_key(person: Person) -> str:
    """Family name, then given name; compared byte by byte, « Van » comes before « Van Acker »."""
    return f"{texts.slug(person.family_name)} {texts.slug(person.given_name)}"


INSERT_PERSON: LiteralString = """
    insert into vault.person (id, given_name, family_name, email, function, sort_key)
    values (%(id)s, %(given_name)s, %(family_name)s, %(email)s, %(function)s, %(sort_key)s)
    on conflict (id) do nothing
    returning id, given_name, family_name, email, function
"""

SELECT_PERSONS: LiteralString = """
    select id, given_name, family_name, email, function
    from vault.person where id = any(%(ids)s) order by sort_key, id
"""

FIND_NAME: LiteralString = """
    select from vault.person, split_part(sort_key, ' ', 1) as family, split_part(sort_key, ' ', 2) as given
    where split_part(family, '-', 1) = any(%(words)s) -- looked up in a hash: few names are left to be searched for
        and (strpos(%(text)s, '-' || family || '-' || given || '-') > 0
            or strpos(%(text)s, '-' || given || '-' || family || '-') > 0)
    limit 1
"""

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

LINK_ACCOUNT: LiteralString = """
    update vault.account set person = %(person)s where id = %(id)s
    returning id, issuer, subject, person, created_at
"""
