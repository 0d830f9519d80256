"""Corrections of the facts of a decision: what may be rectified, and how its stream is decided again."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import (
    DecisionAdopted,
    DecisionAmended,
    DecisionClosed,
    DecisionCommunicated,
    DecisionDocumentAttached,
    DecisionErratumNoted,
    DecisionEvent,
    DecisionProposed,
    DecisionReceived,
    ObjectionAnswered,
    ObjectionMaintained,
    ObjectionWithdrawn,
    PositionTaken,
)
from efe_domain.decision.positions import Voice
from efe_domain.decision.wording import Wording
from efe_domain.meeting.meeting import Meeting
from efe_domain.operator.operator import Operator
from efe_domain.pole.pole import Pole
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_domain.shared.redo import (
    DAY,
    NEVER,
    Annulment,
    Correctable,
    Rectifiable,
    World,
    rectifiable,
)
from efe_domain.shared.standing import (
    Confirmed,
    Questioned,
    RectificationDropped,
    RectificationProposed,
    Rectified,
)


class DecisionRectified(Rectified):
    """From its position on, facts of a decision read otherwise, as the acts said; original versions are kept."""

    TOPIC = "decision.rectified.v1"


class DecisionRectificationProposed(RectificationProposed):
    """A coordinator proposed to rectify facts of a decision; another one of the same Instance is to confirm it."""

    TOPIC = "decision.rectification-proposed.v1"


class DecisionRectificationDropped(RectificationDropped):
    """A rectification of a decision that was proposed is given up."""

    TOPIC = "decision.rectification-dropped.v1"


class DecisionQuestioned(Questioned):
    """A correction elsewhere touches what was decided of a decision: it is to be looked at again."""

    TOPIC = "decision.questioned.v1"


class DecisionConfirmed(Confirmed):
    """What a correction questioned of a decision was looked at, and stays as it is."""

    TOPIC = "decision.confirmed.v1"


def redo(decision: Decision, event: DecisionEvent, world: World) -> None:  # noqa: C901 - one case a fact
    on = event.effective_on
    pole = world.require(Pole, event.pole if isinstance(event, DecisionProposed) else decision.pole)
    match event:
        case DecisionProposed(kind=kind, subject=subject):
            decision.propose(pole, kind, subject, _wording(event), on=on)
        case DecisionAmended():
            decision.amend(pole, _wording(event), on=on)
        case PositionTaken(operator=operator, stance=stance, words=words, content_hash=judged):
            voice = Voice(event.own, event.document)
            decision.take_position(pole, operator, stance, words, content_hash=judged, voice=voice, on=on)
        case ObjectionAnswered(objection=number, answer=answer):
            decision.answer_objection(number, answer, on=on)
        case ObjectionMaintained(objection=number, reason=reason):
            decision.maintain_objection(pole, number, reason, voice=Voice(event.own), on=on)
        case ObjectionWithdrawn(objection=number, reason=reason):
            decision.withdraw_objection(pole, number, reason, voice=Voice(event.own, event.document), on=on)
        case DecisionAdopted():
            _adopt(decision, event, pole, world)
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


def _adopt(decision: Decision, event: DecisionAdopted, pole: Pole, world: World) -> None:
    def name_of(operator: UUID) -> str:
        return world.require(Operator, operator).name

    on = event.effective_on
    members = [world.require(Operator, each).as_candidate() for each in pole.members_on(on)]
    if event.meeting:
        world.require(Meeting, event.meeting).check_met(pole.id, on)
    decision.adopt(pole, members, name_of, meeting=event.meeting, on=on)


def _wording(event: DecisionProposed | DecisionAmended) -> Wording:
    return Wording(title=event.title, text=event.text, subject_hash=event.subject_hash, deadline=event.deadline)


def recorders(decision: Decision, event: Event) -> tuple[Bassin, ...]:
    return (event.bassin if isinstance(event, DecisionProposed) else decision.bassin,)


def is_companion(event: Event) -> bool:
    """An objection that another position of its author withdraws."""
    return isinstance(event, ObjectionWithdrawn) and event.by_position


FACTS: Final[Mapping[type[Event], Rectifiable]] = {
    DecisionProposed: rectifiable(DAY, confirmed="deadline", frozen="roster consensus content_hash subject_hash"),
    DecisionAmended: rectifiable(DAY, confirmed="deadline", frozen="roster content_hash subject_hash"),
    PositionTaken: NEVER,
    ObjectionAnswered: NEVER,
    ObjectionMaintained: NEVER,
    ObjectionWithdrawn: NEVER,
    DecisionAdopted: rectifiable(f"{DAY} meeting", frozen="content_hash"),
    DecisionClosed: rectifiable(DAY),
    DecisionCommunicated: rectifiable(DAY),
    DecisionReceived: rectifiable(DAY),
    DecisionDocumentAttached: rectifiable(f"{DAY} title"),
    DecisionErratumNoted: rectifiable(f"{DAY} text", annulment=Annulment.UNUSED),
}

CORRECTION = Correctable(
    aggregate=Decision,
    facts=FACTS,
    redo=redo,
    recorders=recorders,
    rectified=DecisionRectified,
    proposed=DecisionRectificationProposed,
    dropped=DecisionRectificationDropped,
    questioned=DecisionQuestioned,
    confirmed=DecisionConfirmed,
    is_companion=is_companion,
)
