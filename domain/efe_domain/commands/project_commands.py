"""Commands of pôles on the projects that they carry.

They are for a representative of a member of the pôle concerned, or a coordinator of its Instance.
The pôle that leads amends, submits, starts and ends; each carrying pôle joins, leaves, reports and seeks funding
for itself. `on` is today when None.
"""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from efe_domain.commands.authorization import acting_in, acts_in, decision_for, lifts_rules
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.commands.invitation_commands import sent_anew
from efe_domain.commands.project_entry import enter
from efe_domain.commands.resolution_checks import check_communes, check_decided, cited
from efe_domain.funding.funding_call import RegisteredCall
from efe_domain.operator.operator import Operator
from efe_domain.pole.pole import Pole
from efe_domain.project.content import MOST_PARTNERS, ProjectContent
from efe_domain.project.events import FundingAppliedFor, FundingAuthority
from efe_domain.project.project import Project
from efe_domain.shared.command_context import current_context
from efe_domain.shared.ids import ZONE
from efe_domain.zone.zone import Zone


@use_case
def emerge_project(
    uow: UseCases, project_id: UUID, pole_id: UUID, content: ProjectContent, *, on: date | None = None
) -> CommandResult:
    pole, project = acting_in(uow, pole_id), uow.target(uow.load(Project, project_id))
    _check_partners(uow, content)
    project.emerge(pole, content, on=uow.day(on))
    return uow.record(project)


@use_case
def amend_project(
    uow: UseCases,
    project_id: UUID,
    content: ProjectContent,
    reason: str,
    *,
    decision_id: UUID | None = None,
    on: date | None = None,
) -> CommandResult:
    """`decision_id` is the decision of the pôle to amend, needed once the project was submitted."""
    project = _led(uow, project_id)
    _check_partners(uow, content)
    pole, decision = uow.require(Pole, project.lead), cited(uow, project.lead, decision_id)
    recorded_on = None if lifts_rules(uow, project) else current_context().today
    project.amend(content, reason, decision=decision, recorded_on=recorded_on, on=uow.day(on))
    if project.was_submitted:
        check_decided(uow, project, pole, decision, uow.day(on))
    return uow.record(project, *sent_anew(uow, project))


@use_case
def join_project(
    uow: UseCases, project_id: UUID, pole_id: UUID, decision_id: UUID, *, on: date | None = None
) -> CommandResult:
    pole, project = acting_in(uow, pole_id), uow.target(uow.require(Project, project_id))
    accepted = enter(uow, project, pole, decision_for(uow, pole, decision_id), uow.day(on))
    return uow.record(project, *accepted)


@use_case
def leave_project(
    uow: UseCases,
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
        project = _led(uow, project_id)
        project.leave(pole_id, reason, released=True, on=uow.day(on))
        return uow.record(project)
    pole, project = acting_in(uow, pole_id), uow.target(uow.require(Project, project_id))
    decision = cited(uow, pole_id, decision_id)
    project.leave(pole_id, reason, decision=decision, on=uow.day(on))
    check_decided(uow, project, pole, decision, uow.day(on))
    return uow.record(project)


@use_case
def offer_lead(uow: UseCases, project_id: UUID, pole_id: UUID, *, on: date | None = None) -> CommandResult:
    """Offers the lead to another pôle that carries the project; for the pôle that leads."""
    project = _led(uow, project_id)
    project.offer_lead(pole_id, on=uow.day(on))
    return uow.record(project)


@use_case
def take_lead(
    uow: UseCases, project_id: UUID, pole_id: UUID, decision_id: UUID, *, on: date | None = None
) -> CommandResult:
    """Takes the lead; for the pôle to which it was offered, or for a carrier while the lead is silent."""
    pole, project = acting_in(uow, pole_id), uow.target(uow.require(Project, project_id))
    project.take_lead(pole, decision_for(uow, pole, decision_id), on=uow.day(on))
    return uow.record(project)


@use_case
def submit_project(uow: UseCases, project_id: UUID, *, on: date | None = None) -> CommandResult:
    project = _led(uow, project_id)
    carriers = [uow.require(Pole, pole) for pole in project.carriers]
    project.submit(carriers, uow.load(Zone, ZONE), on=uow.day(on))
    return uow.record(project)


@use_case
def apply_for_funding(
    uow: UseCases,
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
    pole, project = acting_in(uow, pole_id), uow.target(uow.require(Project, project_id))
    application = FundingAppliedFor(
        application=application_id,
        pole=pole.id,
        bassin=pole.bassin,
        authority=authority,
        procedure=procedure,
        amount_cents=amount_cents,
        effective_on=uow.day(on),
    )
    if call_id:
        application = _in_call(uow, application, call_id)
    project.apply_for_funding(application, decision=cited(uow, pole_id, decision_id))
    return uow.record(project)


def _in_call(uow: UseCases, application: FundingAppliedFor, call_id: UUID) -> FundingAppliedFor:
    """Returns the application with the name and the last day of the call as they are now.

    Raises `NotFound`, `CallIsWithdrawn` or `TooEarly`.
    """
    call = uow.require(RegisteredCall, call_id)
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
    uow: UseCases,
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
    project = uow.require(Project, project_id)
    if not any(acts_in(uow, uow.require(Pole, pole)) for pole in project.carriers):
        acting_in(uow, project.lead)
    acting_in(uow, project.applicant(application_id))
    uow.target(project).record_funding_outcome(application_id, granted_cents, comment, on=uow.day(on))
    return uow.record(project)


@use_case
def start_project(uow: UseCases, project_id: UUID, *, on: date | None = None) -> CommandResult:
    project = _led(uow, project_id)
    project.start(on=uow.day(on))
    if len(project.concerned) > 1 or project.was_submitted:
        check_communes(uow, project)
    return uow.record(project)


@use_case
def complete_project(
    uow: UseCases, project_id: UUID, result: str, *, decision_id: UUID | None = None, on: date | None = None
) -> CommandResult:
    """`decision_id` is the decision of the pôle, if it cites one."""
    project = _led(uow, project_id)
    project.complete(result, decision=cited(uow, project.lead, decision_id), on=uow.day(on))
    return uow.record(project)


@use_case
def abandon_project(
    uow: UseCases, project_id: UUID, reason: str, *, decision_id: UUID | None = None, on: date | None = None
) -> CommandResult:
    """`decision_id` is the decision of the pôle to abandon it."""
    project = _led(uow, project_id)
    pole, decision = uow.require(Pole, project.lead), cited(uow, project.lead, decision_id)
    project.abandon(reason, decision=decision, on=uow.day(on))
    check_decided(uow, project, pole, decision, uow.day(on))
    return uow.record(project)


def _led(uow: UseCases, project_id: UUID) -> Project:
    """Loads the project for an account that acts in the pôle that leads it. Raises `NotFound` or `Forbidden`."""
    project = uow.require(Project, project_id)
    acting_in(uow, project.lead)
    return uow.target(project)


def _check_partners(uow: UseCases, content: ProjectContent) -> None:
    """Raises `NotFound`."""
    for partner in content.partners[: MOST_PARTNERS + 1]:
        uow.require(Operator, partner)
