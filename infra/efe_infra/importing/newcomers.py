"""Persons that a file brings to the vault; until the file is applied, they count as registered."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from efe_domain.access.person import PersonIsForgotten
from efe_domain.shared.errors import CommandReused
from efe_domain.shared.texts import name
from efe_graphql.mutations.person_mutations import RegisterPersonInput
from efe_infra.people.accounts import StoredAccount
from efe_infra.people.vault import PersonVault, StoredPerson


class Newcomers:
    """View of the vault with the persons of the files. It reads as the vault does, and writes only in `register`."""

    def __init__(self, vault: PersonVault) -> None:
        self._vault = vault
        self._new: dict[UUID, StoredPerson] = {}
        self._kept: dict[UUID, StoredPerson | None] = {}
        self._forgotten: set[UUID] = set()

    def look(self, ids: Collection[UUID]) -> None:
        """Loads the persons of the vault with these ids, and the forgotten ones, in one query."""
        persons = self._vault.persons(ids) if ids else {}
        self._kept |= {each: persons.get(each) for each in ids}
        self._forgotten = set(self._vault.forgotten()) if ids else set()

    def bring(self, person_id: UUID, registration: RegisterPersonInput) -> None:
        """Raises `Invalid`, `PersonIsForgotten`, and `CommandReused` when the id is another person's."""
        person = StoredPerson(
            id=person_id,
            given_name=name(registration.given_name, "givenName"),
            family_name=name(registration.family_name, "familyName"),
            email=name(registration.email, "email") if registration.email else None,
            function=name(registration.function, "function") if registration.function else None,
        )
        if person_id in self._forgotten:
            raise PersonIsForgotten("La personne {person} est oubliée.", person=person_id)
        previous = self._kept.get(person_id)
        if previous not in (None, person):
            raise CommandReused(person_id)
        if previous is None:
            self._new[person_id] = person

    @property
    def new(self) -> Sequence[StoredPerson]:
        return list(self._new.values())

    def register(self) -> None:
        """Registers the new persons in the vault. Idempotent: they keep their ids."""
        for person in self._new.values():
            self._vault.register_person(
                given_name=person.given_name,
                family_name=person.family_name,
                email=person.email,
                function=person.function,
                person_id=person.id,
            )

    def persons(self, ids: Collection[UUID]) -> Mapping[UUID, StoredPerson]:
        others = [each for each in ids if each not in self._new]
        on_file = self._vault.persons(others) if others else {}
        return {**on_file, **{each: self._new[each] for each in ids if each in self._new}}

    def knows(self, person_id: UUID) -> bool:
        return person_id in self._new or self._vault.knows(person_id)

    def account(self, account_id: UUID) -> StoredAccount | None:
        return self._vault.account(account_id)
