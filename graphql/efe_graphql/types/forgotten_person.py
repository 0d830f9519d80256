"""The id of a forgotten person."""

from datetime import date

import strawberry
from strawberry import field

from efe_domain.access.person import ForgettingReason
from efe_graphql.request.context import Info
from efe_graphql.types.entity import Entity
from efe_graphql.types.people import Person
from efe_projections.access.persons import ForgottenPersonRow


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
