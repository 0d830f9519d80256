"""Persons enter the vault here: no event tells of it, and what is kept there can be erased."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.access import Role
from efe_domain.errors import Refusal
from efe_graphql.context import Context, Info
from efe_graphql.door import INPUT, admitted, new_id
from efe_graphql.types.payloads import PersonPayload
from efe_graphql.types.people import Person
from efe_graphql.types.user_errors import user_error

REGISTER_PERSON = "Inscrire une personne au coffre, hors du registre (coordinateur)."


@strawberry.input(description=REGISTER_PERSON)
class RegisterPersonInput:
    given_name: str = field(description="Prénom.")
    family_name: str = field(description="Nom de famille.")
    email: str | None = field(default=None, description="Adresse électronique.")
    function: str | None = field(default=None, description="Fonction.")
    command_id: UUID | None = field(
        default=None, description="La commande : la même, répétée, a la même réponse et n'agit qu'une fois."
    )

    def carry_out(self, context: Context) -> UUID:
        admitted(context, {Role.COORDINATOR})
        return context.ports.vault.register_person(
            given_name=self.given_name,
            family_name=self.family_name,
            email=self.email,
            function=self.function,
            person_id=new_id(self.command_id),
        )


async def register_person(
    info: Info, asked: Annotated[RegisterPersonInput, strawberry.argument(name="input", description=INPUT)]
) -> PersonPayload:
    try:
        person = await run_sync(partial(asked.carry_out, info.context))
    except Refusal as refusal:
        return PersonPayload(user_errors=[user_error(refusal)])
    return PersonPayload(person=await Person.load(info.context, person), user_errors=[])
