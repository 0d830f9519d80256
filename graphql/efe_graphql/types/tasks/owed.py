"""Fields `owed` of the dossier of a project: what its pôles and Instances are expected to do."""

from datetime import date
from typing import Any, Final

from strawberry import field

from efe_graphql.contract.arguments import Day
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.lazy import add_field
from efe_graphql.types.project.project_dossier import ProjectDossier
from efe_graphql.types.tasks.task import Task
from efe_projections.tasks.reads import TaskList, tasks

MAX_OWED: Final = 20
"""Number of tasks that the list shows."""


class OwedFields:
    """Fields that `register` adds to the dossier. They are defined after `Task`, which shows projects."""

    @field(
        description="Ce qui est attendu des pôles et des Instances dans le projet, le premier à échoir d'abord : les"
        f" {MAX_OWED} premières tâches au plus. Elles suivent du projet et de ses invitations seuls : ce qu'un pôle"
        " discute encore n'y est pas. D'un projet lu dans le passé, ce que le registre connaissait alors."
    )
    async def owed(self: Any, info: Info, in_force_on: Day = None) -> list[Task]:
        query = _listing(info.context, in_force_on).owed_in(
            self.row.project, info.context.viewer, at=self.as_of.position, limit=MAX_OWED
        )
        return [Task.of(row, self.as_of, None) for row in await info.context.ports.reads.fetch(query)]

    @field(description="Combien de tâches sont attendues en tout.")
    async def owed_total(self: Any, info: Info, in_force_on: Day = None) -> int:
        query = _listing(info.context, in_force_on).owed_count(
            self.row.project, info.context.viewer, at=self.as_of.position
        )
        [count] = await info.context.ports.reads.fetch(query)
        return count.number


def _listing(context: Context, on: date | None) -> TaskList:
    return tasks(
        on or context.today, person=context.person, poles=context.represented, coordinated=context.coordinated
    )


def register() -> None:
    """Adds the fields to the dossier."""
    for name in ("owed", "owed_total"):
        add_field(ProjectDossier, vars(OwedFields)[name])
