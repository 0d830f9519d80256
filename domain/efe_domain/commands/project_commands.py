"""The commands of pôles on the projects that they carry."""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.commands.invitation_commands import InvitationRenewal
from efe_domain.commands.project_entry import ProjectEntry
from efe_domain.commands.resolution_checks import ResolutionChecks
from efe_domain.funding.funding_call import RegisteredCall
from efe_domain.operator.operator import Operator
from efe_domain.pole.pole import Pole
from efe_domain.project.content import MOST_PARTNERS, ProjectContent
from efe_domain.project.events import FundingAppliedFor, FundingAuthority
from efe_domain.project.project import Project
from efe_domain.shared.command_context import current_context
from efe_domain.shared.ids import ZONE
from efe_domain.zone.zone import Zone


class ProjectCommands(ResolutionChecks, ProjectEntry, InvitationRenewal):
    """Commands for a representative of a member of the pôle concerned, or a coordinator of its Instance.

    The pôle that leads amends, submits, starts and ends; each carrying pôle joins, leaves, reports and seeks funding
    for itself. `on` is today when None.
    """

    @use_case
    def emerge_project(
        self, project_id: UUID, pole_id: UUID, content: ProjectContent, *, on: date | None = None
    ) -> CommandResult:
        pole, project = self.acting_in(pole_id), self.target(self.load(Project, project_id))
        self._check_partners(content)
        project.emerge(pole, content, on=self.day(on))
        return self.record(project)

    @use_case
    def amend_project(
        self,
        project_id: UUID,
        content: ProjectContent,
        reason: str,
        *,
        decision_id: UUID | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """`decision_id` is the decision of the pôle to amend, needed once the project was submitted."""
        project = self._led(project_id)
        self._check_partners(content)
        pole, decision = self.require(Pole, project.lead), self.cited(project.lead, decision_id)
        recorded_on = None if self.lifts_rules(project) else current_context().today
        project.amend(content, reason, decision=decision, recorded_on=recorded_on, on=self.day(on))
        if project.was_submitted:
            self.check_decided(project, pole, decision, self.day(on))
        return self.record(project, *self.sent_anew(project))

    @use_case
    def join_project(
        self, project_id: UUID, pole_id: UUID, decision_id: UUID, *, on: date | None = None
    ) -> CommandResult:
        pole, project = self.acting_in(pole_id), self.target(self.require(Project, project_id))
        accepted = self.enter(project, pole, self.decision_for(pole, decision_id), self.day(on))
        return self.record(project, *accepted)

    @use_case
    def leave_project(
        self,
        project_id: UUID,
        pole_id: UUID,
        reason: str,
        *,
        decision_id: UUID | None = None,
        released: bool = False,
        on: date | None = None,
    ) -> CommandResult:
        """`decision_id` is the decision of the pôle to leave. `released` is by the pôle that leads, for a pôle that
        left the amended content without an answer.
        """
        if released:
            project = self._led(project_id)
            project.leave(pole_id, reason, released=True, on=self.day(on))
            return self.record(project)
        pole, project = self.acting_in(pole_id), self.target(self.require(Project, project_id))
        decision = self.cited(pole_id, decision_id)
        project.leave(pole_id, reason, decision=decision, on=self.day(on))
        self.check_decided(project, pole, decision, self.day(on))
        return self.record(project)

    @use_case
    def offer_lead(self, project_id: UUID, pole_id: UUID, *, on: date | None = None) -> CommandResult:
        """Offers the lead to another pôle that carries the project; for the pôle that leads."""
        project = self._led(project_id)
        project.offer_lead(pole_id, on=self.day(on))
        return self.record(project)

    @use_case
    def take_lead(
        self, project_id: UUID, pole_id: UUID, decision_id: UUID, *, on: date | None = None
    ) -> CommandResult:
        """Takes the lead; for the pôle to which it was offered, or for a carrier while the lead is silent."""
        pole, project = self.acting_in(pole_id), self.target(self.require(Project, project_id))
        project.take_lead(pole, self.decision_for(pole, decision_id), on=self.day(on))
        return self.record(project)

    @use_case
    def submit_project(self, project_id: UUID, *, on: date | None = None) -> CommandResult:
        project = self._led(project_id)
        carriers = [self.require(Pole, pole) for pole in project.carriers]
        project.submit(carriers, self.load(Zone, ZONE), on=self.day(on))
        return self.record(project)

    @use_case
    def apply_for_funding(  # noqa: PLR0913 - the fields of the application
        self,
        project_id: UUID,
        application_id: UUID,
        pole_id: UUID,
        authority: FundingAuthority,
        procedure: str,
        amount_cents: int,
        *,
        decision_id: UUID | None = None,
        call_id: UUID | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """`decision_id` is the decision of the pôle, `call_id` the call of the register, if it cites one.

        Without a `procedure`, that is the name of the call.
        """
        pole, project = self.acting_in(pole_id), self.target(self.require(Project, project_id))
        application = FundingAppliedFor(
            application=application_id,
            pole=pole.id,
            bassin=pole.bassin,
            authority=authority,
            procedure=procedure,
            amount_cents=amount_cents,
            effective_on=self.day(on),
        )
        if call_id:
            application = self._in_call(application, call_id)
        project.apply_for_funding(application, decision=self.cited(pole_id, decision_id))
        return self.record(project)

    def _in_call(self, application: FundingAppliedFor, call_id: UUID) -> FundingAppliedFor:
        """Returns the application with the name and the last day of the call as they are now.

        Raises `NotFound`, `CallIsWithdrawn` or `TooEarly`.
        """
        call = self.require(RegisteredCall, call_id)
        call.check_chosen(application.effective_on)
        return replace(
            application,
            procedure=application.procedure or call.terms.name,
            call=call.id,
            call_name=call.terms.name,
            call_closes=call.terms.closes,
        )

    @use_case
    def record_funding_outcome(
        self,
        project_id: UUID,
        application_id: UUID,
        granted_cents: int | None,
        comment: str = "",
        *,
        on: date | None = None,
    ) -> CommandResult:
        """Records the outcome; for the pôle that applied, or the lead if that pôle left. `granted_cents` None:
        refused.
        """
        project = self.require(Project, project_id)
        if not any(self._acts_in(self.require(Pole, pole)) for pole in project.carriers):
            self.acting_in(project.lead)
        self.acting_in(project.applicant(application_id))
        self.target(project).record_funding_outcome(application_id, granted_cents, comment, on=self.day(on))
        return self.record(project)

    @use_case
    def start_project(self, project_id: UUID, *, on: date | None = None) -> CommandResult:
        project = self._led(project_id)
        project.start(on=self.day(on))
        if len(project.concerned) > 1 or project.was_submitted:
            self.check_communes(project)
        return self.record(project)

    @use_case
    def complete_project(
        self, project_id: UUID, result: str, *, decision_id: UUID | None = None, on: date | None = None
    ) -> CommandResult:
        """`decision_id` is the decision of the pôle, if it cites one."""
        project = self._led(project_id)
        project.complete(result, decision=self.cited(project.lead, decision_id), on=self.day(on))
        return self.record(project)

    @use_case
    def abandon_project(
        self, project_id: UUID, reason: str, *, decision_id: UUID | None = None, on: date | None = None
    ) -> CommandResult:
        """`decision_id` is the decision of the pôle to abandon it."""
        project = self._led(project_id)
        pole, decision = self.require(Pole, project.lead), self.cited(project.lead, decision_id)
        project.abandon(reason, decision=decision, on=self.day(on))
        self.check_decided(project, pole, decision, self.day(on))
        return self.record(project)

    def _led(self, project_id: UUID) -> Project:
        """Loads the project for an account that acts in the pôle that leads it. Raises `NotFound` or `Forbidden`."""
        project = self.require(Project, project_id)
        self.acting_in(project.lead)
        return self.target(project)

    def _check_partners(self, content: ProjectContent) -> None:
        """Raises `NotFound`."""
        for partner in content.partners[: MOST_PARTNERS + 1]:
            self.require(Operator, partner)
