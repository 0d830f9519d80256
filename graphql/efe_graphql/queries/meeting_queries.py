"""The root fields that read meetings."""

import strawberry

from efe_graphql.contract.arguments import Day, OnlyBassin
from efe_graphql.queries.root_fields import listed, many, one
from efe_graphql.request.context import Context
from efe_graphql.types.meeting import Meeting, MeetingFilter
from efe_graphql.types.pole.pole import Pole
from efe_projections.engine.listing import Listing
from efe_projections.meeting.reads import overdue_poles
from efe_projections.pole.rows import PoleRow


def _overdue(
    context: Context,
    bassin: OnlyBassin = None,
    in_force_on: Day = None,
) -> Listing[PoleRow]:
    return overdue_poles(day=in_force_on or context.today, bassin=bassin)


@strawberry.type
class MeetingQueries:
    meetings = many(
        Meeting, MeetingFilter, "Seulement certaines réunions.", "Les réunions que l'on peut voir, par jour."
    )

    meeting = one(Meeting, "Une réunion ; nulle si elle n'existe pas ou n'est pas visible.")

    overdue_poles = listed(
        Pole, _overdue, "Les pôles qui auraient dû se réunir à nouveau, par nom, pour leurs Instances (PS-REUNION)."
    )
