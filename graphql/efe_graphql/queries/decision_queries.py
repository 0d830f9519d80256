"""The root fields that read decisions."""

from typing import Annotated

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.arguments import After, AsOfArgument, First, MinPosition
from efe_graphql.queries.root_fields import many, one
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Info
from efe_graphql.types.connection import DEFAULT_PAGE, Connection, connect
from efe_graphql.types.decision import Decision, DecisionFilter
from efe_projections.decision.reads import decisions_to_communicate, decisions_to_receive

OfBassin = Annotated[Bassin | None, strawberry.argument(description="Seulement ce bassin.")]


@strawberry.type
class DecisionQueries:
    decisions = many(
        Decision,
        DecisionFilter,
        "Seulement certaines décisions.",
        "Les décisions que l'on peut voir, dans l'ordre où elles ont été proposées.",
    )

    decision = one(Decision, "Une décision ; nulle si elle n'existe pas ou n'est pas visible.")

    @field(description="Les décisions adoptées et pas encore communiquées, la plus ancienne d'abord (PS-COM).")
    async def decisions_to_communicate(
        self,
        info: Info,
        bassin: OfBassin = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Connection[Decision]:
        moment = await resolve_as_of(info.context, as_of, min_position)
        listing = decisions_to_communicate(bassin)
        return await connect(info.context, listing, Decision, moment, first=first, after=after)

    @field(description="Les décisions communiquées et pas encore reçues, la plus ancienne d'abord (PS-COM).")
    async def decisions_to_receive(
        self,
        info: Info,
        bassin: OfBassin = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Connection[Decision]:
        moment = await resolve_as_of(info.context, as_of, min_position)
        listing = decisions_to_receive(bassin)
        return await connect(info.context, listing, Decision, moment, first=first, after=after)
