"""Composite command that designates several members of a pôle, with new persons who represent them."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar
from uuid import UUID

import strawberry
from strawberry import ID, UNSET, field

from efe_domain.shared import texts
from efe_domain.shared.errors import CommandReused, Invalid
from efe_graphql.contract.global_id import write_id
from efe_graphql.mutations.composite import CommandPart, CompositeInput, CompositeRun
from efe_graphql.mutations.execute import CommandInput, own_id
from efe_graphql.mutations.inputs import MeetingCitingInput
from efe_graphql.mutations.pole_mutations import DesignateMemberInput


@strawberry.input(description="Une personne nouvelle, inscrite au coffre, hors du registre.")
class NewPersonInput:
    given_name: str = field(description="Prénom.")
    family_name: str = field(description="Nom de famille.")
    email: str | None = field(default=None, description="Adresse électronique.")
    function: str | None = field(default=None, description="Fonction.")

    def check(self) -> None:
        """Raises `Invalid` as the vault does, under the path within a member."""
        optional = {"email": self.email, "function": self.function}
        names = {"givenName": self.given_name, "familyName": self.family_name}
        for name, value in (names | {name: value for name, value in optional.items() if value}).items():
            texts.name(value, f"representative.newPerson.{name}")

    def names(self) -> tuple[str, str]:
        """Returns both names as the vault keeps them. Raises `Invalid`."""
        return texts.name(self.given_name, "givenName"), texts.name(self.family_name, "familyName")

    def is_named_in(self, text: str) -> bool:
        """Says whether a text has the whole name, in either order, or the e-mail address."""
        words = f"-{texts.slug(text)}-"
        given_name, family_name = texts.slug(self.given_name), texts.slug(self.family_name)
        names = (f"-{given_name}-{family_name}-", f"-{family_name}-{given_name}-")
        return any(name in words for name in names) or bool(self.email and self.email.casefold() in text.casefold())


@strawberry.input(one_of=True, description="Qui représente un membre : une personne du coffre, ou une nouvelle.")
class RepresentativeInput:
    person_id: ID | None = field(default=UNSET, description="Une personne du coffre.")
    new_person: NewPersonInput | None = field(default=UNSET, description="Une personne nouvelle.")


@strawberry.input(description="Un membre d'un pôle, et la personne qui le représente.")
class ComposedMemberInput:
    operator_id: ID = field(description="L'opérateur.")
    representative: RepresentativeInput | None = field(default=None, description="La personne qui le représente.")

    @property
    def new_person(self) -> NewPersonInput | None:
        return (self.representative.new_person or None) if self.representative else None

    @property
    def person_id(self) -> ID | None:
        person_id = self.representative.person_id if self.representative else None
        return None if person_id is UNSET else person_id


class NewcomerDesignation(DesignateMemberInput):
    """Designation of a member whose representative the vault does not hold yet."""

    def persons(self) -> set[UUID]:
        """Returns no person: the new one is registered before the append."""
        return set()


NewcomerDesignation.__name__ = DesignateMemberInput.__name__  # the name under which monitoring counts it


@strawberry.input(
    description="Désigner plusieurs membres d'un pôle en une fois, avec les personnes qui les représentent ; celles"
    " que le coffre n'a pas y sont inscrites. Tous sont désignés ensemble, ou aucun (PS-DESIGN, PS-COMPO)."
)
class ComposePoleInput(CompositeInput, MeetingCitingInput):
    LISTED: ClassVar[str] = "members"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"new_person"})
    OF_VAULT: ClassVar[frozenset[str]] = frozenset(
        f"members.representative.newPerson.{name}" for name in ("givenName", "familyName", "email", "function")
    )

    pole_id: ID = field(description="Le pôle.")
    members: list[ComposedMemberInput] = field(description="Les membres, dans l'ordre.")

    def parts(self, run: CompositeRun) -> Sequence[CommandPart]:
        """Raises `Invalid` without a member."""
        if not self.members:
            raise Invalid("members", "Un membre au moins est attendu.")
        for nth, _ in self._new_persons():
            run.new_ids[nth] = own_id(run.account, self.command_id, f"person {nth}")
        return [self._part(nth, each, run.new_ids.get(nth)) for nth, each in enumerate(self.members)]

    def _part(self, nth: int, member: ComposedMemberInput, new_id: UUID | None) -> CommandPart:
        path, newcomer = ("members", str(nth)), member.new_person
        if newcomer is None or new_id is None:
            return CommandPart(path, partial(self._designated, DesignateMemberInput, member, member.person_id))
        person_id = ID(write_id("Person", (new_id,)))
        return CommandPart(
            path, partial(self._designated, NewcomerDesignation, member, person_id), check=newcomer.check
        )

    def _designated(
        self, kind: type[DesignateMemberInput], member: ComposedMemberInput, person_id: ID | None
    ) -> CommandInput:
        return kind(
            pole_id=self.pole_id,
            operator_id=member.operator_id,
            representative_id=person_id,
            meeting_id=self.meeting_id,
            effective_on=self.effective_on,
        )

    def check_texts(self) -> None:
        """Raises `Invalid` if the source names a new person, who is not in the vault yet."""
        for _, person in self._new_persons():
            if self.source and person.is_named_in(self.source):
                raise Invalid(
                    "source", "Ce texte contient le nom ou l'adresse d'une personne : le registre n'en garde aucun."
                )

    def prepare(self, run: CompositeRun) -> None:
        """Registers the new persons. If the process dies before the append they stay, and no event names them.

        A repeated command leaves the vault as it is. Raises `CommandReused` if it names other persons.
        """
        vault, command = run.context.ports.vault, self.command_id
        stored = vault.persons(list(run.new_ids.values())) if run.new_ids and not run.is_new else {}
        for nth, person in self._new_persons():
            registered = stored.get(run.new_ids[nth])
            if run.is_new:
                self._register(run, run.new_ids[nth], person)
            elif command and registered and (registered.given_name, registered.family_name) != person.names():
                raise CommandReused(command)

    def undo(self, run: CompositeRun) -> None:
        if run.prepared:
            run.context.person_writer.withdraw_registrations(run.prepared)

    def _register(self, run: CompositeRun, person_id: UUID, person: NewPersonInput) -> None:
        run.context.person_writer.register_person(
            given_name=person.given_name,
            family_name=person.family_name,
            email=person.email,
            function=person.function,
            bassins=run.context.coordinated,
            person_id=person_id,
        )
        run.prepared.add(person_id)

    def _new_persons(self) -> Iterator[tuple[int, NewPersonInput]]:
        return ((nth, each.new_person) for nth, each in enumerate(self.members) if each.new_person)
