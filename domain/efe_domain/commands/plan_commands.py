"""Commands of a carrying pôle on its own part of the work plan of a project, and on its progress.

`on` is today when None.
"""

from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import acting_in
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.project.content import ActionName, ActionProgress
from efe_domain.project.plan_events import BudgetLine, FinancingLine, PlannedAction, PlanPartWritten
from efe_domain.project.project import Project


@use_case
def report_progress(
    uow: UseCases,
    project_id: UUID,
    pole_id: UUID,
    report: str,
    *,
    action: ActionName | None = None,
    state: ActionProgress | None = None,
    on: date | None = None,
) -> CommandResult:
    """`action` is one that the pôle planned, and `state` what became of it."""
    acting_in(uow, pole_id)
    project = uow.target(uow.require(Project, project_id))
    project.report_progress(pole_id, report, action=action, state=state, on=uow.day(on))
    return uow.record(project)


@use_case
def write_plan_part(
    uow: UseCases,
    project_id: UUID,
    pole_id: UUID,
    replaces: int | None,
    number: int,
    actions: tuple[PlannedAction, ...],
    budget_lines: tuple[BudgetLine, ...],
    financing: tuple[FinancingLine, ...],
    *,
    reason: str = "",
    on: date | None = None,
) -> CommandResult:
    """Writes the part of a carrying pôle; `replaces` is the rank of the part that was read, None without one."""
    pole, project = acting_in(uow, pole_id), uow.target(uow.require(Project, project_id))
    project.write_plan_part(
        PlanPartWritten(
            pole=pole.id,
            bassin=pole.bassin,
            part=0,
            replaces=replaces,
            number=number,
            actions=actions,
            action_names=(),
            budget_lines=budget_lines,
            financing=financing,
            reason=reason,
            effective_on=uow.day(on),
        ),
        members=pole.members_on(uow.day(on)),
    )
    return uow.record(project)
