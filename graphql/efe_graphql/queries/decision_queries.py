"""The root fields that read decisions."""

import strawberry

from efe_graphql.contract.arguments import OnlyBassin
from efe_graphql.queries.root_fields import listed, many, one
from efe_graphql.request.context import Context
from efe_graphql.types.decision.decision import Decision, DecisionFilter
from efe_projections.decision.reads import decisions_to_communicate, decisions_to_receive
from efe_projections.decision.rows import DecisionRow
from efe_projections.engine.listing import Listing


def _to_communicate(_: Context, bassin: OnlyBassin = None) -> Listing[DecisionRow]:
    return decisions_to_communicate(bassin)


def _to_receive(_: Context, bassin: OnlyBassin = None) -> Listing[DecisionRow]:
    return decisions_to_receive(bassin)


@strawberry.type
class DecisionQueries:
    decisions = many(
        Decision,
        DecisionFilter,
        "Seulement certaines décisions.",
        "Les décisions que l'on peut voir, dans l'ordre où elles ont été proposées.",
    )

    decision = one(Decision, "Une décision ; nulle si elle n'existe pas ou n'est pas visible.")

    decisions_to_communicate = listed(
        Decision,
        _to_communicate,
        "Les décisions adoptées et pas encore communiquées, la plus ancienne d'abord (PS-COM).",
    )

    decisions_to_receive = listed(
        Decision,
        _to_receive,
        "Les décisions communiquées et pas encore reçues, la plus ancienne d'abord (PS-COM).",
    )
