"""Persons and accounts, from the vault: they have no past. Also the ids of erased persons."""

from datetime import date
from operator import attrgetter
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.access.person import ForgettingReason
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.messages import Message, in_language
from efe_graphql.contract.global_id import write_id
from efe_graphql.request.context import Context, Info
from efe_graphql.request.vault_rows import service_title
from efe_graphql.types.objects.entity import Entity
from efe_projections.access.rows import ForgottenPersonRow

FORGOTTEN = Message("Personne oubliée")
COMMAND_LINE = Message("Ligne de commande de la plateforme")


@strawberry.type(description="Une personne. Effacée du coffre, elle n'a plus que son identifiant.")
class Person:
    id: strawberry.ID = field(description="Identifiant, sans rapport avec le nom.")
    given_name: str | None = field(description="Prénom.")
    family_name: str | None = field(description="Nom de famille.")
    email: str | None = field(description="Adresse électronique.")
    function: str | None = field(description="Fonction.")
    forgotten: bool = field(description="Si le coffre ne sait plus, ou n'a jamais su, qui elle est.")
    display_name: str = field(description="Prénom et nom, ou « Personne oubliée ».")

    @classmethod
    async def load(cls, context: Context, person: UUID) -> Self:
        on_file = await context.people.person(person)
        return cls(
            id=write_id("Person", (person,)),
            given_name=on_file.given_name if on_file else None,
            family_name=on_file.family_name if on_file else None,
            email=on_file.email if on_file else None,
            function=on_file.function if on_file else None,
            forgotten=on_file is None,
            display_name=f"{on_file.given_name} {on_file.family_name}"
            if on_file
            else in_language(FORGOTTEN, context.language),
        )


def linked_person(path: str, description: str) -> Any:
    """Returns a field with the person whose id is at `path`; null without an id."""
    id_of = attrgetter(path)

    async def resolve(self: Any, info: Info) -> Person | None:
        person = id_of(self)
        return await Person.load(info.context, person) if person else None

    return field(resolver=resolve, description=description)


@strawberry.type(description="Un compte, ou la ligne de commande de la plateforme (`system:cli`).")
class Account:
    id: strawberry.ID = field(description="Identifiant, sans rapport avec la personne.")
    account: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, actor: UUID | str) -> Self:
        """`actor` is an account id, or `system:cli`."""
        account = None if actor == SYSTEM_CLI else UUID(str(actor))
        return cls(id=write_id("Account", (actor,)), account=account)

    @field(description="Le nom de l'application, si c'est un compte de service ; nul pour le compte d'une personne.")
    async def service_name(self, info: Info) -> str | None:
        account = self.account and await info.context.people.account(self.account)
        return account.service_name if account else None

    @field(description="La personne qui agit par ce compte, si elle est connue.")
    async def person(self, info: Info) -> Person | None:
        account = self.account and await info.context.people.account(self.account)
        return await Person.load(info.context, account.person) if account and account.person else None

    @field(
        description="Qui agit par ce compte, en mots : prénom et nom, « Personne oubliée », « Service … », ou la "
        "ligne de commande de la plateforme ; nul si on ne le sait pas. Pour qui voit le compte."
    )
    async def display_name(self, info: Info) -> str | None:
        if self.account is None:
            return in_language(COMMAND_LINE, info.context.language)
        account = await info.context.people.account(self.account)
        if account and account.service_name:
            return service_title(account.service_name, info.context.language)
        return (await Person.load(info.context, account.person)).display_name if account and account.person else None


@strawberry.type(
    description="Ce que le registre dit d'une personne oubliée : son identifiant ne nomme plus personne."
)
class ForgottenPerson(Entity):
    SUBJECT = "person"
    ROW = ForgottenPersonRow

    row: strawberry.Private[ForgottenPersonRow]
    reason: ForgettingReason | None = field(description="Pourquoi, si c'est dit.")
    forgotten_on: date = field(description="Depuis quel jour.")
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="La personne, telle qu'elle apparaît partout désormais.")
    async def person(self, info: Info) -> Person:
        return await Person.load(info.context, self.row.id)
