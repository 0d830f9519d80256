"""Fields `owed` of the dossier of a project: what its pôles and Instances are expected to do."""

from asyncio import Future, ensure_future
from datetime import date
from typing import Any, Final

from strawberry import field

from efe_graphql.contract.arguments import Day
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.lazy import add_field
from efe_graphql.types.project.project_dossier import ProjectDossier
from efe_graphql.types.tasks.task import Task
from efe_projections.tasks.reads import ListedTaskRow, tasks

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
        return [Task.of(row, self.as_of, None) for row in await _expected(self, info.context, in_force_on)]

    @field(description="Combien de tâches sont attendues en tout.")
    async def owed_total(self: Any, info: Info, in_force_on: Day = None) -> int:
        rows = await _expected(self, info.context, in_force_on)
        return rows[0].total if rows else 0


async def _expected(dossier: Any, context: Context, on: date | None) -> list[ListedTaskRow]:
    """Returns the first tasks, each with the number of all. Both fields of a dossier share one read."""
    reads: dict[date | None, Future[list[ListedTaskRow]]] = vars(dossier).setdefault("_expected", {})
    if on not in reads:
        listing = tasks(
            on or context.today, person=context.person, poles=context.represented, coordinated=context.coordinated
        )
        query = listing.owed_in(dossier.row.project, context.viewer, at=dossier.as_of.position, limit=MAX_OWED)
        reads[on] = ensure_future(context.ports.reads.fetch(query))
    return await reads[on]


def register() -> None:
    """Adds the fields to the dossier."""
    for name in ("owed", "owed_total"):
        add_field(ProjectDossier, vars(OwedFields)[name])
