"""Rows of the consultation on a decision, in the dossier of its pôle: wordings, roster, positions, objections."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from efe_domain.decision.events import (
    DeadlineSet,
    DecisionAmended,
    DecisionProposed,
    ObjectionAnswered,
    ObjectionMaintained,
    ObjectionWithdrawn,
    PositionTaken,
    Stance,
)
from efe_domain.decision.objections import STATE_AFTER, ObjectionState
from efe_domain.pole.members import RosterSeat
from efe_domain.pole.modalities import ConsensusRules
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event
from efe_projections.decision.rows import moved_deadline
from efe_projections.engine.projection import Key, Projection, RecordedEvent, originator, topics_of
from efe_projections.engine.row import PERIOD, Access, PendingWork, Row
from efe_projections.engine.row_values import keys_of, new_row, row_fold


class WordingRow(Row, table="decision_wording", key=("decision", "number"), indexes=(PERIOD,), access=Access.DOSSIER):
    """A wording that was put to the members, from 1; none is ever lost."""

    decision: UUID
    number: int
    pole: UUID
    bassins: tuple[str, ...]
    title: str
    text: str
    content_hash: str
    subject_hash: str
    deadline: date | None
    deadline_recorded_on: date | None
    proposed_on: date


class RosterRow(Row, table="roster", access=Access.DOSSIER):
    """Roster of the last wording of the decision `id`, as members sat when it was proposed.

    `consensus` are the decision rules of the modalities at that time; null if opened before 0.3.0.
    """

    id: UUID
    pole: UUID
    bassins: tuple[str, ...]
    seats: tuple[RosterSeat, ...]
    consensus: ConsensusRules | None


class PositionRow(
    Row,
    table="decision_position",
    key=("decision", "version"),
    indexes=(("document_sha256",), PERIOD),
    access=Access.DOSSIER,
):
    """Position of a member on the wording of that hash; a later position is another row with a higher version.

    `recorded_for`: a coordinator recorded it on the member's behalf, on the basis of the document or of the meeting.
    `late`: after the adoption; null before 0.5.0 and for an imported line.
    """

    decision: UUID
    version: int
    pole: UUID
    bassins: tuple[str, ...]
    operator: UUID
    stance: Stance
    words: str
    objection: int | None
    content_hash: str
    taken_on: date
    recorded_for: bool
    meeting: UUID | None
    late: bool | None
    document_sha256: str | None
    document_size: int | None
    document_media_type: str | None


RAISED: Final = f"state = '{ObjectionState.RAISED}'"


class ObjectionRow(
    Row,
    table="objection",
    key=("decision", "number"),
    indexes=(("document_sha256",),),
    waiting=(PendingWork(RAISED, ("pole",)),),
    access=Access.DOSSIER,
):
    """Objection, with the author's last statement on it; without a `last_word` another position withdrew it.

    The document or the meeting is the basis of its withdrawal, where a coordinator recorded that.
    """

    decision: UUID
    number: int
    pole: UUID
    bassins: tuple[str, ...]
    operator: UUID
    content_hash: str
    reason: str
    raised_on: date
    state: ObjectionState
    answer: str | None
    answered_on: date | None
    last_word: str | None
    settled_on: date | None
    meeting: UUID | None
    document_sha256: str | None
    document_size: int | None
    document_media_type: str | None


def evolve_roster(row: RosterRow | None, record: RecordedEvent[Any]) -> RosterRow | None:
    match record.event:
        case DecisionProposed(originator_id=decision, pole=pole, bassins=bassins, roster=seats, consensus=rules):
            return RosterRow(id=decision, pole=pole, bassins=bassins, seats=seats, consensus=rules)
        case DecisionAmended(roster=tuple(seats)) if row:
            return replace(row, seats=seats)
        case _:
            return row


def evolve_position(row: PositionRow | None, record: RecordedEvent[Any]) -> PositionRow | None:
    event = record.event
    match event:
        case PositionTaken():
            return new_row(
                PositionRow,
                record,
                decision=event.originator_id,
                taken_on=event.effective_on,
                recorded_for=not event.own,
                **signed(event.document),
            )
        case _:
            return row


def evolve_objection(row: ObjectionRow | None, record: RecordedEvent[Any]) -> ObjectionRow | None:
    event = record.event
    match event:
        case PositionTaken(objection=int(number)):
            return new_row(
                ObjectionRow,
                record,
                decision=event.originator_id,
                number=number,
                reason=event.words,
                raised_on=event.effective_on,
                state=ObjectionState.RAISED,
                meeting=None,
                **signed(None),
            )
        case ObjectionAnswered(answer=answer, effective_on=on) if row:
            return replace(row, state=STATE_AFTER[type(event)], answer=answer, answered_on=on)
        case ObjectionMaintained(reason=reason, effective_on=on) if row:
            return replace(row, state=STATE_AFTER[type(event)], last_word=reason, settled_on=on)
        case ObjectionWithdrawn(reason=reason, effective_on=on) if row:
            basis = {"meeting": event.meeting, **signed(event.document)}
            return replace(row, state=STATE_AFTER[type(event)], last_word=reason or None, settled_on=on, **basis)
        case _:
            return row


def signed(document: Document | None) -> dict[str, Any]:
    """Returns the columns of a document that a member signed."""
    return {
        "document_sha256": document and document.sha256,
        "document_size": document and document.size,
        "document_media_type": document and document.media_type,
    }


def objection_keys(event: Event) -> list[Key]:
    match event:
        case (
            PositionTaken(objection=int(number))
            | ObjectionAnswered(objection=number)
            | ObjectionMaintained(objection=number)
            | ObjectionWithdrawn(objection=number)
        ):
            return [(event.originator_id, number)]
        case _:
            return []


def _number(event: DecisionProposed | DecisionAmended | DeadlineSet) -> int:
    return 1 if isinstance(event, DecisionProposed) else event.number


_begin_wording = row_fold(
    WordingRow,
    (DecisionProposed, DecisionAmended),
    decision="originator_id",
    number=lambda record: _number(record.event),
    proposed_on="effective_on",
)


def evolve_wording(row: WordingRow | None, record: RecordedEvent[Any]) -> WordingRow | None:
    match record.event:
        case DeadlineSet() as event if row:
            return replace(row, **moved_deadline(row.deadline, row.deadline_recorded_on, event))
        case _:
            return _begin_wording(row, record)


WORDINGS = Projection(
    row=WordingRow,
    topics=topics_of(DecisionProposed, DecisionAmended, DeadlineSet),
    keys=keys_of(WordingRow, decision="originator_id", number=_number),
    evolve=evolve_wording,
)
ROSTERS = Projection(
    row=RosterRow, topics=topics_of(DecisionProposed, DecisionAmended), keys=originator, evolve=evolve_roster
)
POSITIONS = Projection(
    row=PositionRow,
    topics=topics_of(PositionTaken),
    keys=keys_of(PositionRow, decision="originator_id", version="originator_version"),
    evolve=evolve_position,
)
OBJECTIONS = Projection(
    row=ObjectionRow,
    topics=topics_of(PositionTaken, ObjectionAnswered, ObjectionMaintained, ObjectionWithdrawn),
    keys=objection_keys,
    evolve=evolve_objection,
)
