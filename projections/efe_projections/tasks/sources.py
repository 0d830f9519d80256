"""SQL source of each kind of task: the page of tasks, the calendar and the next step of an object read the same."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from efe_domain.law.rules import Rule
from efe_projections.tasks.beyond import ADMINISTRATOR_SOURCES, PERSON_SOURCES
from efe_projections.tasks.decision_sources import DECISION_SOURCES
from efe_projections.tasks.joint_meeting_sources import JOINT_MEETING_SOURCES
from efe_projections.tasks.kinds import TaskKind, TaskSource, select, select_on
from efe_projections.tasks.oversight import OVERSIGHT_SOURCES
from efe_projections.tasks.plan_sources import PLAN_SOURCES
from efe_projections.tasks.pole_sources import POLE_SOURCES
from efe_projections.tasks.project_sources import PROJECT_SOURCES

TASK_SOURCES: Final[Mapping[TaskKind, TaskSource]] = {
    **DECISION_SOURCES,
    **POLE_SOURCES,
    **PROJECT_SOURCES,
    **PLAN_SOURCES,
    **JOINT_MEETING_SOURCES,
    **OVERSIGHT_SOURCES,
}


class TaskScope(StrEnum):
    """Scopes of a list: the open dossiers of the viewer, its person's former seats, or an administrator's part."""

    DOSSIERS = "dossiers"
    PERSON = "person"
    ADMINISTRATOR = "administrator"


SOURCES: Final = {
    TaskScope.DOSSIERS: TASK_SOURCES,
    TaskScope.PERSON: PERSON_SOURCES,
    TaskScope.ADMINISTRATOR: ADMINISTRATOR_SOURCES,
}
RULES: Final[Mapping[TaskKind, Rule]] = {
    kind: source.rule for sources in SOURCES.values() for kind, source in sources.items()
}
"""The rule that requires each kind of task."""


def selects_of(scope: TaskScope, kinds: Collection[TaskKind]) -> list[str]:
    """Returns SQL for the viewer's own tasks of each of the kinds that the scope has, as of a position."""
    return [select(kind, source) for kind, source in SOURCES[scope].items() if kind in kinds]


OWED: Final = frozenset(
    {
        TaskKind.INVITATION_TO_ANSWER,
        TaskKind.CONTENT_TO_CARRY,
        TaskKind.LEAD_OFFERED,
        TaskKind.PROJECT_TO_SUBMIT,
        TaskKind.PROJECT_TO_START,
        TaskKind.VERDICT_TO_GIVE,
        TaskKind.CONDITION_TO_MEET,
        TaskKind.SUPPORT_TO_RECONFIRM,
        TaskKind.ACTION_OVERDUE,
        TaskKind.PLAN_PART_TO_WRITE,
        TaskKind.PLAN_OVER_BUDGET,
    }
)
"""Kinds of tasks that partners expect of one another in a project. They follow from the project and its invitations
alone: what a pôle discusses is its own."""


def selects_on(subject: str, kinds: Collection[TaskKind] = TASK_SOURCES) -> list[str]:
    """Returns SQL for the tasks of some kinds on one object of a kind, of any owner, as of a position."""
    selects = (select_on(kind, source, subject) for kind, source in TASK_SOURCES.items() if kind in kinds)
    return [each for each in selects if each]
