"""The commands of two pôles on an invitation to carry a project; it is accepted by joining the project."""

from datetime import date
from uuid import UUID

from efe_domain.commands.citing_streams import CitingStreams
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.pole.pole import Pole
from efe_domain.project.axes import is_around
from efe_domain.project.invitation import Invitation, InvitationState
from efe_domain.project.project import Project
from efe_domain.shared.command_context import current_context
from efe_domain.shared.ids import invitation_id
from efe_domain.shared.ledger import StreamLink


class InvitationLookup(CitingStreams):
    """Lookup of invitations. The id of one follows from the project and the two pôles."""

    def invitation_to(self, project: Project, pole: Pole, on: date) -> Invitation | None:
        """Returns the invitation that the pôle can accept that day, or else its last one from a carrier.

        None for the pôles of the project itself, and for a pôle without an invitation.
        """
        if project.takes_part(pole.id):
            return None
        inviters = dict.fromkeys((project.lead, *project.carriers))
        invitations = [self.load(Invitation, invitation_id(project.id, each, pole.id)) for each in inviters]
        latest = max(
            invitations, key=lambda each: (each.is_open(on), each.state is InvitationState.OPEN, each.exists)
        )
        return latest if latest.exists else None

    def invitations_to(self, project: Project) -> list[Invitation]:
        """Returns every invitation to the project."""
        naming = self.streams_linked(StreamLink.INVITATION_TO_PROJECT, project.id)
        invitations = [self.load(Invitation, stream) for stream, _ in naming]
        return [each for each in invitations if each.exists and each.project == project.id]


class InvitationRenewal(InvitationLookup):
    """Open invitations to a project that is amended."""

    def sent_anew(self, project: Project) -> list[Invitation]:
        """Sends the open invitations with the amended content, and returns them; an imported file has its own."""
        context = current_context()
        if context.reprise:
            return []
        sent = []
        for invitation in self.invitations_to(project):
            pole = self.require(Pole, invitation.pole)
            one_axis = is_around(pole, project, self.require, project.content_since)
            if project.invite_anew(pole, invitation, one_axis=one_axis, today=context.today):
                sent.append(invitation)
        return sent


class InvitationCommands(InvitationLookup):
    """Commands for a representative of a member of the pôle, or a coordinator of its Instance. `on` defaults to
    today.
    """

    @use_case
    def invite_pole(
        self, project_id: UUID, pole_id: UUID, answer_by: date, *, on: date | None = None
    ) -> CommandResult:
        """Invites a pôle to the current content, for the pôle that leads; `answer_by` is the last day to accept."""
        project = self.require(Project, project_id)
        self.acting_in(project.lead)
        self.target(project)
        pole = self.require(Pole, pole_id)
        invitation = self.load(Invitation, invitation_id(project.id, project.lead, pole.id))
        day = self.day(on)
        one_axis = is_around(pole, project, self.require, day)
        project.invite(pole, invitation, answer_by=answer_by, one_axis=one_axis, on=day)
        for called in project.meetings.ahead(day):
            invitation.tell_of_meeting(called.meeting, called.call, on=day)
        return self.record(invitation)

    @use_case
    def decline_invitation(self, invitation_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
        invitation = self.require(Invitation, invitation_id)
        self.acting_in(invitation.pole)
        self.target(invitation).decline(reason, on=self.day(on))
        return self.record(invitation)

    @use_case
    def withdraw_invitation(self, invitation_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
        invitation = self.require(Invitation, invitation_id)
        self.acting_in(invitation.inviter)
        self.target(invitation).withdraw(reason, on=self.day(on))
        return self.record(invitation)
