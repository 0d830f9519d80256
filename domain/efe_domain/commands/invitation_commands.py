"""Commands of two pôles on an invitation to carry a project; it is accepted by joining the project.

They are for a representative of a member of the pôle, or a coordinator of its Instance. `on` is today when None.
The id of an invitation follows from the project and the two pôles.
"""

from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import acting_in
from efe_domain.commands.citing_streams import streams_linked
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.pole.pole import Pole
from efe_domain.project.axes import is_around
from efe_domain.project.invitation import Invitation, InvitationState
from efe_domain.project.project import Project
from efe_domain.shared.command_context import current_context
from efe_domain.shared.ids import invitation_id
from efe_domain.shared.ledger import StreamLink


def invitation_to(uow: UseCases, project: Project, pole: Pole, on: date) -> Invitation | None:
    """Returns the invitation that the pôle can accept that day, or else its last one from a carrier.

    None for the pôles of the project itself, and for a pôle without an invitation.
    """
    if project.takes_part(pole.id):
        return None
    inviters = dict.fromkeys((project.lead, *project.carriers))
    invitations = [uow.load(Invitation, invitation_id(project.id, each, pole.id)) for each in inviters]
    latest = max(invitations, key=lambda each: (each.is_open(on), each.state is InvitationState.OPEN, each.exists))
    return latest if latest.exists else None


def invitations_to(uow: UseCases, project: Project) -> list[Invitation]:
    """Returns every invitation to the project."""
    naming = streams_linked(uow, StreamLink.INVITATION_TO_PROJECT, project.id)
    invitations = [uow.load(Invitation, stream) for stream, _ in naming]
    return [each for each in invitations if each.exists and each.project == project.id]


def sent_anew(uow: UseCases, project: Project) -> list[Invitation]:
    """Sends the open invitations with the amended content, and returns them; an imported file has its own."""
    context = current_context()
    if context.reprise:
        return []
    sent = []
    for invitation in invitations_to(uow, project):
        pole = uow.require(Pole, invitation.pole)
        one_axis = is_around(pole, project, uow.require, project.content_since)
        if project.invite_anew(pole, invitation, one_axis=one_axis, today=context.today):
            sent.append(invitation)
    return sent


@use_case
def invite_pole(
    uow: UseCases, project_id: UUID, pole_id: UUID, answer_by: date, *, on: date | None = None
) -> CommandResult:
    """Invites a pôle to the current content, for the pôle that leads; `answer_by` is the last day to accept."""
    project = uow.require(Project, project_id)
    acting_in(uow, project.lead)
    uow.target(project)
    pole = uow.require(Pole, pole_id)
    invitation = uow.load(Invitation, invitation_id(project.id, project.lead, pole.id))
    day = uow.day(on)
    one_axis = is_around(pole, project, uow.require, day)
    project.invite(pole, invitation, answer_by=answer_by, one_axis=one_axis, on=day)
    for called in project.meetings.ahead(day):
        invitation.tell_of_meeting(called.meeting, called.call, on=day)
    return uow.record(invitation)


@use_case
def decline_invitation(uow: UseCases, invitation_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
    invitation = uow.require(Invitation, invitation_id)
    acting_in(uow, invitation.pole)
    uow.target(invitation).decline(reason, on=uow.day(on))
    return uow.record(invitation)


@use_case
def withdraw_invitation(uow: UseCases, invitation_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
    invitation = uow.require(Invitation, invitation_id)
    acting_in(uow, invitation.inviter)
    uow.target(invitation).withdraw(reason, on=uow.day(on))
    return uow.record(invitation)
