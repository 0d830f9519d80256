"""Persons and accounts, found by the beginnings of words: only those whom who asks may see."""

from typing import Annotated

import strawberry
from strawberry import field

from efe_graphql.contract.arguments import AsOfArgument, First, MinPosition, check_first
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Info
from efe_graphql.request.pickers import accounts_seen, persons_seen
from efe_graphql.types.connection import DEFAULT_PAGE
from efe_graphql.types.people import Account, Person

Search = Annotated[
    str, strawberry.argument(description="Des débuts de mots, sans égard aux accents ni aux majuscules.")
]


@strawberry.type
class PeopleQueries:
    @field(
        description="Les personnes que l'on peut voir, par nom : celles qui ont un siège dans un dossier ouvert et, "
        "pour un coordinateur, celles qui sont inscrites par son Instance."
    )
    async def people(
        self,
        info: Info,
        search: Search,
        first: First = DEFAULT_PAGE,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> list[Person]:
        check_first(first)
        resolved = await resolve_as_of(info.context, as_of, min_position)
        found = await persons_seen(info.context, search, at=resolved.position, first=first)
        return [await Person.load(info.context, each) for each in found]

    @field(description="Les comptes que l'on peut voir : ceux qui ont un rôle dans un dossier ouvert.")
    async def accounts(
        self,
        info: Info,
        search: Search,
        first: First = DEFAULT_PAGE,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> list[Account]:
        check_first(first)
        resolved = await resolve_as_of(info.context, as_of, min_position)
        found = await accounts_seen(info.context, search, at=resolved.position, first=first)
        return [Account.of(each) for each in found]
