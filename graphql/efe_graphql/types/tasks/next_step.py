"""Field `nextStep`: the most urgent task on one object, for a viewer of its dossier."""

from datetime import date
from typing import Any, Final, cast

from strawberry import field

from efe_graphql.contract.arguments import Day
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context, Info
from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.instance.instance import Instance
from efe_graphql.types.meeting import Meeting
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import add_field
from efe_graphql.types.opinion import Opinion
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.project import Project
from efe_graphql.types.tasks.task import Task
from efe_projections.tasks.reads import tasks

STEPPED: Final[tuple[type[Entity], ...]] = (Instance, Pole, Meeting, Decision, Project, Opinion)
"""Types with the field."""


class StepFields:
    """Field that `register` adds to the types of `STEPPED`. It is defined after `Task`, which shows some of them."""

    @field(
        description="La prochaine étape : la tâche la plus pressante sur lui, d'abord celles de qui demande, puis la"
        " première à échoir, à qui qu'elle revienne. Nulle sans tâche, et pour qui ne voit pas son dossier : rien"
        " n'est « à faire » d'après ce que l'on ne voit pas. D'un objet lu dans le passé, celle que le registre"
        " connaissait alors."
    )
    async def next_step(self, info: Info, in_force_on: Day = None) -> Task | None:
        return await next_step_of(info.context, cast("Entity", self), in_force_on or info.context.today)


def register() -> None:
    """Adds the field to its types."""
    for kind in STEPPED:
        add_field(kind, vars(StepFields)["next_step"])


async def next_step_of(context: Context, entity: Entity, day: date) -> Task | None:
    """Returns the next step of an object; None if its dossier is hidden from the viewer."""
    if not _may_be_open(context, entity):
        return None
    as_of: ResolvedAsOf = cast("Any", entity).as_of
    listing = tasks(day, person=context.person, poles=context.represented, coordinated=context.coordinated)
    bassin = entity.bassin if isinstance(entity, Instance) else None
    query = listing.next_on(entity.SUBJECT, entity.entity, context.viewer, at=as_of.position, bassin=bassin)
    rows = await context.ports.reads.fetch(query)
    return Task.of(rows[0], as_of, None) if rows else None


def _may_be_open(context: Context, entity: Entity) -> bool:
    """Tells whether the dossier of the object may be open to the viewer; of other objects the rows tell."""
    match entity:
        case Instance():
            return context.opens(entity.bassin)
        case Pole():
            return context.opens_pole(entity.row.id, entity.bassin)
        case _:
            return context.viewer.account is not None
