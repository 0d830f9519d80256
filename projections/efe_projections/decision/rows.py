"""Row of a decision: public once communicated, before that visible to the pôle and its Instance."""

from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.decision.deadline import deadline_of, next_deadline
from efe_domain.decision.events import (
    DeadlineSet,
    DecisionAdopted,
    DecisionAmended,
    DecisionClosed,
    DecisionCommunicated,
    DecisionDocumentPurged,
    DecisionErratumNoted,
    DecisionEvent,
    DecisionKind,
    DecisionProposed,
    DecisionReceived,
    DecisionReplaced,
    ObjectionWithdrawn,
    PositionTaken,
)
from efe_domain.shared.days import later_day
from efe_domain.shared.event import Event
from efe_projections.annexes.documents import ErratumNote
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of_union
from efe_projections.engine.row import PERIOD, Access, PendingWork, Row
from efe_projections.engine.row_values import new_row


class DecisionState(StrEnum):
    """States of a decision: discussed, adopted, communicated to the Instance, received; or closed."""

    OPEN = "open"
    ADOPTED = "adopted"
    COMMUNICATED = "communicated"
    RECEIVED = "received"
    CLOSED = "closed"


CONTESTED: Final = "contested_on is not null"
"""Condition of a decision that a member contests, in SQL; few ever are."""


class MemberWord(msgspec.Struct, frozen=True):
    """Last word of a member on the current wording. `own`: the member took it with its own account."""

    operator: UUID
    own: bool


class DecisionRow(
    Row,
    table="decision",
    indexes=(
        ("pole", "proposed_on", "proposed_position"),
        ("bassin", "state", "proposed_on", "proposed_position"),
        ("state", "proposed_on", "proposed_position"),
        ("proposed_on", "proposed_position"),
        ("subject",),
        PERIOD,
    ),
    waiting=(PendingWork(CONTESTED),),
    access=Access.PUBLISHABLE,
    reserved=(
        *("subject", "subject_hash", "close_reason", "meeting"),
        *("words", "silent", "standing", "replaces", "replaced_by", "purged", "proposer"),
    ),
):
    """A decision with its last wording, the `number`-th. It is published once communicated.

    `meeting` is the one at which it was adopted, if it cites one. `words` are those on the current wording. `silent`
    are the members without one at the adoption. `standing` are the numbers of the objections not withdrawn.
    `contested_on`: a member objected after the adoption. `replaces` and `replaced_by` are decisions of the pôle.
    `purged` are the SHA-256 of purged documents on which words rest. `proposer` is the account that proposed it.
    `proposed_position` is the place of the proposal in the ledger: it orders the decisions of one day.
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
    proposed_position: int
    proposer: str
    adopted_on: date | None
    meeting: UUID | None
    late_until: date | None
    contested_on: date | None
    words: tuple[MemberWord, ...]
    silent: tuple[UUID, ...]
    standing: tuple[int, ...]
    replaces: UUID | None
    replaced_by: UUID | None
    purged: tuple[str, ...]
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
    return replace(row, version=event.originator_version, **_changes(event), **_changes_by_members(row, event))


def _changes(event: Event) -> dict[str, Any]:
    match event:
        case DecisionAmended():
            names = ("number", "title", "text", "content_hash", "subject_hash", "deadline", "deadline_recorded_on")
            return {name: getattr(event, name) for name in names} | {"words": ()}
        case DecisionAdopted(meeting=meeting, late_until=late_until, silent=silent, effective_on=on):
            adopted = {"state": DecisionState.ADOPTED, "adopted_on": on}
            return adopted | {"meeting": meeting, "late_until": late_until, "silent": silent}
        case DecisionClosed(reason=reason, effective_on=on):
            return {"state": DecisionState.CLOSED, "closed_on": on, "close_reason": reason}
        case DecisionCommunicated(effective_on=on):
            return {"state": DecisionState.COMMUNICATED, "communicated_on": on, "published": True}
        case DecisionReceived(effective_on=on):
            return {"state": DecisionState.RECEIVED, "received_on": on}
        case _:
            return {}


def _changes_by_members(row: DecisionRow, event: Event) -> dict[str, Any]:
    match event:
        case PositionTaken(operator=operator, own=own, objection=objection, effective_on=on):
            words = (*(each for each in row.words if each.operator != operator), MemberWord(operator, own))
            if objection is None:
                return {"words": words}
            contested = {"contested_on": row.contested_on or on} if row.adopted_on else {}
            return {"words": words, "standing": (*row.standing, objection), **contested}
        case ObjectionWithdrawn(objection=number):
            standing = tuple(each for each in row.standing if each != number)
            return {"standing": standing, "contested_on": row.contested_on if standing else None}
        case DecisionReplaced(by=by):
            return {"replaced_by": by, "contested_on": None}
        case DecisionDocumentPurged(late_until=late_until):
            return {"late_until": later_day(row.late_until, late_until), "purged": (*row.purged, event.sha256)}
        case _:
            return {}


def moved_deadline(last_day: date | None, recorded_on: date | None, event: DeadlineSet) -> dict[str, date | None]:
    """Returns the columns of a deadline after it was announced or moved."""
    current = deadline_of(last_day, recorded_on)
    deadline = next_deadline(current, event.deadline, event.deadline_recorded_on)
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
        words=(),
        silent=(),
        standing=(),
        purged=(),
        proposed_on=event.effective_on,
        proposed_position=record.position,
        proposer=event.metadata.get("actor", ""),
        published=False,
    )


DECISIONS = Projection(
    row=DecisionRow,
    topics=topics_of_union(DecisionEvent),
    keys=originator,
    evolve=evolve,
)
