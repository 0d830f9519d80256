"""The vault: who people are and whose account is whose, in plain rows that can be erased.

The ledger speaks of both by random ids only. Calls block: an asynchronous caller makes them on a thread.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, LiteralString
from uuid import UUID, uuid4

import msgspec
from psycopg.types.json import Jsonb

from efe_domain.access.person import PersonForgotten, PersonIsForgotten
from efe_domain.shared import texts
from efe_domain.shared.errors import CommandReused, NotFound
from efe_infra.people import names
from efe_infra.people.accounts import Accounts
from efe_infra.people.named_persons import NamedPersons
from efe_infra.postgres.connection import connect_without_timeout
from efe_infra.postgres.database import Database, DatabaseRole


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Someone whom the ledger knows by `id`."""

    id: UUID
    given_name: str
    family_name: str
    email: str | None
    function: str | None

    def __repr__(self) -> str:
        return f"Person({self.id})"  # a name that is never printed is never in a log


class Id(msgspec.Struct, frozen=True):
    id: UUID


class Vault(Accounts, NamedPersons):
    """Works as `efe_command`, the one role that may open it; as the owner only to rewrite its files."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._owner = database.conninfo(DatabaseRole.OWNER)

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
        """Keep a person, under a random id unless the caller made one; the same again is the same person.

        `bassins` are of the Instances for which they are registered.

        Raises `Invalid`, `PersonIsForgotten`, and `CommandReused` when the id is another person's.
        """
        person = Person(
            id=person_id or uuid4(),
            given_name=texts.name(given_name, "givenName"),
            family_name=texts.name(family_name, "familyName"),
            email=texts.name(email, "email") if email else None,
            function=texts.name(function, "function") if function else None,
        )
        self._fetch(
            Id, INSERT_PERSON, {**msgspec.structs.asdict(person), **_keys(person), "bassins": sorted(bassins)}
        )
        kept = self.person(person.id)
        if kept is None:
            raise PersonIsForgotten("La personne {person} est oubliée.", person=person.id)
        if kept != person:
            raise CommandReused(person.id)
        return person.id

    def person(self, person_id: UUID) -> Person | None:
        """None for one who is unknown or forgotten."""
        return self.persons([person_id]).get(person_id)

    def persons(self, ids: Collection[UUID]) -> Mapping[UUID, Person]:
        """Those of the ids that the vault holds, by family name, then given name."""
        return {person.id: person for person in self._fetch(Person, SELECT_PERSONS, {"ids": list(ids)})}

    def amend(self, person_id: UUID, changes: Mapping[str, str | None], *, at: int, command: UUID | None) -> None:
        """Hold other words of a person, as the register says at a position: the later of two stays.

        Raises `PersonIsForgotten`, and `CommandReused` where other words are held as of that position.
        """
        with self._pool.connection() as connection, connection.transaction():
            found = connection.execute(LOCK_TO_AMEND, {"id": person_id}).fetchone()
            if found is None:
                raise PersonIsForgotten("La personne {person} est oubliée.", person=person_id)
            kept, amended_at = Person(id=person_id, **dict(zip(AMENDABLE, found[:-1], strict=True))), found[-1]
            if command and any(
                amended_at.get(name) == at and getattr(kept, name) != changes[name] for name in changes
            ):
                raise CommandReused(command)
            later = {name: word for name, word in changes.items() if amended_at.get(name, 0) < at}
            amended = msgspec.structs.replace(kept, **later)
            noted = Jsonb(amended_at | dict.fromkeys(later, at))
            connection.execute(
                AMEND_PERSON, {**msgspec.structs.asdict(amended), **_keys(amended), "amended_at": noted}
            )

    def search_persons(self, words: Sequence[str], *, limit: int) -> list[Person]:
        """Those each of whose words begins a word of the name or of the address, by name."""
        return self._fetch(Person, SEARCH_PERSONS, {"words": list(words), "limit": limit})

    def registered_for(self, bassins: Collection[str], persons: Collection[UUID]) -> set[UUID]:
        """Those of the persons who were registered for one of these Instances."""
        params = {"bassins": list(bassins), "ids": list(persons)}
        return {each.id for each in self._fetch(Id, REGISTERED_FOR, params)}

    def knows(self, person_id: UUID) -> bool:
        """Whether the id was ever given to a person, forgotten or not."""
        return bool(self._fetch(Id, KNOWS_PERSON, {"id": person_id}))

    def forget(self, person_id: UUID) -> None:
        """Erase who a person is, and the accounts with which they act; the id stays taken. Again, it is the same.

        Raises `psycopg.errors.LockNotAvailable` when others keep the vault busy: to be asked again.
        """
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(LOCK_PERSON, {"id": person_id})  # who would link an account waits, then finds nobody
            connection.execute(ERASE_ACCOUNTS, {"id": person_id})
            connection.execute(ERASE_PERSON, {"id": person_id})
        self._rewrite_files()

    def forgotten(self) -> list[UUID]:
        """The persons whom the register has forgotten, the first one first."""
        return [each.id for each in self._fetch(Id, FORGOTTEN, {"topic": PersonForgotten.TOPIC})]

    def settle(self) -> None:
        """Finish what a process that died left half done, and write the keys that an older release did not."""
        for half_done in self._fetch(Id, HALF_FORGOTTEN, {"topic": PersonForgotten.TOPIC}):
            self.forget(half_done.id)
        for person in self._fetch(Person, WITHOUT_KEYS, {}):
            self._fetch(Id, WRITE_KEYS, {"id": person.id, **_keys(person)})

    def link(self, account: UUID, person: UUID) -> None:
        """Say who acts with the account. Raises `NotFound`."""
        if self._fetch(Id, LINK_ACCOUNT, {"id": account, "person": person}):
            return
        raise NotFound("Compte", account) if self.person(person) else NotFound("Personne", person)

    def _rewrite_files(self) -> None:
        """What is erased stays legible in the files of a table, and of its indexes, until they are written anew."""
        with connect_without_timeout(self._owner, autocommit=True) as connection:
            connection.execute("set lock_timeout = '5s'")
            connection.execute("vacuum (full) vault.person, vault.account")


def _keys(person: Person) -> dict[str, str | None]:
    return {
        "sort_key": sort_key(person),
        "family_key": names.name_key(person.family_name),
        "email_key": names.email_key(person.email) if person.email else None,
    }


def sort_key(person: Person) -> str:
    """Family name, then given name; compared byte by byte, « Van » comes before « Van Acker »."""
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

SELECT_PERSONS: LiteralString = """
    select id, given_name, family_name, email, function
    from vault.person where id = any(%(ids)s) and forgotten_at is null order by sort_key, id
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

LOCK_PERSON: LiteralString = "select from vault.person where id = %(id)s for update"

ERASE_ACCOUNTS: LiteralString = "delete from vault.account where person = %(id)s"

ERASE_PERSON: LiteralString = """
    update vault.person
    set given_name = null, family_name = null, email = null, function = null,
        sort_key = null, family_key = null, email_key = null, forgotten_at = clock_timestamp()
    where id = %(id)s and forgotten_at is null
"""

HALF_FORGOTTEN: LiteralString = """
    select id from vault.person
    join ledger.event on originator_id = id and topic = %(topic)s
    where forgotten_at is null
"""

FORGOTTEN: LiteralString = "select originator_id as id from ledger.event where topic = %(topic)s order by position"

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
    update vault.account set person = living.id from living where account.id = %(id)s
    returning account.id
"""
