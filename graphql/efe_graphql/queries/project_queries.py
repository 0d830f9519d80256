"""The root fields that read projects and the zone interbassin."""

from typing import Annotated

import strawberry
from strawberry import ID, field

from efe_domain.ids import ZONE
from efe_graphql.arguments import After, AsOfArgument, First, MinPosition
from efe_graphql.context import Info
from efe_graphql.global_id import read_id
from efe_graphql.moment import pin
from efe_graphql.types.connection import DEFAULT_PAGE, Connection, connect
from efe_graphql.types.node import find
from efe_graphql.types.project import Project, ProjectFilter, ProjectFilterArgument
from efe_graphql.types.zone import Zone


@strawberry.type
class ProjectQueries:
    @field(description="Les projets que l'on peut voir, par titre.")
    async def projects(
        self,
        info: Info,
        where: ProjectFilterArgument = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Connection[Project]:
        moment = await pin(info.context, as_of, min_position)
        listing = (where or ProjectFilter()).listing(info.context)
        return await connect(info.context, listing, Project, moment, first=first, after=after)

    @field(description="Un projet ; nul s'il n'existe pas ou n'est pas visible.")
    async def project(
        self,
        info: Info,
        id_: Annotated[ID, strawberry.argument(name="id", description="L'identifiant.")],
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Project | None:
        moment = await pin(info.context, as_of, min_position)
        return await find({"Project": Project}, info.context, read_id(id_), moment)

    @field(description="La zone interbassin ; nulle avant la première désignation.")
    async def zone(self, info: Info, as_of: AsOfArgument = None, min_position: MinPosition = None) -> Zone | None:
        moment = await pin(info.context, as_of, min_position)
        return await Zone.load(info.context, (ZONE,), moment)
