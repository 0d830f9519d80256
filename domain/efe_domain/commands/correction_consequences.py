"""Consequences of a correction for other entities, and the reservation of a corrected name.

Derived facts of other entities are rectified with the correction, and their decisions are put in question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from efe_domain.catalogue import CORRECTIONS
from efe_domain.commands.citing_streams import streams_citing
from efe_domain.commands.correction_subjects import Subject, facts_of
from efe_domain.commands.handler import UseCases
from efe_domain.commands.previous_poles import next_pole
from efe_domain.commands.questions import put_in_question
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import ObjectionWithdrawn, PositionTaken
from efe_domain.meeting.events import MeetingHeld
from efe_domain.pole.members import Members
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NameTaken
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.command_context import current_context
from efe_domain.shared.consequences import (
    KINDS_THAT_LOAD_OTHERS,
    MAX_CONSEQUENCES,
    Findings,
    TooManyConsequences,
    affects_decisions,
    find_consequences,
    reference_keys,
)
from efe_domain.shared.correction import Correction, FactIsUsed
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event
from efe_domain.shared.replay_decisions import Annulment, Correctable


@dataclass(frozen=True)
class Consequence:
    """Another entity whose derived facts or decisions differ after the correction."""

    correctable: Correctable[Any]
    entity: Aggregate[Any]
    findings: Findings


def consequences_of(uow: UseCases, subject: Subject, correction: Correction[Any]) -> list[Consequence]:
    """Returns the decisions of other entities that differ after it. Raises `FactIsUsed` or
    `TooManyConsequences`.
    """
    was = [fact for fact in subject.facts if fact.originator_version in correction.facts]
    now = [fact for _, facts in sorted(correction.facts.items()) for fact in facts]
    if not affects_decisions(was, now):
        return []
    names = reference_keys(subject.entity, was)
    naming = streams_citing(uow, names, KINDS_THAT_LOAD_OTHERS, but=subject.entity.id)
    cited = [fact for fact in was if not correction.facts[fact.originator_version]]
    if any(subject.correctable.rules_for(fact).annulment is Annulment.UNCITED for fact in cited) and naming:
        raise FactIsUsed("Ce fait est cité ailleurs : il se rectifie, et ne s'annule pas.")
    consequences = [each for stream, kind in naming if (each := _consequence(uow, stream, kind, correction))]
    if len(consequences) > MAX_CONSEQUENCES:
        raise TooManyConsequences("Ceci remet plus de {most} décisions en question.", most=MAX_CONSEQUENCES)
    return consequences


def changes_a_basis(uow: UseCases, subject: Subject, correction: Correction[Any]) -> bool:
    """Says whether it changes the attendance of a meeting on which a statement recorded for a member rests."""
    meeting = subject.entity
    meetings_held = [fact for fact in subject.facts if isinstance(fact, MeetingHeld)]
    if all(
        _is_attended_alike(fact, correction.facts.get(fact.originator_version, (fact,))) for fact in meetings_held
    ):
        return False
    naming = streams_citing(uow, [str(meeting.id)], (Decision.KIND,), but=meeting.id)
    return any(_rests_on(facts_of(uow, uow.load(Decision, stream)), meeting.id) for stream, _ in naming)


def replaces_a_representative(subject: Subject, correction: Correction[Any]) -> bool:
    """Says whether another person represents a member than the register said; a document replaces a person.

    A replayed history and an imported file keep their corrections.
    """
    if not (isinstance(subject.entity, Pole) and current_context().is_live):
        return False
    members: Members = correction.entity.members
    return subject.entity.members.replaces_person(members)


def _consequence(uow: UseCases, stream: UUID, kind: str, correction: Correction[Any]) -> Consequence | None:
    correctable = CORRECTIONS[kind]
    entity = uow.load(correctable.aggregate, stream)
    findings = find_consequences(correctable, stream, facts_of(uow, entity), uow, correction.entity)
    return Consequence(correctable, entity, findings) if findings.questioned or findings.derived else None


def record_consequence(subject: Subject, each: Consequence, reason: str, document: Document | None) -> None:
    """Rectifies the derived facts of another entity, and questions its decisions."""
    events, findings = each.correctable.events, each.findings
    if findings.derived:
        changes = Correction(findings.derived, each.entity, confirmed=False).changes()
        each.entity.record(events.rectified(changes=changes, reason=reason, document=document, proposal=None))
    if findings.questioned:
        put_in_question(each.entity, subject.entity, findings.questioned)


def reserve_names(uow: UseCases, entity: Aggregate[Any], correction: Correction[Any]) -> list[Pole]:
    """Returns the pôle whose id the corrected name must reserve; none if the name stays. Raises `NameTaken`."""
    if not isinstance(entity, Pole) or not (corrected := correction.entity).exists:
        return []
    renamed = texts.slug(corrected.name) != texts.slug(entity.name)
    if not renamed and corrected.dissolved_on == entity.dissolved_on:
        return []
    namesake, freed_on = next_pole(uow, entity.bassin, entity.axis, corrected.name, but=entity.id)
    _check_borne_alone(corrected, namesake)
    if not renamed:
        return []
    since = max(corrected.created_on, corrected.renamed_on)
    check_not_before(since, freed_on, "la dissolution du pôle précédent de ce nom")
    if namesake.exists:
        return []
    namesake.reserve_for(entity, on=since)
    return [namesake]


def _attendance(fact: Event) -> tuple[object, ...]:
    """Returns the day, and the operators that were present or represented."""
    if not isinstance(fact, MeetingHeld):
        return ()
    present = {each.operator for each in fact.present if each.operator}
    return fact.effective_on, present | {each.operator for each in fact.represented}


def _is_attended_alike(recording: MeetingHeld, corrected: Sequence[Event]) -> bool:
    return all(_attendance(fact) == _attendance(recording) for fact in corrected)


def _rests_on(facts: Sequence[Event], meeting: UUID) -> bool:
    return any(isinstance(fact, PositionTaken | ObjectionWithdrawn) and fact.meeting == meeting for fact in facts)


def _check_borne_alone(corrected: Pole, other: Pole) -> None:
    """`other` bears the same name today, if it is there. Raises `NameTaken`."""
    ended = corrected.dissolved_on
    if other.exists and (ended is None or ended > max(other.created_on, other.renamed_on)):
        raise NameTaken("Cette Instance a déjà un pôle « {pole} » pour cet axe.", pole=other.name)
