"""Row of an invitation to carry a project, with the content that the invited pôle sees."""

from datetime import date, time
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.project.content import ProjectContent
from efe_domain.project.invitation import InvitationState
from efe_domain.project.invitation_events import (
    InvitationAccepted,
    InvitationDeclined,
    InvitationEvent,
    InvitationWithdrawn,
    InvitedToMeeting,
    PoleInvited,
)
from efe_domain.shared.event import Event
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of_union
from efe_projections.engine.row import Access, Concern, Row
from efe_projections.engine.row_values import new_row


class InvitedMeeting(msgspec.Struct, frozen=True, kw_only=True):
    """Joint meeting of the project as the invited pôle learned of it."""

    meeting: UUID
    day: date
    starts_at: time | None
    ends_at: time | None
    remote: bool
    place: str
    agenda: tuple[str, ...]
    cancelled: bool


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
    meetings: tuple[InvitedMeeting, ...]
    illustrative: bool
    version: int


def evolve(row: InvitationRow | None, record: RecordedEvent[Any]) -> InvitationRow | None:
    event = record.event
    if isinstance(event, PoleInvited):
        return _sent(record, row.meetings if row else ())
    if row is None:
        return None
    row = replace(row, version=event.originator_version)
    if isinstance(event, InvitedToMeeting):
        return replace(row, meetings=_with_meeting(row, event))
    return _answered(replace(row, answered_on=event.effective_on), event)


def _answered(row: InvitationRow, event: Event) -> InvitationRow:
    match event:
        case InvitationAccepted(decision=decision):
            return replace(row, state=InvitationState.ACCEPTED, decision=decision)
        case InvitationDeclined(reason=reason):
            return replace(row, state=InvitationState.DECLINED, reason=reason)
        case InvitationWithdrawn(reason=reason):
            return replace(row, state=InvitationState.WITHDRAWN, reason=reason)
        case _:
            return row


def _with_meeting(row: InvitationRow, event: InvitedToMeeting) -> tuple[InvitedMeeting, ...]:
    meeting = InvitedMeeting(
        meeting=event.meeting,
        day=event.day,
        starts_at=event.hours.starts if event.hours else None,
        ends_at=event.hours.ends if event.hours else None,
        remote=event.venue.remote,
        place=event.venue.place,
        agenda=event.agenda,
        cancelled=event.cancelled,
    )
    others = (each for each in row.meetings if each.meeting != event.meeting)
    return tuple(sorted((*others, meeting), key=lambda each: (each.day, each.meeting)))


def _sent(record: RecordedEvent[PoleInvited], meetings: tuple[InvitedMeeting, ...]) -> InvitationRow:
    event = record.event
    return new_row(
        InvitationRow,
        record,
        id=event.originator_id,
        sent_on=event.effective_on,
        state=InvitationState.OPEN,
        meetings=meetings,
    )


INVITATIONS = Projection(
    row=InvitationRow,
    topics=topics_of_union(InvitationEvent),
    keys=originator,
    evolve=evolve,
)
