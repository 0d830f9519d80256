"""Persons enter the vault here, with their accounts: no event tells of it, and none but that they were forgotten."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry
from anyio.to_thread import run_sync
from strawberry import ID, field

from efe_domain.access.person import ForgettingReason
from efe_domain.access.powers import roles_for
from efe_domain.commands.handler import CommandResult
from efe_domain.shared.errors import Refusal
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.execute import INPUT, CommandInput, admitted, own_id, watched
from efe_graphql.request.context import Context, Info
from efe_graphql.request.forgetting import forget
from efe_graphql.types.payloads import PersonPayload
from efe_graphql.types.people import Person
from efe_graphql.types.user_errors import user_error

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
        account = admitted(context, roles_for("register_person"), members=False)
        return context.ports.vault.register_person(
            given_name=self.given_name,
            family_name=self.family_name,
            email=self.email,
            function=self.function,
            person_id=own_id(
                account, self.command_id, "person"
            ),  # it is the id of a stream too: no other may have it
        )


@strawberry.input(description=LINK_ACCOUNT)
class LinkAccountInput:
    account_id: ID = field(description="Le compte.")
    person_id: ID = field(description="La personne : elle agit pour les membres qu'elle représente.")

    def dispatch(self, context: Context) -> UUID:
        admitted(context, roles_for("link_account"), members=False)
        person = uuid_of("Person", self.person_id)
        context.ports.vault.link(uuid_of("Account", self.account_id), person)
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

    def persons(self) -> set[UUID]:
        """Nobody is named anew: who is forgotten already is forgotten again."""
        return set()

    def do(self, context: Context, _: UUID) -> CommandResult:
        admitted(context, roles_for("forget_person"), members=False)
        ports, person = context.ports, uuid_of("Person", self.person_id)
        return forget(ports.platform, ports.vault, person, reason=self.reason, on=self.effective_on)


async def register_person(
    info: Info, asked: Annotated[RegisterPersonInput, strawberry.argument(name="input", description=INPUT)]
) -> PersonPayload:
    return await _answer(info.context, asked)


async def link_account(
    info: Info, asked: Annotated[LinkAccountInput, strawberry.argument(name="input", description=INPUT)]
) -> PersonPayload:
    return await _answer(info.context, asked)


async def _answer(context: Context, asked: RegisterPersonInput | LinkAccountInput) -> PersonPayload:
    try:
        with watched(context, asked):
            person = await run_sync(partial(asked.dispatch, context))
    except Refusal as refusal:
        return PersonPayload(user_errors=[user_error(refusal, context.language)])
    return PersonPayload(person=await Person.load(context, person), user_errors=[])
