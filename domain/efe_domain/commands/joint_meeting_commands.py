"""Commands of the pôles of a project on its joint meetings."""

from datetime import date
from uuid import UUID

from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.commands.invitation_commands import InvitationLookup
from efe_domain.meeting.events import Hours, Venue
from efe_domain.project.joint_meeting_events import JointMeetingCalled
from efe_domain.project.project import Project


class JointMeetingCommands(InvitationLookup):
    """Commands of a pôle that leads or carries the project, for its coordinators and the representatives of members.

    Each open invitation to the project tells of the call too. `on` is today when None.
    """

    @use_case
    def call_joint_meeting(  # noqa: PLR0913 - the fields of the call
        self,
        project_id: UUID,
        pole_id: UUID,
        meeting: UUID,
        day: date,
        venue: Venue,
        agenda: tuple[str, ...],
        *,
        hours: Hours | None = None,
        replaces: int | None = None,
        reason: str = "",
        on: date | None = None,
    ) -> CommandResult:
        """Calls a joint meeting, or moves it; `replaces` is the rank of the call that was read, if any."""
        pole, project = self.acting_in(pole_id), self.target(self.require(Project, project_id))
        called = JointMeetingCalled(
            meeting=meeting,
            pole=pole.id,
            bassin=pole.bassin,
            number=0,
            day=day,
            hours=hours,
            venue=venue,
            agenda=agenda,
            cancelled=False,
            reason=reason,
            effective_on=self.day(on),
        )
        return self._record_call(project, project.call_meeting(called, replaces))

    @use_case
    def cancel_joint_meeting(
        self, project_id: UUID, pole_id: UUID, meeting: UUID, replaces: int, reason: str, *, on: date | None = None
    ) -> CommandResult:
        """`replaces` is the rank of the call that was read."""
        pole, project = self.acting_in(pole_id), self.target(self.require(Project, project_id))
        called = project.cancel_meeting(meeting, replaces, pole=pole.id, reason=reason, on=self.day(on))
        return self._record_call(project, called)

    def _record_call(self, project: Project, called: JointMeetingCalled) -> CommandResult:
        invitations = self.invitations_to(project)
        for each in invitations:
            each.tell_of_meeting(called.meeting, called.call, on=called.effective_on)
        return self.record(project, *(each for each in invitations if each.pending_events))
