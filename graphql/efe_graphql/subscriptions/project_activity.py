"""Choice of the audit trail in which a project is followed."""

from collections.abc import Sequence
from uuid import UUID

from strawberry import ID

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Forbidden
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.contract.scalars import Position
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Context
from efe_projections.audit.reads import instances_concerned_by
from efe_projections.engine.batch import by
from efe_projections.engine.viewer import Viewer
from efe_projections.project.rows import ProjectRow


async def trail_of_project(
    context: Context, project_id: ID, bassin: Bassin | None, after: Position | None
) -> tuple[UUID, Bassin]:
    """Returns the id of a project and the Instance whose trail has its events.

    An Instance that the project concerns now comes before one that left. Raises `Unauthenticated`, `BadUserInput`
    or `MinPositionNotReached`; `Forbidden` alike for an unknown project and for one that never concerned the viewer.
    """
    context.check_account()
    project = uuid_of("Project", project_id)
    at = (await resolve_as_of(context, None, after)).position
    concerned = [each for each in await _concerned(context, project, at) if bassin in (None, each)]
    if not concerned:
        raise Forbidden("Un projet n'est suivi que par les Instances qu'il concerne ou a concernées.")
    row = await context.rows.one(by(ProjectRow, "project"), (project,), at=at)
    present = [each for each in concerned if row and each in row.bassins]
    return project, (present or concerned)[0]


async def _concerned(context: Context, project: UUID, at: int) -> Sequence[Bassin]:
    """Returns the Instances of the viewer that an event of the project concerns, by code."""
    own = Viewer(bassins=context.viewer.bassins)
    rows = await context.ports.reads.fetch(instances_concerned_by(project, own, at=at))
    return sorted(Bassin(each.bassin) for each in rows if context.opens(each.bassin))
