"""Commands of the pôles of a project on its joint meetings.

They are for the coordinators, and the representatives of members, of a pôle that leads or carries the project.
Each open invitation to the project tells of the call too. `on` is today when None.
"""

from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import acting_in
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.commands.invitation_commands import invitations_to
from efe_domain.meeting.events import Hours, Venue
from efe_domain.project.joint_meeting_events import JointMeetingCalled
from efe_domain.project.project import Project


@use_case
def call_joint_meeting(
    uow: UseCases,
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
    pole, project = acting_in(uow, pole_id), uow.target(uow.require(Project, project_id))
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
        effective_on=uow.day(on),
    )
    return _record_call(uow, project, project.call_meeting(called, replaces))


@use_case
def cancel_joint_meeting(
    uow: UseCases,
    project_id: UUID,
    pole_id: UUID,
    meeting: UUID,
    replaces: int,
    reason: str,
    *,
    on: date | None = None,
) -> CommandResult:
    """`replaces` is the rank of the call that was read."""
    pole, project = acting_in(uow, pole_id), uow.target(uow.require(Project, project_id))
    called = project.cancel_meeting(meeting, replaces, pole=pole.id, reason=reason, on=uow.day(on))
    return _record_call(uow, project, called)


def _record_call(uow: UseCases, project: Project, called: JointMeetingCalled) -> CommandResult:
    invitations = invitations_to(uow, project)
    for each in invitations:
        each.tell_of_meeting(called.meeting, called.call, on=called.effective_on)
    return uow.record(project, *(each for each in invitations if each.pending_events))
