"""Events of the invitation of a pôle to carry a project."""

from datetime import date
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.meeting.events import Hours, Venue
from efe_domain.project.content import ProjectContent
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


class PoleInvited(Event, topic="invitation.sent.v1", command="invitePole", rule=Rule.PS_CONJOINT, since="0.3.0"):
    """A pôle was shown that content and asked to carry it by `answer_by`, in place of any earlier invitation."""

    project: UUID
    pole: UUID
    bassin: Bassin
    inviter: UUID
    inviter_bassin: Bassin
    number: int
    content: ProjectContent
    content_hash: str
    answer_by: date
    effective_on: date


class InvitationAccepted(Event, topic="invitation.accepted.v1", rule=Rule.PS_CONJOINT, since="0.3.0"):
    """The pôle joined the project by its decision, adopted for the content of the invitation."""

    decision: UUID
    effective_on: date


class InvitationDeclined(
    Event, topic="invitation.declined.v1", command="declineInvitation", rule=Rule.PS_CONJOINT, since="0.3.0"
):
    """The invited pôle does not carry the project, for that reason."""

    reason: str
    effective_on: date


class InvitationWithdrawn(
    Event, topic="invitation.withdrawn.v1", command="withdrawInvitation", rule=Rule.PS_CONJOINT, since="0.3.0"
):
    """The pôle that invited no longer does, for that reason."""

    reason: str
    effective_on: date


class InvitedToMeeting(Event, topic="invitation.meeting-called.v1", rule=Rule.PS_RENCONTRE, since="0.6.0"):
    """The invited pôle learned of a joint meeting of the project, of its move, or of its cancellation."""

    meeting: UUID
    number: int
    day: date
    hours: Hours | None
    venue: Venue
    agenda: tuple[str, ...]
    cancelled: bool
    effective_on: date


type InvitationEvent = PoleInvited | InvitationAccepted | InvitationDeclined | InvitationWithdrawn | InvitedToMeeting
