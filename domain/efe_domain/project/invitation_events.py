"""Events of the invitation of a pôle to carry a project."""

from datetime import date
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.project.content import ProjectContent
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


class PoleInvited(Event):
    """A pôle was shown that content and asked to carry it by `answer_by`, in place of any earlier invitation."""

    TOPIC = "invitation.sent.v1"
    COMMAND = "invitePole"
    RULE = Rule.PS_CONJOINT
    SINCE = "0.3.0"

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


class InvitationAccepted(Event):
    """The pôle joined the project by its decision, adopted for the content of the invitation."""

    TOPIC = "invitation.accepted.v1"
    RULE = Rule.PS_CONJOINT
    SINCE = "0.3.0"

    decision: UUID
    effective_on: date


class InvitationDeclined(Event):
    """The invited pôle does not carry the project, for that reason."""

    TOPIC = "invitation.declined.v1"
    COMMAND = "declineInvitation"
    RULE = Rule.PS_CONJOINT
    SINCE = "0.3.0"

    reason: str
    effective_on: date


class InvitationWithdrawn(Event):
    """The pôle that invited no longer does, for that reason."""

    TOPIC = "invitation.withdrawn.v1"
    COMMAND = "withdrawInvitation"
    RULE = Rule.PS_CONJOINT
    SINCE = "0.3.0"

    reason: str
    effective_on: date


type InvitationEvent = PoleInvited | InvitationAccepted | InvitationDeclined | InvitationWithdrawn
