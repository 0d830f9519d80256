"""Every root field that reads. Each pins one moment for all that is read below it."""

from asyncio import gather
from typing import Annotated, Final

import strawberry
from strawberry import ID, field

from efe_domain.bassins import Bassin
from efe_domain.ids import instance_id
from efe_graphql.arguments import After, AsOfArgument, First, MinPosition, Within, days_ahead
from efe_graphql.context import Info
from efe_graphql.deeds.inputs import AxisInput
from efe_graphql.global_id import read_id
from efe_graphql.moment import pin
from efe_graphql.queries.decision_queries import DecisionQueries
from efe_graphql.queries.meeting_queries import MeetingQueries
from efe_graphql.queries.opinion_queries import OpinionQueries
from efe_graphql.queries.project_queries import ProjectQueries
from efe_graphql.refusals import BadUserInput
from efe_graphql.root import Identifier, many, one
from efe_graphql.types.access import AccessGrant, AccessRegister
from efe_graphql.types.analysis import Analysis
from efe_graphql.types.audit import AuditEntry, AuditFilter, trail
from efe_graphql.types.connection import DEFAULT_PAGE, LARGEST_PAGE, Connection, connect
from efe_graphql.types.consultation import DecisionPosition, DecisionWording, Objection
from efe_graphql.types.decision import Decision
from efe_graphql.types.dossier import Evaluation, Membership, Modalities, Term
from efe_graphql.types.filters import (
    OperatorFilter,
    PoleFilter,
)
from efe_graphql.types.forgotten_person import ForgottenPerson
from efe_graphql.types.hearing import Funding, ProjectHearing, Support, Verdict
from efe_graphql.types.instance import Body, IdentifiedAxis, Instance
from efe_graphql.types.look_alikes import LookAlikes
from efe_graphql.types.mandate import Mandate
from efe_graphql.types.meeting import Meeting
from efe_graphql.types.meta import Meta, Viewer
from efe_graphql.types.node import Node, find
from efe_graphql.types.operator import Competence, Operator, Site
from efe_graphql.types.opinion import Opinion
from efe_graphql.types.pole import Pole
from efe_graphql.types.project import Project
from efe_graphql.types.project_content import ProjectContent
from efe_graphql.types.project_dossier import ProgressReport, ProjectCarrier
from efe_graphql.types.themes import Theme, ThemeList
from efe_graphql.types.zone import Zone, ZoneRepresentative
from efe_projections.reads.instances import INSTANCES
from efe_projections.reads.poles import expiring_poles

NODES: Final[tuple[type[Node], ...]] = (
    AccessGrant,
    AccessRegister,
    Analysis,
    AuditEntry,
    Body,
    Competence,
    Decision,
    DecisionPosition,
    DecisionWording,
    Evaluation,
    ForgottenPerson,
    Funding,
    IdentifiedAxis,
    Instance,
    Mandate,
    Meeting,
    Membership,
    Modalities,
    Objection,
    Operator,
    Opinion,
    Pole,
    ProgressReport,
    Project,
    ProjectCarrier,
    ProjectContent,
    ProjectHearing,
    Site,
    Support,
    Term,
    Theme,
    ThemeList,
    Verdict,
    Zone,
    ZoneRepresentative,
)
KINDS: Final = {kind.__name__: kind for kind in NODES}
Bassins = Annotated[Bassin | None, strawberry.argument(description="Seulement ce bassin.")]


@strawberry.type(description="Les lectures : le catalogue public, et les dossiers des Instances de qui demande.")
class Query(DecisionQueries, MeetingQueries, OpinionQueries, ProjectQueries):
    @field(description="Les Instances établies.")
    async def instances(
        self, info: Info, as_of: AsOfArgument = None, min_position: MinPosition = None
    ) -> list[Instance]:
        moment = await pin(info.context, as_of, min_position)
        page = INSTANCES.page(info.context.viewer, at=moment.position, after=None, limit=len(Bassin))
        return [Instance.of(row, moment) for row in await info.context.ports.reads.fetch(page)]

    @field(description="L'Instance d'un bassin ; nulle tant qu'elle n'est pas établie.")
    async def instance(
        self,
        info: Info,
        bassin: Annotated[Bassin, strawberry.argument(description="Le bassin.")],
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Instance | None:
        moment = await pin(info.context, as_of, min_position)
        return await Instance.load(info.context, (instance_id(bassin),), moment)

    operators = many(
        Operator, OperatorFilter, "Seulement certains opérateurs.", "Les opérateurs du registre, par nom."
    )

    operator = one(Operator, "Un opérateur.")

    poles = many(Pole, PoleFilter, "Seulement certains pôles.", "Les pôles que l'on peut voir, par nom.")

    pole = one(Pole, "Un pôle ; nul s'il n'existe pas ou n'est pas visible.")

    @field(description="Avant de créer un pôle ou un projet : ce que d'autres bassins ont déjà sur le même axe.")
    async def look_alikes(
        self,
        info: Info,
        bassin: Annotated[Bassin, strawberry.argument(description="Celui où l'on va créer ; il n'est pas cherché.")],
        axis: Annotated[AxisInput, strawberry.argument(description="L'axe, avec ses codes.")],
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> LookAlikes:
        moment = await pin(info.context, as_of, min_position)
        return LookAlikes.of(bassin, axis, moment)

    @field(description="Les pôles dont le terme prend fin bientôt, le premier d'abord.")
    async def expiring_poles(
        self,
        info: Info,
        within: Within,
        bassin: Bassins = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Connection[Pole]:
        ahead = days_ahead(within)
        moment = await pin(info.context, as_of, min_position)
        listing = expiring_poles(today=info.context.today, within=ahead, bassin=bassin)
        return await connect(info.context, listing, Pole, moment, first=first, after=after)

    @field(description="La piste d'audit d'une Instance, dans l'ordre du registre, pour les siens.")
    async def audit_trail(
        self,
        info: Info,
        bassin: Annotated[Bassin, strawberry.argument(description="L'Instance.")],
        where: Annotated[
            AuditFilter | None, strawberry.argument(name="filter", description="Seulement certaines entrées.")
        ] = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Connection[AuditEntry]:
        moment = await pin(info.context, as_of, min_position)
        return await trail(info.context, bassin, where or AuditFilter(), moment, first=first, after=after)

    @field(description="L'objet d'un identifiant ; nul s'il n'existe pas ou n'est pas visible.")
    async def node(
        self, info: Info, id_: Identifier, as_of: AsOfArgument = None, min_position: MinPosition = None
    ) -> Node | None:
        moment = await pin(info.context, as_of, min_position)
        return await find(KINDS, info.context, read_id(id_), moment)

    @field(description="Les objets de plusieurs identifiants, dans leur ordre.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[ID], strawberry.argument(description="Les identifiants, 100 au plus.")],
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> list[Node | None]:
        if len(ids) > LARGEST_PAGE:
            raise BadUserInput(f"`ids` a {LARGEST_PAGE} éléments au plus.")
        moment = await pin(info.context, as_of, min_position)
        return await gather(*(find(KINDS, info.context, read_id(each), moment) for each in ids))

    @field(description="Qui demande ; nul sans jeton.")
    async def viewer(self, info: Info) -> Viewer | None:
        return await Viewer.of(info.context)

    @field(description="La plateforme elle-même : sa version, les règles, les bassins.")
    async def meta(self, info: Info, as_of: AsOfArgument = None, min_position: MinPosition = None) -> Meta:
        return Meta.of(await pin(info.context, as_of, min_position))
