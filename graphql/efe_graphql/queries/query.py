"""Type `Query`: root fields. Each resolves one position, as of which everything below it is read."""

from asyncio import gather
from typing import Annotated

import strawberry
from strawberry import ID, field

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import instance_id
from efe_graphql.contract.arguments import LARGEST_PAGE, AsOfArgument, MinPosition, OnlyBassin, Within, days_ahead
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.contract.global_id import read_id
from efe_graphql.execution.markers import FieldArguments, Keyed, RootKey, in_sql
from efe_graphql.queries.api_token_queries import ApiTokenQueries
from efe_graphql.queries.audit_queries import AuditQueries
from efe_graphql.queries.barometer_queries import BarometerQueries
from efe_graphql.queries.dossier_queries import DecisionQueries, MeetingQueries, ProjectQueries
from efe_graphql.queries.opinion_queries import OpinionQueries
from efe_graphql.queries.people_queries import PeopleQueries
from efe_graphql.queries.proof_queries import ProofQueries
from efe_graphql.queries.root_fields import Identifier, listed, many, one
from efe_graphql.queries.search_queries import SearchQueries
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Context, Info
from efe_graphql.types.instance.instance import Instance
from efe_graphql.types.meta import Meta, Viewer
from efe_graphql.types.nodes import KINDS
from efe_graphql.types.objects.node import Node, find
from efe_graphql.types.operator import Operator, OperatorFilter
from efe_graphql.types.pole.axis import AxisInput
from efe_graphql.types.pole.pole import Pole, PoleFilter
from efe_graphql.types.project.project import LookAlikes
from efe_projections.engine.listing import Listing
from efe_projections.instance.rows import INSTANCE_LIST, InstanceRow
from efe_projections.pole.reads import expiring_poles
from efe_projections.pole.rows import PoleRow


async def _instance_of(context: Context, args: FieldArguments) -> Keyed:
    as_of = await resolve_as_of(context, args.get("as_of"), args.get("min_position"))
    return Keyed((instance_id(args["bassin"]),), as_of)


def _expiring(context: Context, within: Within, bassin: OnlyBassin = None) -> Listing[PoleRow]:
    return expiring_poles(today=context.today, within=days_ahead(within), bassin=bassin)


@strawberry.type(description="Les lectures : le catalogue public, et les dossiers des Instances de qui demande.")
class Query(
    ApiTokenQueries,
    AuditQueries,
    BarometerQueries,
    DecisionQueries,
    MeetingQueries,
    OpinionQueries,
    PeopleQueries,
    ProjectQueries,
    ProofQueries,
    SearchQueries,
):
    @field(description="Les Instances établies.")
    async def instances(
        self, info: Info, as_of: AsOfArgument = None, min_position: MinPosition = None
    ) -> list[Instance]:
        resolved = await resolve_as_of(info.context, as_of, min_position)
        page = INSTANCE_LIST.page(info.context.viewer, at=resolved.position, after=None, limit=len(Bassin))
        return [Instance.of(row, resolved) for row in await info.context.ports.reads.fetch(page)]

    @field(description="L'Instance d'un bassin ; nulle tant qu'elle n'est pas établie.")
    @in_sql(RootKey(InstanceRow, _instance_of))
    async def instance(
        self,
        info: Info,
        bassin: Annotated[Bassin, strawberry.argument(description="Le bassin.")],
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Instance | None:
        resolved = await resolve_as_of(info.context, as_of, min_position)
        return await Instance.load(info.context, (instance_id(bassin),), resolved)

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
        resolved = await resolve_as_of(info.context, as_of, min_position)
        return LookAlikes.of(bassin, axis, resolved)

    expiring_poles = listed(Pole, _expiring, "Les pôles dont le terme prend fin bientôt, le premier d'abord.")

    @field(description="L'objet d'un identifiant, au moment que celui-ci porte ; nul s'il n'est pas visible.")
    async def node(self, info: Info, id_: Identifier) -> Node | None:
        """Takes one argument, as the specification of object identification requires: Relay refetches by no other
        `node`."""
        return await find(KINDS, info.context, read_id(id_), await resolve_as_of(info.context, None, None))

    @field(description="Les objets de plusieurs identifiants, dans leur ordre.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[ID], strawberry.argument(description="Les identifiants, 100 au plus.")],
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> list[Node | None]:
        if len(ids) > LARGEST_PAGE:
            raise BadUserInput("`ids` a {most} éléments au plus.", most=LARGEST_PAGE)
        resolved = await resolve_as_of(info.context, as_of, min_position)
        global_ids = [read_id(each) for each in ids]  # before the first is looked up: one of them may be none
        return await gather(*(find(KINDS, info.context, each, resolved) for each in global_ids))

    @field(description="Qui demande ; nul sans jeton.")
    async def viewer(self, info: Info) -> Viewer | None:
        return await Viewer.of(info.context)

    @field(description="La plateforme elle-même : sa version, les règles, les bassins.")
    async def meta(self, info: Info, as_of: AsOfArgument = None, min_position: MinPosition = None) -> Meta:
        return Meta.of(await resolve_as_of(info.context, as_of, min_position), info.context.language)
