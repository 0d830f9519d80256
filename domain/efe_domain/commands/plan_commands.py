"""The commands of pôles on the work plan of a project that they carry."""

from datetime import date
from uuid import UUID

from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.commands.resolution_checks import ResolutionChecks
from efe_domain.project.content import ActionName, ActionProgress
from efe_domain.project.plan_events import BudgetLine, FinancingLine, PlannedAction, PlanPartWritten
from efe_domain.project.project import Project


class PlanCommands(ResolutionChecks):
    """Commands of a carrying pôle on its own part of the plan, and on its progress. `on` is today when None."""

    @use_case
    def report_progress(
        self,
        project_id: UUID,
        pole_id: UUID,
        report: str,
        *,
        action: ActionName | None = None,
        state: ActionProgress | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """`action` is one that the pôle planned, and `state` what became of it."""
        self.acting_in(pole_id)
        project = self.target(self.require(Project, project_id))
        project.report_progress(pole_id, report, action=action, state=state, on=self.day(on))
        return self.record(project)

    @use_case
    def write_plan_part(  # noqa: PLR0913 - the fields of the part
        self,
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
        pole, project = self.acting_in(pole_id), self.target(self.require(Project, project_id))
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
                effective_on=self.day(on),
            ),
            members=pole.members_on(self.day(on)),
        )
        return self.record(project)
