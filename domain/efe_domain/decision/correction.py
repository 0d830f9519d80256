"""Corrections of decisions: the correction rules of each event, and the replay of its decisions."""

from uuid import UUID

from msgspec.structs import replace

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import (
    DeadlineSet,
    DecisionAdopted,
    DecisionAmended,
    DecisionClosed,
    DecisionCommunicated,
    DecisionDocumentAttached,
    DecisionDocumentPurged,
    DecisionErratumNoted,
    DecisionEvent,
    DecisionProposed,
    DecisionReceived,
    DecisionReplaced,
    ObjectionAnswered,
    ObjectionMaintained,
    ObjectionWithdrawn,
    PositionTaken,
)
from efe_domain.decision.positions import Voice, voice_of
from efe_domain.decision.wording import Wording
from efe_domain.meeting.meeting import Meeting
from efe_domain.operator.operator import Operator
from efe_domain.pole.pole import Pole
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import IMPORTED
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import correction_events
from efe_domain.shared.replay_decisions import DAY, NOT_RECTIFIABLE, Annulment, Correctable, EntityLoader, rectifiable


def replay_fact(decision: Decision, event: DecisionEvent, entities: EntityLoader) -> None:  # noqa: C901, PLR0912 - one case a fact
    on = event.effective_on
    pole = entities.require(Pole, event.pole if isinstance(event, DecisionProposed) else decision.pole)
    match event:
        case DecisionProposed(kind=kind, subject=subject):
            notice, replaces = event.deadline_recorded_on, event.replaces
            decision.propose(pole, kind, subject, _wording(event), recorded_on=notice, replaces=replaces, on=on)
        case DecisionAmended():
            decision.amend(pole, _wording(event), recorded_on=event.deadline_recorded_on, on=on)
        case DeadlineSet(deadline=last_day, deadline_recorded_on=recorded_on):
            decision.set_deadline(last_day, recorded_on=recorded_on, on=on)
        case PositionTaken(operator=operator, stance=stance, words=words, content_hash=content_hash):
            voice = _voice(event, operator, pole, entities)
            decision.take_position(pole, operator, stance, words, content_hash=content_hash, voice=voice, on=on)
        case ObjectionAnswered(objection=number, answer=answer):
            decision.answer_objection(number, answer, on=on)
        case ObjectionMaintained(objection=number, reason=reason):
            decision.maintain_objection(pole, number, reason, voice=Voice(event.own), on=on)
        case ObjectionWithdrawn(objection=number, reason=reason):
            voice = _voice(event, decision.objections[number].operator, pole, entities)
            decision.withdraw_objection(pole, number, reason, voice=voice, on=on)
        case DecisionAdopted():
            _adopt(decision, event, pole, entities)
        case DecisionDocumentPurged(sha256=sha256, late_until=late_until):
            decision.note_purge(sha256, late_until, on=on)
        case DecisionReplaced(by=by):
            decision.be_replaced(by, on=on)
        case DecisionClosed(reason=reason):
            decision.close(reason, on=on)
        case DecisionCommunicated():
            decision.communicate(on=on)
        case DecisionReceived():
            decision.receive(on=on)
        case DecisionDocumentAttached(document=document, title=title):
            decision.attach(document, title, on=on)
        case DecisionErratumNoted(text=text):
            decision.note_erratum(text, on=on)


def _adopt(decision: Decision, event: DecisionAdopted, pole: Pole, entities: EntityLoader) -> None:
    def operator_name(operator: UUID) -> str:
        return entities.require(Operator, operator).name

    on = event.effective_on
    members = [entities.require(Operator, operator).as_candidate() for operator in pole.members_on(on)]
    if event.meeting:
        entities.require(Meeting, event.meeting).check_met(pole.id, on)
    late_until = event.late_until
    imported = late_until is None or IMPORTED in event.metadata
    decision.adopt(
        pole, members, operator_name, meeting=event.meeting, late_until=late_until, imported=imported, on=on
    )


def _voice(
    statement: PositionTaken | ObjectionWithdrawn, operator: UUID, pole: Pole, entities: EntityLoader
) -> Voice:
    voice = voice_of(statement)
    if voice.meeting is None or voice.document:
        return voice
    meeting = entities.load(Meeting, voice.meeting)
    return replace(voice, attested=meeting.has_heard(operator, pole.id, statement.effective_on))


def _wording(event: DecisionProposed | DecisionAmended) -> Wording:
    return Wording(title=event.title, text=event.text, subject_hash=event.subject_hash, deadline=event.deadline)


def recording_instances(decision: Decision, event: Event) -> tuple[Bassin, ...]:
    return (event.bassin if isinstance(event, DecisionProposed) else decision.bassin,)


def is_companion(event: Event) -> bool:
    """Says whether the author withdrew the objection by taking another position."""
    return isinstance(event, ObjectionWithdrawn) and event.by_position


CORRECTION = Correctable(
    aggregate=Decision,
    facts={
        DecisionProposed: rectifiable(DAY, frozen="roster consensus content_hash subject_hash"),
        DecisionAmended: rectifiable(DAY, frozen="roster content_hash subject_hash"),
        DeadlineSet: NOT_RECTIFIABLE,
        PositionTaken: NOT_RECTIFIABLE,
        ObjectionAnswered: NOT_RECTIFIABLE,
        ObjectionMaintained: NOT_RECTIFIABLE,
        ObjectionWithdrawn: NOT_RECTIFIABLE,
        DecisionAdopted: rectifiable(f"{DAY} meeting", frozen="content_hash"),
        DecisionDocumentPurged: NOT_RECTIFIABLE,
        DecisionReplaced: NOT_RECTIFIABLE,
        DecisionClosed: rectifiable(DAY),
        DecisionCommunicated: rectifiable(DAY),
        DecisionReceived: rectifiable(DAY),
        DecisionDocumentAttached: rectifiable(f"{DAY} title"),
        DecisionErratumNoted: rectifiable(f"{DAY} text", annulment=Annulment.UNUSED),
    },
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    events=correction_events(Decision.KIND, "a decision"),
    is_companion=is_companion,
)
