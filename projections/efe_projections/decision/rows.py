"""Row of a decision: public once communicated, before that visible to the pôle and its Instance."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.decision.deadline import deadline_of, later_deadline
from efe_domain.decision.events import (
    DeadlineSet,
    DecisionAdopted,
    DecisionAmended,
    DecisionClosed,
    DecisionCommunicated,
    DecisionErratumNoted,
    DecisionEvent,
    DecisionKind,
    DecisionProposed,
    DecisionReceived,
)
from efe_domain.shared.event import Event
from efe_projections.annexes.documents import ErratumNote
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of_union
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import new_row


class DecisionState(StrEnum):
    """States of a decision: discussed, adopted, communicated to the Instance, received; or closed."""

    OPEN = "open"
    ADOPTED = "adopted"
    COMMUNICATED = "communicated"
    RECEIVED = "received"
    CLOSED = "closed"


class DecisionRow(
    Row,
    table="decision",
    indexes=(
        ("pole", "proposed_on", "id"),
        ("bassin", "state", "proposed_on", "id"),
        ("state", "proposed_on", "id"),
        ("proposed_on", "id"),
        ("subject",),
    ),
    access=Access.PUBLISHABLE,
    reserved=("subject", "subject_hash", "close_reason", "meeting"),
):
    """A decision with its last wording, the `number`-th. It is published once communicated.

    `meeting` is the one at which it was adopted, if it cites one.
    """

    id: UUID
    pole: UUID
    bassins: tuple[str, ...]
    bassin: str
    kind: DecisionKind
    state: DecisionState
    number: int
    title: str
    text: str
    errata: tuple[ErratumNote, ...]
    content_hash: str
    subject: UUID | None
    subject_hash: str
    deadline: date | None
    deadline_recorded_on: date | None
    proposed_on: date
    adopted_on: date | None
    meeting: UUID | None
    late_until: date | None
    closed_on: date | None
    close_reason: str | None
    communicated_on: date | None
    received_on: date | None
    published: bool
    illustrative: bool
    version: int


def evolve(row: DecisionRow | None, record: RecordedEvent[Any]) -> DecisionRow | None:
    event = record.event
    if row is None:
        return _proposed(record) if isinstance(event, DecisionProposed) else None
    if isinstance(event, DecisionErratumNoted):
        row = replace(row, errata=(*row.errata, ErratumNote.of(event)))
    if isinstance(event, DeadlineSet):
        row = replace(row, **moved_deadline(row.deadline, row.deadline_recorded_on, event))
    return replace(row, version=event.originator_version, **_changes(event))


def _changes(event: Event) -> dict[str, Any]:
    match event:
        case DecisionAmended():
            names = ("number", "title", "text", "content_hash", "subject_hash", "deadline", "deadline_recorded_on")
            return {name: getattr(event, name) for name in names}
        case DecisionAdopted(meeting=meeting, late_until=late_until, effective_on=on):
            adopted = {"state": DecisionState.ADOPTED, "adopted_on": on}
            return adopted | {"meeting": meeting, "late_until": late_until}
        case DecisionClosed(reason=reason, effective_on=on):
            return {"state": DecisionState.CLOSED, "closed_on": on, "close_reason": reason}
        case DecisionCommunicated(effective_on=on):
            return {"state": DecisionState.COMMUNICATED, "communicated_on": on, "published": True}
        case DecisionReceived(effective_on=on):
            return {"state": DecisionState.RECEIVED, "received_on": on}
        case _:
            return {}


def moved_deadline(last_day: date | None, recorded_on: date | None, event: DeadlineSet) -> dict[str, date | None]:
    """Returns the columns of a deadline after it was announced or moved."""
    current = deadline_of(last_day, recorded_on)
    deadline = later_deadline(current, event.deadline, event.deadline_recorded_on)
    return {"deadline": deadline.last_day, "deadline_recorded_on": deadline.recorded_on}


def _proposed(record: RecordedEvent[DecisionProposed]) -> DecisionRow:
    event = record.event
    return new_row(
        DecisionRow,
        record,
        id=event.originator_id,
        state=DecisionState.OPEN,
        number=1,
        errata=(),
        proposed_on=event.effective_on,
        published=False,
    )


DECISIONS = Projection(
    row=DecisionRow,
    topics=topics_of_union(DecisionEvent),
    keys=originator,
    evolve=evolve,
)
