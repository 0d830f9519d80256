"""The root fields that read projects and the zone interbassin."""

import strawberry
from strawberry import field

from efe_domain.ids import ZONE
from efe_graphql.arguments import After, AsOfArgument, First, MinPosition
from efe_graphql.context import Info
from efe_graphql.moment import pin
from efe_graphql.root import one
from efe_graphql.types.connection import DEFAULT_PAGE, Connection, connect
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

    project = one(Project, "Un projet ; nul s'il n'existe pas ou n'est pas visible.")

    @field(description="La zone interbassin ; nulle avant la première désignation.")
    async def zone(self, info: Info, as_of: AsOfArgument = None, min_position: MinPosition = None) -> Zone | None:
        moment = await pin(info.context, as_of, min_position)
        return await Zone.load(info.context, (ZONE,), moment)
