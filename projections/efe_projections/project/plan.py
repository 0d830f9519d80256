"""Rows of the work plan of a project: each part that was written, and what of it is in force."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.project.carrier_events import PoleLeft
from efe_domain.project.content import ActionName, ActionProgress
from efe_domain.project.events import ProgressReported
from efe_domain.project.plan_events import BudgetLine, FinancingLine, PlannedAction, PlanPartWritten
from efe_domain.shared.event import Event
from efe_projections.engine.projection import Key, Projection, RecordedEvent, topics_of
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import keys_of, row_fold


class ActionState(msgspec.Struct, frozen=True, kw_only=True):
    """Last reported state of an action, by the action's lasting name."""

    number: int
    rank: int
    state: ActionProgress
    reported_on: date


class PlanPartRow(Row, table="plan_part", key=("project", "pole", "part"), access=Access.PROJECT):
    """A part of the work plan as its pôle wrote it; it plans actions of the content of that `number`."""

    project: UUID
    pole: UUID
    part: int
    bassin: str
    number: int
    actions: tuple[PlannedAction, ...]
    action_names: tuple[ActionName, ...]
    budget_lines: tuple[BudgetLine, ...]
    financing: tuple[FinancingLine, ...]
    reason: str
    since: date
    illustrative: bool


class CurrentPlanRow(
    Row, table="current_plan", key=("project", "pole"), indexes=(("pole",), ("bassin",)), access=Access.PROJECT
):
    """Part in force of a pôle, None once it left, and the states of its actions."""

    project: UUID
    pole: UUID
    bassin: str
    part: int | None
    states: tuple[ActionState, ...]


def evolve_current(row: CurrentPlanRow | None, record: RecordedEvent[Any]) -> CurrentPlanRow | None:
    match record.event:
        case PlanPartWritten(originator_id=project, pole=pole, bassin=bassin, part=part):
            if row:
                return replace(row, part=part)
            return CurrentPlanRow(project=project, pole=pole, bassin=bassin, part=part, states=())
        case ProgressReported(action=ActionName(), state=ActionProgress()) as report if row:
            return replace(row, states=_states(row, report))
        case PoleLeft() if row:
            return replace(row, part=None, states=())
        case _:
            return row


def _states(row: CurrentPlanRow, report: ProgressReported) -> tuple[ActionState, ...]:
    name, state = report.action, report.state
    if name is None or state is None:
        return row.states
    others = [each for each in row.states if (each.number, each.rank) != (name.number, name.rank)]
    new = ActionState(number=name.number, rank=name.rank, state=state, reported_on=report.effective_on)
    return tuple(sorted([*others, new], key=lambda each: (each.number, each.rank)))


def current_keys(event: Event) -> list[Key]:
    match event:
        case ProgressReported(action=None):
            return []
        case PlanPartWritten(pole=pole) | ProgressReported(pole=pole) | PoleLeft(pole=pole):
            return [(event.originator_id, pole)]
        case _:
            return []


PLAN_PARTS = Projection(
    row=PlanPartRow,
    topics=topics_of(PlanPartWritten),
    keys=keys_of(PlanPartRow, project="originator_id"),
    evolve=row_fold(PlanPartRow, PlanPartWritten, project="originator_id"),
)
CURRENT_PLANS = Projection(
    row=CurrentPlanRow,
    topics=topics_of(PlanPartWritten, ProgressReported, PoleLeft),
    keys=current_keys,
    evolve=evolve_current,
)
