"""Meetings that pôles convene for a joint one: checks, shared documents, and their attendance in the project.

Only the command makes the checks. A replay leaves them out, so that no later call blocks a correction.
"""

from datetime import date

from efe_domain.commands.citing_streams import streams_linked
from efe_domain.commands.handler import UseCases
from efe_domain.commands.invitation_commands import invitation_to
from efe_domain.meeting.events import JointMeetingKey
from efe_domain.meeting.meeting import Meeting
from efe_domain.pole.pole import Pole
from efe_domain.project.joint_meeting_events import MeetingCall
from efe_domain.project.joint_meetings import JOINT_MEETING
from efe_domain.project.project import Project
from efe_domain.project.refusals import AlreadyTakingPart, JointMeetingCancelled, NotTheJointDay
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import NotFound
from efe_domain.shared.ledger import StreamLink


def check_joint(uow: UseCases, pole: Pole, joint: JointMeetingKey, day: date, *, on: date) -> None:
    """Raises `NotFound`, `JointMeetingCancelled`, `NotTheJointDay` or `AlreadyTakingPart`."""
    call = _call_for(uow, pole, joint, on)
    if call is None:
        raise NotFound(JOINT_MEETING, joint.meeting)
    if call.cancelled:
        raise JointMeetingCancelled("Cette réunion conjointe est annulée : aucun pôle n'y convoque sa réunion.")
    if call.day != day:
        raise NotTheJointDay("La réunion conjointe a lieu le {day} : convoquez la vôtre ce jour-là.", day=call.day)
    for stream, _ in streams_linked(uow, StreamLink.MEETING_OF_JOINT_ONE, joint.meeting):
        other = uow.load(Meeting, stream)
        if other.joint == joint and other.assembly.id == pole.id and other.cancelled_on is None:
            raise AlreadyTakingPart("Le pôle a déjà convoqué sa réunion pour cette réunion conjointe.")


def attended_projects(uow: UseCases, meeting: Meeting) -> list[Project]:
    """Records which operators took part in a joint meeting; returns the project, if that is news there."""
    if meeting.joint is None:
        return []
    project = uow.load(Project, meeting.joint.project)
    if project.exists:
        project.attend_meeting(meeting.joint.meeting, meeting.assembly.id, meeting.operators_heard, meeting.held_on)
    return [project] if project.pending_events else []


def _call_for(uow: UseCases, pole: Pole, joint: JointMeetingKey, on: date) -> MeetingCall | None:
    """Returns the call as the pôle knows it: from the project, or from the invitation that it may answer."""
    project = uow.find(Project, joint.project)
    if project is None:
        return None
    if project.takes_part(pole.id):
        return project.meetings.find(joint.meeting)
    invitation = invitation_to(uow, project, pole, on)
    return invitation.call_to(joint.meeting) if invitation and invitation.is_open(on) else None


def shared_document(uow: UseCases, meeting: Meeting, sha256: str) -> Document:
    """Returns a document of the project in whose joint meeting the pôle takes part. Raises `NotFound`."""
    joint = meeting.joint
    project = uow.load(Project, joint.project) if joint else None
    if joint and project and project.exists and project.takes_part(meeting.assembly.id):
        document = project.annexes.find_document(sha256)
        if document and project.meetings.find(joint.meeting):
            return document
    raise NotFound("Document", sha256[:64])
