"""Row of an invitation to carry a project, with the content that the invited pôle sees."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.project.content import ProjectContent
from efe_domain.project.invitation import InvitationState
from efe_domain.project.invitation_events import (
    InvitationAccepted,
    InvitationDeclined,
    InvitationEvent,
    InvitationWithdrawn,
    PoleInvited,
)
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of_union
from efe_projections.engine.row import Access, Concern, Row
from efe_projections.engine.row_values import new_row


class InvitationRow(
    Row,
    table="invitation",
    indexes=(("answer_by", "id"), ("pole",), ("project",)),
    access=Access.INVITATION,
    concern=Concern.BASSINS,
):
    """The last invitation of `pole` by `inviter` to the project; open, it lapses after `answer_by`."""

    id: UUID
    bassins: tuple[str, ...]
    project: UUID
    pole: UUID
    bassin: str
    inviter: UUID
    inviter_bassin: str
    number: int
    content: ProjectContent
    content_hash: str
    sent_on: date
    answer_by: date
    state: InvitationState
    answered_on: date | None
    decision: UUID | None
    reason: str | None
    illustrative: bool
    version: int


def evolve(row: InvitationRow | None, record: RecordedEvent[Any]) -> InvitationRow | None:
    event = record.event
    if isinstance(event, PoleInvited):
        return _sent(record)
    if row is None:
        return None
    row = replace(row, version=event.originator_version, answered_on=event.effective_on)
    match event:
        case InvitationAccepted(decision=decision):
            return replace(row, state=InvitationState.ACCEPTED, decision=decision)
        case InvitationDeclined(reason=reason):
            return replace(row, state=InvitationState.DECLINED, reason=reason)
        case InvitationWithdrawn(reason=reason):
            return replace(row, state=InvitationState.WITHDRAWN, reason=reason)
        case _:
            return row


def _sent(record: RecordedEvent[PoleInvited]) -> InvitationRow:
    event = record.event
    return new_row(
        InvitationRow,
        record,
        id=event.originator_id,
        sent_on=event.effective_on,
        state=InvitationState.OPEN,
    )


INVITATIONS = Projection(
    row=InvitationRow,
    topics=topics_of_union(InvitationEvent),
    keys=originator,
    evolve=evolve,
)
