"""Searches for persons and accounts by word beginnings, within what the viewer may see."""

from typing import Annotated, Final

import strawberry
from strawberry import field

from efe_graphql.contract.arguments import AsOfArgument, MinPosition
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Info
from efe_graphql.request.pickers import accounts_seen, persons_seen
from efe_graphql.types.people import Account, Person

MOST_FOUND: Final = 20
"""Limit of results; a longer list needs a longer search."""
Search = Annotated[
    str, strawberry.argument(description="Des débuts de mots, sans égard aux accents ni aux majuscules.")
]


@strawberry.type
class PeopleQueries:
    @field(
        description="Les personnes que l'on peut voir, par nom, vingt au plus : celles qui ont un siège "
        "dans un dossier ouvert et, pour un coordinateur, celles qui sont inscrites par son Instance."
    )
    async def people(
        self,
        info: Info,
        search: Search,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> list[Person]:
        resolved = await resolve_as_of(info.context, as_of, min_position)
        person_ids = await persons_seen(info.context, search, at=resolved.position, first=MOST_FOUND)
        return [await Person.load(info.context, each) for each in person_ids]

    @field(description="Les comptes que l'on peut voir, vingt au plus : ceux qui ont un rôle dans un dossier ouvert.")
    async def accounts(
        self,
        info: Info,
        search: Search,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> list[Account]:
        resolved = await resolve_as_of(info.context, as_of, min_position)
        rows = await accounts_seen(info.context, search, at=resolved.position, first=MOST_FOUND)
        return [Account.of(each) for each in rows]
