"""Whom a file brings to the vault; until it is applied, they are as good as there."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from efe_domain.shared.errors import CommandReused
from efe_domain.shared.texts import name
from efe_graphql.mutations.person_mutations import RegisterPersonInput
from efe_infra.people.vault import Account, Person, Vault


class Newcomers:
    """The vault, and those whom files bring. Reads as the vault does; writes nothing before `register`."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._new: dict[UUID, Person] = {}

    def bring(self, person_id: UUID, asked: RegisterPersonInput) -> None:
        """Raises `Invalid`, and `CommandReused` when the id is another person's."""
        person = Person(
            id=person_id,
            given_name=name(asked.given_name, "givenName"),
            family_name=name(asked.family_name, "familyName"),
            email=name(asked.email, "email") if asked.email else None,
            function=name(asked.function, "function") if asked.function else None,
        )
        kept = self._vault.person(person_id)
        if kept not in (None, person) or (kept is None and self._vault.knows(person_id)):
            raise CommandReused(person_id)
        if kept is None:
            self._new[person_id] = person

    @property
    def new(self) -> Sequence[Person]:
        return list(self._new.values())

    def register(self) -> None:
        """All at once where nothing goes wrong; again, they are the same persons."""
        for person in self._new.values():
            self._vault.register_person(
                given_name=person.given_name,
                family_name=person.family_name,
                email=person.email,
                function=person.function,
                person_id=person.id,
            )

    def persons(self, ids: Collection[UUID]) -> Mapping[UUID, Person]:
        found = self._vault.persons([each for each in ids if each not in self._new])
        return {**found, **{each: self._new[each] for each in ids if each in self._new}}

    def knows(self, person_id: UUID) -> bool:
        return person_id in self._new or self._vault.knows(person_id)

    def account(self, account_id: UUID) -> Account | None:
        return self._vault.account(account_id)
