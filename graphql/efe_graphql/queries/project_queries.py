"""The root fields that read projects and the zone interbassin."""

import strawberry
from strawberry import field

from efe_domain.shared.ids import ZONE
from efe_graphql.contract.arguments import AsOfArgument, MinPosition
from efe_graphql.queries.root_fields import many, one
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Info
from efe_graphql.types.project.invitation import Invitation, InvitationFilter
from efe_graphql.types.project.project import Project, ProjectFilter
from efe_graphql.types.territory import Zone


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

    @field(description="La zone interbassin ; nulle avant la première désignation.")
    async def zone(self, info: Info, as_of: AsOfArgument = None, min_position: MinPosition = None) -> Zone | None:
        resolved = await resolve_as_of(info.context, as_of, min_position)
        return await Zone.load(info.context, (ZONE,), resolved)
