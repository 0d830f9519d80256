"""Vault of persons and their accounts, in rows that can be erased.

The ledger refers to both by random ids only. Calls block; asynchronous callers use a thread.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, LiteralString
from uuid import UUID, uuid4

import msgspec
from psycopg.types.json import Jsonb

from efe_domain.access.person import PersonIsForgotten
from efe_domain.shared import texts
from efe_domain.shared.errors import CommandReused, NotFound
from efe_infra.people import name_matching
from efe_infra.people.api_tokens import ApiTokenStore
from efe_infra.people.console_rows import ConsoleRowStore
from efe_infra.people.erasure import ErasureStore
from efe_infra.people.invitations import InvitationStore
from efe_infra.people.named_persons import NamedPersons


class StoredPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Names and contact of a person; the ledger has only its `id`."""

    id: UUID
    given_name: str
    family_name: str
    email: str | None
    function: str | None

    def __repr__(self) -> str:
        return f"Person({self.id})"  # keeps names out of logs


class Id(msgspec.Struct, frozen=True):
    id: UUID


class PersonVault(ErasureStore, ApiTokenStore, InvitationStore, ConsoleRowStore, NamedPersons):
    """Vault with role `efe_command`, the only one with access."""

    POOL = "Vault"

    def register_person(
        self,
        *,
        given_name: str,
        family_name: str,
        email: str | None = None,
        function: str | None = None,
        person_id: UUID | None = None,
        bassins: Collection[str] = (),
    ) -> UUID:
        """Stores a person under the caller's id or a random one. Is idempotent for the same id and fields.

        `bassins` are the Instances for which the person is registered.

        Raises `Invalid`, `PersonIsForgotten`, and `CommandReused` if another person has the id.
        """
        person = StoredPerson(
            id=person_id or uuid4(),
            given_name=texts.name(given_name, "givenName"),
            family_name=texts.name(family_name, "familyName"),
            email=texts.name(email, "email") if email else None,
            function=texts.name(function, "function") if function else None,
        )
        self._fetch(
            Id, INSERT_PERSON, {**msgspec.structs.asdict(person), **_keys(person), "bassins": sorted(bassins)}
        )
        stored = self.person(person.id)
        if stored is None:
            raise PersonIsForgotten("La personne {person} est oubliée.", person=person.id)
        if stored != person:
            raise CommandReused(person.id)
        return person.id

    def withdraw_registrations(self, ids: Collection[UUID]) -> None:
        """Deletes persons who were registered for a command that was refused: no event names them. Idempotent."""
        self._fetch(Id, WITHDRAW_REGISTRATIONS, {"ids": list(ids)})

    def person(self, person_id: UUID) -> StoredPerson | None:
        """Returns None for an unknown or forgotten person."""
        return self.persons([person_id]).get(person_id)

    def persons(self, ids: Collection[UUID]) -> Mapping[UUID, StoredPerson]:
        """Returns the persons that the vault holds, by family name, then given name."""
        return {person.id: person for person in self._fetch(StoredPerson, SELECT_PERSONS, {"ids": list(ids)})}

    def named_before(self, ids: Collection[UUID], position: int) -> Collection[UUID]:
        """Returns the persons whose name the vault holds, and has held since before a register position."""
        with self._pool.connection() as connection:
            return {row[0] for row in connection.execute(NAMED_BEFORE, {"ids": list(ids), "position": position})}

    def amend(self, person_id: UUID, changes: Mapping[str, str | None], *, at: int, command: UUID | None) -> None:
        """Changes fields of a person as of a register position. A later position wins, field by field.

        Raises `PersonIsForgotten`, and `CommandReused` if a field has another value as of that position.
        """
        with self._pool.connection() as connection, connection.transaction():
            row = connection.execute(LOCK_TO_AMEND, {"id": person_id}).fetchone()
            if row is None:
                raise PersonIsForgotten("La personne {person} est oubliée.", person=person_id)
            stored, amended_at = StoredPerson(id=person_id, **dict(zip(AMENDABLE, row[:-1], strict=True))), row[-1]
            if command and any(
                amended_at.get(name) == at and getattr(stored, name) != changes[name] for name in changes
            ):
                raise CommandReused(command)
            later = {name: word for name, word in changes.items() if amended_at.get(name, 0) < at}
            amended = msgspec.structs.replace(stored, **later)
            positions = Jsonb(amended_at | dict.fromkeys(later, at))
            connection.execute(
                AMEND_PERSON, {**msgspec.structs.asdict(amended), **_keys(amended), "amended_at": positions}
            )

    def search_persons(self, words: Sequence[str], *, limit: int) -> list[StoredPerson]:
        """Returns, by name, the persons where each search word begins a word of the name or e-mail address."""
        return self._fetch(StoredPerson, SEARCH_PERSONS, {"words": list(words), "limit": limit})

    def registered_for(self, bassins: Collection[str], persons: Collection[UUID]) -> set[UUID]:
        """Returns the persons who were registered for one of these Instances."""
        params = {"bassins": list(bassins), "ids": list(persons)}
        return {each.id for each in self._fetch(Id, REGISTERED_FOR, params)}

    def knows(self, person_id: UUID) -> bool:
        """Tells whether a person ever had the id, forgotten or not."""
        return bool(self._fetch(Id, KNOWS_PERSON, {"id": person_id}))

    def settle(self) -> None:
        """Completes erasures that a process left unfinished, and writes keys that older releases lack."""
        self.settle_erasures()
        for person in self._fetch(StoredPerson, WITHOUT_KEYS, {}):
            self._fetch(Id, WRITE_KEYS, {"id": person.id, **_keys(person)})

    def link(self, account: UUID, person: UUID) -> None:
        """Links an account to a person. Raises `NotFound`."""
        if self._fetch(Id, LINK_ACCOUNT, {"id": account, "person": person}):
            return
        raise NotFound("Compte", account) if self.person(person) else NotFound("Personne", person)


