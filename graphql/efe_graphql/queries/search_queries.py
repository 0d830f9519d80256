"""Root field that searches eight kinds of objects at once."""

from typing import Annotated

import strawberry
from strawberry import field

from efe_graphql.contract.arguments import After, AsOfArgument, First, MinPosition, OnlyBassin
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Info
from efe_graphql.types.objects.connection import DEFAULT_PAGE
from efe_graphql.types.search_hits import SearchConnection, hits_of
from efe_projections.search.kinds import SearchKind

SearchText = Annotated[
    str,
    strawberry.argument(
        description="Des mots français, sans égard aux accents ni aux majuscules ; 200 caractères au plus."
    ),
]
OnlyKinds = Annotated[
    list[SearchKind] | None, strawberry.argument(description="Seulement ces sortes ; les huit par défaut.")
]


@strawberry.type
class SearchQueries:
    @field(
        description="Ce qui répond à tous les mots, parmi ce que l'on peut voir : les titres qui les contiennent tels"
        " quels d'abord, puis ceux de la même famille (« soudure » trouve « Soudeur »), puis les textes."
    )
    async def search(  # noqa: PLR0913, PLR0917 - arguments of the field
        self,
        info: Info,
        text: SearchText,
        kinds: OnlyKinds = None,
        bassin: OnlyBassin = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> SearchConnection:
        resolved = await resolve_as_of(info.context, as_of, min_position)
        return await hits_of(info.context, text, resolved, kinds=kinds, bassin=bassin, first=first, after=after)
