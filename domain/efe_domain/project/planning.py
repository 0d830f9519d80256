"""Methods of the project aggregate for the work plan and its progress."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from efe_domain.project.content import ActionName, ActionProgress
from efe_domain.project.plan import check_days, check_financing, check_responsible, clean
from efe_domain.project.plan_events import PlanPartWritten
from efe_domain.project.refusals import ContentChanged
from efe_domain.project.state import ProjectState
from efe_domain.shared.days import check_not_before


class PlannedProject(ProjectState):
    """Project with the methods of its work plan. The plan binds no one: it opens and closes no other act."""

    def write_plan_part(self, part: PlanPartWritten, *, members: Collection[UUID]) -> None:
        """Writes the part of a carrying pôle, with `members` of that day; refuses no sum above the budget.

        Raises `ProjectIsOver`, `TooEarly`, `NotCarrying`, `ContentChanged`, `PlanMoved`, `NotResponsible`,
        `OutsideTheContent`, `SamePlanPart` or `Invalid`.
        """
        on, content = part.effective_on, self.content
        self.life.check_going(on)
        check_not_before(on, self.carriers.of(part.pole).since, "l'entrée du pôle dans le projet")
        if part.number != self.content_number:
            raise ContentChanged("Ce plan porte sur un contenu que le projet n'a plus : relisez le contenu actuel.")
        check_not_before(on, self.content_since, "le contenu du projet")
        part = clean(part, content)
        applications = [each for each in self.applications if self.applications.pole_of(each) == part.pole]
        check_financing(part.financing, applications)
        check_responsible(part, {*members, *content.partners})
        check_days(part, content)
        self.record(self.plan.next_part(part))

    def report_progress(
        self,
        pole: UUID,
        report: str,
        *,
        action: ActionName | None = None,
        state: ActionProgress | None = None,
        on: date,
    ) -> None:
        """Reports on the project, or on the state of an action that the pôle plans; such a report may have no text.

        Raises `NotStarted`, `ProjectIsOver`, `TooEarly`, `NotCarrying`, `NotPlanned`, `AlreadyReported` or `Invalid`.
        """
        self.life.check_started(on)
        self.carriers.of(pole)
        name = self.plan.name_of(pole, action) if action else None
        self.record(self.life.checked_report(pole, report, name, state, on))