def _keys(person: StoredPerson) -> dict[str, str | None]:
    return {
        "sort_key": sort_key(person),
        "family_key": name_matching.name_key(person.family_name),
        "email_key": name_matching.email_key(person.email) if person.email else None,
    }


def sort_key(person: StoredPerson) -> str:
    """Returns family name and given name for sorting by bytes: « Van » comes before « Van Acker »."""
    return f"{texts.slug(person.family_name)} {texts.slug(person.given_name)}"


INSERT_PERSON: LiteralString = """
    insert into vault.person (
        id, given_name, family_name, email, function, sort_key, family_key, email_key, registered_for
    )
    values (
        %(id)s, %(given_name)s, %(family_name)s, %(email)s, %(function)s, %(sort_key)s, %(family_key)s, %(email_key)s,
        %(bassins)s
    )
    on conflict (id) do nothing
    returning id
"""

WITHDRAW_REGISTRATIONS: LiteralString = """
    delete from vault.person where id = any(%(ids)s) and forgotten_at is null
    and not exists (select from vault.account where account.person = person.id) returning id
"""

SELECT_PERSONS: LiteralString = """
    select id, given_name, family_name, email, function
    from vault.person where id = any(%(ids)s) and forgotten_at is null order by sort_key, id
"""

NAMED_BEFORE: LiteralString = """
    select id from vault.person
    where id = any(%(ids)s) and forgotten_at is null
        and coalesce((amended_at ->> 'given_name')::bigint, 0) < %(position)s
        and coalesce((amended_at ->> 'family_name')::bigint, 0) < %(position)s
"""

AMENDABLE: Final = "given_name", "family_name", "email", "function"

LOCK_TO_AMEND: LiteralString = """
    select given_name, family_name, email, function, amended_at
    from vault.person where id = %(id)s and forgotten_at is null for update
"""

AMEND_PERSON: LiteralString = """
    update vault.person
    set given_name = %(given_name)s, family_name = %(family_name)s, email = %(email)s, function = %(function)s,
        sort_key = %(sort_key)s, family_key = %(family_key)s, email_key = %(email_key)s, amended_at = %(amended_at)s
    where id = %(id)s
"""

SEARCH_PERSONS: LiteralString = """
    select id, given_name, family_name, email, function from vault.person
    where forgotten_at is null and (
        select bool_and(
            strpos(' ' || translate(sort_key || ' ' || coalesce(email_key, ''), '-.@_', '    '), ' ' || word) > 0
        )
        from unnest(%(words)s::text[]) as word
    )
    order by sort_key, id limit %(limit)s
"""

REGISTERED_FOR: LiteralString = """
    select id from vault.person where id = any(%(ids)s) and registered_for && %(bassins)s::text[]
"""

KNOWS_PERSON: LiteralString = "select id from vault.person where id = %(id)s"

WITHOUT_KEYS: LiteralString = """
    select id, given_name, family_name, email, function
    from vault.person where family_key is null and forgotten_at is null
"""

WRITE_KEYS: LiteralString = """
    update vault.person set family_key = %(family_key)s, email_key = %(email_key)s, sort_key = %(sort_key)s
    where id = %(id)s and forgotten_at is null
    returning id
"""

LINK_ACCOUNT: LiteralString = """
    with living as (select id from vault.person where id = %(person)s and forgotten_at is null for share)
    update vault.account set person = living.id from living where account.id = %(id)s and service_name is null
    returning account.id
"""
