"""Mutations on persons and accounts of the vault: register, amend, erase, link, invite."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry
from anyio import from_thread
from anyio.to_thread import run_sync
from strawberry import ID, field
from strawberry.utils.str_converters import to_camel_case

from efe_domain.access.person import ForgettingReason, PersonField, PersonIsForgotten
from efe_domain.access.person import Person as PersonAggregate
from efe_domain.access.powers import roles_for
from efe_domain.commands.handler import CommandResult
from efe_domain.shared import texts
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Invalid, NotFound, Refusal
from efe_graphql.contract.global_id import uuid_of, write_id
from efe_graphql.mutations.execute import INPUT, CommandInput, admitted, own_id, reporting_refusals
from efe_graphql.request.context import Context, Info
from efe_graphql.request.forgetting import record_forgetting
from efe_graphql.request.pickers import is_seen
from efe_graphql.types.payloads import InvitedAccountPayload, PersonPayload
from efe_graphql.types.people import Person
from efe_graphql.types.user_errors import user_error
from efe_projections.access.reads import seats_of, sittings_of

REGISTER_PERSON = "Inscrire une personne au coffre, hors du registre (coordinateur)."
LINK_ACCOUNT = "Dire quelle personne agit par un compte, hors du registre (administrateur)."


@strawberry.input(description=REGISTER_PERSON)
class RegisterPersonInput:
    given_name: str = field(description="Prénom.")
    family_name: str = field(description="Nom de famille.")
    email: str | None = field(default=None, description="Adresse électronique.")
    function: str | None = field(default=None, description="Fonction.")
    command_id: UUID | None = field(
        default=None, description="La commande : la même, répétée, a la même réponse et n'agit qu'une fois."
    )

    def dispatch(self, context: Context) -> UUID:
        account = admitted(context, "register_person", roles_for("register_person"), members=False)
        return context.person_writer.register_person(
            given_name=self.given_name,
            family_name=self.family_name,
            email=self.email,
            function=self.function,
            bassins=context.coordinated,
            person_id=own_id(
                account, self.command_id, "person"
            ),  # it is the id of a stream too: no other may have it
        )


@strawberry.input(description=LINK_ACCOUNT)
class LinkAccountInput:
    account_id: ID = field(description="Le compte.")
    person_id: ID = field(description="La personne : elle agit pour les membres qu'elle représente.")

    def dispatch(self, context: Context) -> UUID:
        admitted(context, "link_account", roles_for("link_account"), members=False)
        person = uuid_of("Person", self.person_id)
        context.person_writer.link(uuid_of("Account", self.account_id), person)
        return person


@strawberry.input(
    description=(
        "Oublier une personne : effacer du coffre son nom, son adresse, sa fonction et ses comptes, sans retour. "
        "Le registre dit que son identifiant ne nomme plus personne (administrateur)."
    )
)
class ForgetPersonInput(CommandInput):
    person_id: ID = field(description="La personne.")
    reason: ForgettingReason | None = field(
        default=None, description="Pourquoi : une liste fermée, car des mots pourraient la nommer."
    )

    instead_id: ID | None = field(
        default=None, description="La fiche qui reste, de qui a été inscrit deux fois ; d'abord à tous ses sièges."
    )

    def persons(self) -> set[UUID]:
        """Returns the person who remains; the erased person may be erased again."""
        return {uuid_of("Person", self.instead_id)} if self.instead_id is not None else set()

    def check(self, context: Context) -> None:
        super().check(context)
        if self.instead_id is not None:
            person = uuid_of("Person", self.person_id)
            PersonAggregate(person).check_unseated(from_thread.run(seats_held, context, person))

    def do(self, context: Context, _: UUID) -> CommandResult:
        admitted(context, "forget_person", roles_for("forget_person"), members=False)
        ports, person = context.ports, uuid_of("Person", self.person_id)
        instead = uuid_of("Person", self.instead_id) if self.instead_id is not None else None
        return record_forgetting(
            ports.platform, ports.vault, person, reason=self.reason, instead=instead, on=self.effective_on
        )

    def settle(self, context: Context, result: CommandResult) -> None:
        context.person_writer.forget(result.entity)

    def settle_refused(self, context: Context, refusal: Refusal) -> None:
        """Completes an erasure that was cut off after the register recorded it."""
        if isinstance(refusal, PersonIsForgotten):
            context.person_writer.forget(uuid_of("Person", self.person_id))


async def seats_held(context: Context, person: UUID) -> int:
    """Counts the seats that the person holds today, in pôles and in bodies of Instances."""
    reads, today = context.ports.reads, context.today
    represented = [seat for seat in await reads.fetch(seats_of(person)) if seat.until is None or seat.until > today]
    return len(represented) + len(await reads.fetch(sittings_of(person, today)))


@strawberry.input(
    description=(
        "Rectifier ce que le coffre garde d'une personne (RGPD, art. 16). "
        "Le registre dit que c'est fait, sans aucun de ces mots (coordinateur)."
    )
)
class AmendPersonInput(CommandInput):
    OF_VAULT = frozenset({"givenName", "familyName", "email", "function"})

    bassin: Bassin = field(description="Le bassin de l'Instance dont un coordinateur agit.")
    person_id: ID = field(description="La personne.")
    given_name: str | None = field(default=None, description="Prénom ; sans valeur, celui d'avant.")
    family_name: str | None = field(default=None, description="Nom de famille ; sans valeur, celui d'avant.")
    email: str | None = field(
        default=None, description="Adresse électronique ; vide, elle est effacée ; sans valeur, celle d'avant."
    )
    function: str | None = field(
        default=None, description="Fonction ; vide, elle est effacée ; sans valeur, celle d'avant."
    )

    def check(self, context: Context) -> None:
        """Raises `NotFound` for a person hidden from the viewer: the payload shows all that the vault holds."""
        super().check(context)
        person = uuid_of("Person", self.person_id)
        if not from_thread.run(is_seen, context, person):
            raise NotFound("Personne", person)

    def do(self, context: Context, _: UUID) -> CommandResult:
        person, fields = uuid_of("Person", self.person_id), frozenset(_FIELDS[name] for name in self._changes())
        return context.ports.platform.amend_person(self.bassin, person, fields, on=self.effective_on)

    def settle(self, context: Context, result: CommandResult) -> None:
        """Changes the vault; a client without an answer repeats the command."""
        writer, changes = context.person_writer, self._changes()
        writer.amend(result.entity, changes, at=result.position, command=self.command_id)

    def _changes(self) -> dict[str, str | None]:
        """Returns the changes in the form of the vault. Raises `Invalid`."""
        names = {"given_name": self.given_name, "family_name": self.family_name}
        others = {"email": self.email, "function": self.function}
        new_values: dict[str, str | None] = {
            field: texts.name(word, to_camel_case(field)) for field, word in names.items() if word is not None
        }
        return new_values | {
            field: texts.name(word, field) if word else None for field, word in others.items() if word is not None
        }


_FIELDS = {
    "given_name": PersonField.GIVEN_NAME,
    "family_name": PersonField.FAMILY_NAME,
    "email": PersonField.EMAIL,
    "function": PersonField.FUNCTION,
}


async def register_person(
    info: Info, command_input: Annotated[RegisterPersonInput, strawberry.argument(name="input", description=INPUT)]
) -> PersonPayload:
    return await _answer(info.context, command_input)


async def link_account(
    info: Info, command_input: Annotated[LinkAccountInput, strawberry.argument(name="input", description=INPUT)]
) -> PersonPayload:
    return await _answer(info.context, command_input)


async def _answer(context: Context, command_input: RegisterPersonInput | LinkAccountInput) -> PersonPayload:
    try:
        with reporting_refusals(context, command_input):
            person = await run_sync(partial(command_input.dispatch, context))
    except Refusal as refusal:
        return PersonPayload(user_errors=[user_error(refusal, context.language)])
    return PersonPayload(person=await Person.load(context, person), user_errors=[])


INVITE_ACCOUNT = (
    "Inviter un compte par le sujet de son jeton, avant sa première visite : il peut alors recevoir un accès. Le "
    "même sujet a le même compte. Hors du registre (coordinateur, administrateur)."
)


@strawberry.input(description=INVITE_ACCOUNT)
class InviteAccountInput:
    subject: str = field(description="Le sujet (`sub`) des jetons de ce compte, tel que le fournisseur le donne.")

    def dispatch(self, context: Context) -> UUID:
        """Creates the account. Raises `Invalid` for a subject with spaces around: no token would match it."""
        admitted(context, "invite_account", roles_for("invite_account"), members=False)
        if texts.name(self.subject, "subject") != self.subject:
            raise Invalid("subject", "Un sujet se donne tel quel, sans espace autour.")
        return context.person_writer.account_for(context.ports.issuer, self.subject)


async def invite_account(
    info: Info, command_input: Annotated[InviteAccountInput, strawberry.argument(name="input", description=INPUT)]
) -> InvitedAccountPayload:
    context = info.context
    try:
        with reporting_refusals(context, command_input):
            account = await run_sync(partial(command_input.dispatch, context))
    except Refusal as refusal:
        return InvitedAccountPayload(user_errors=[user_error(refusal, context.language)])
    return InvitedAccountPayload(account_id=strawberry.ID(write_id("Account", (account,))), user_errors=[])
