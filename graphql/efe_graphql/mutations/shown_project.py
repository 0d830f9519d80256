"""What a command of a pôle may tell of a project that only an invitation shows to it."""

from uuid import UUID

from efe_domain.project.project import Project as ProjectAggregate
from efe_domain.shared.errors import DomainError, Invalid, NotFound, Refusal, VersionConflict
from efe_graphql.mutations.entity_command import if_seen
from efe_graphql.request.context import Context
from efe_graphql.types.project.project import Project
from efe_projections.engine.batch import by
from efe_projections.project.invitations import InvitationRow


async def if_shown(context: Context, project: UUID, refusal: Refusal) -> Refusal:
    """The refusal to whoever sees the project or an invitation to it; to others, that there is no such project.

    What is not there is looked for too: neither does the work tell.
    """
    if not isinstance(refusal, DomainError | VersionConflict | Invalid | NotFound):
        return refusal
    position = await context.ports.reads.position()
    found = await if_seen(context, (Project, ProjectAggregate.NOUN, project), refusal)
    shown = await context.rows.all(by(InvitationRow, "project"), (project,), at=position)
    return refusal if shown or isinstance(refusal, NotFound) else found
