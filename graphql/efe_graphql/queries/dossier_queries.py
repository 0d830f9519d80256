"""Root fields that read meetings, decisions, projects, invitations and the zone interbassin."""

from typing import Annotated

import strawberry
from strawberry import field

from efe_domain.shared.ids import ZONE
from efe_graphql.contract.arguments import AsOfArgument, Day, MinPosition, OnlyBassin
from efe_graphql.queries.root_fields import listed, many, one
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Context, Info
from efe_graphql.types.decision.decision import Decision, DecisionFilter
from efe_graphql.types.funding_call import FundingCall, FundingCallFilter
from efe_graphql.types.meeting import Meeting, MeetingFilter
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.invitation import Invitation, InvitationFilter
from efe_graphql.types.project.project import Project, ProjectFilter
from efe_graphql.types.territory import Zone
from efe_graphql.types.trail.trail_page import TrailOrder
from efe_projections.decision.reads import decisions_to_communicate, decisions_to_receive
from efe_projections.decision.rows import DecisionRow
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


def _to_communicate(_: Context, bassin: OnlyBassin = None) -> Listing[DecisionRow]:
    return decisions_to_communicate(bassin)


def _to_receive(_: Context, bassin: OnlyBassin = None) -> Listing[DecisionRow]:
    return decisions_to_receive(bassin)


def _decisions(
    context: Context,
    where: Annotated[
        DecisionFilter | None, strawberry.argument(name="filter", description="Seulement certaines décisions.")
    ] = None,
    order: Annotated[
        TrailOrder, strawberry.argument(description="La première proposée d'abord, ou la dernière.")
    ] = TrailOrder.OLDEST_FIRST,
) -> Listing[DecisionRow]:
    proposed = (where or DecisionFilter()).listing(context)
    return proposed.turned() if order is TrailOrder.NEWEST_FIRST else proposed


@strawberry.type
class DecisionQueries:
    decisions = listed(
        Decision, _decisions, "Les décisions que l'on peut voir, dans l'ordre où elles ont été proposées."
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


@strawberry.type
class ProjectQueries:
    projects = many(
        Project, ProjectFilter, "Seulement certains projets.", "Les projets que l'on peut voir, par titre."
    )

    project = one(Project, "Un projet ; nul s'il n'existe pas ou n'est pas visible.")

    invitations = many(
        Invitation,
        InvitationFilter,
        "Seulement certaines invitations.",
        "Les invitations à porter un projet que l'on peut voir, la première à échoir d'abord (PS-CONJOINT).",
    )

    invitation = one(Invitation, "Une invitation ; nulle si elle n'existe pas ou n'est pas visible.")

    funding_calls = many(
        FundingCall,
        FundingCallFilter,
        "Seulement certains appels.",
        "Les appels à financement du registre, le premier à se clore d'abord (REGISTRE-APPELS).",
    )

    funding_call = one(FundingCall, "Un appel à financement ; nul s'il n'existe pas.")

    @field(description="La zone interbassin ; nulle avant la première désignation.")
    async def zone(self, info: Info, as_of: AsOfArgument = None, min_position: MinPosition = None) -> Zone | None:
        resolved = await resolve_as_of(info.context, as_of, min_position)
        return await Zone.load(info.context, (ZONE,), resolved)
