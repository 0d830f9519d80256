"""The root fields that read meetings."""

from typing import Annotated

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.arguments import After, AsOfArgument, Day, First, MinPosition
from efe_graphql.queries.root_fields import many, one
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Info
from efe_graphql.types.connection import DEFAULT_PAGE, Connection, connect
from efe_graphql.types.meeting import Meeting, MeetingFilter
from efe_graphql.types.pole import Pole
from efe_projections.meeting.reads import overdue_poles


@strawberry.type
class MeetingQueries:
    meetings = many(
        Meeting, MeetingFilter, "Seulement certaines réunions.", "Les réunions que l'on peut voir, par jour."
    )

    meeting = one(Meeting, "Une réunion ; nulle si elle n'existe pas ou n'est pas visible.")

    @field(description="Les pôles qui auraient dû se réunir à nouveau, par nom, pour leurs Instances (PS-REUNION).")
    async def overdue_poles(
        self,
        info: Info,
        bassin: Annotated[Bassin | None, strawberry.argument(description="Seulement ce bassin.")] = None,
        in_force_on: Day = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Connection[Pole]:
        moment = await resolve_as_of(info.context, as_of, min_position)
        listing = overdue_poles(day=in_force_on or info.context.today, bassin=bassin)
        return await connect(info.context, listing, Pole, moment, first=first, after=after)
