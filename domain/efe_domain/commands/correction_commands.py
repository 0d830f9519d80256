"""Commands that correct recorded facts, so that the register agrees with the written acts.

Each is done by a coordinator of the Instance that recorded the fact. `kind` is the first part of its topics.
`on` is None: each fact has its own day, and a correction has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.analysis.events import DataRequested
from efe_domain.commands.authorization import check_adopted_in_meeting, check_nameable, check_separate
from efe_domain.commands.correction_consequences import (
    changes_a_basis,
    consequences_of,
    record_consequence,
    replaces_a_representative,
    reserve_names,
)
from efe_domain.commands.correction_subjects import (
    Subject,
    adopted_minutes,
    check_attested,
    coordinates_one_of,
    load_entity,
    load_subject,
    questioned_of,
)
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.commands.independence import causers
from efe_domain.commands.joint_attendance import attended_projects
from efe_domain.commands.pole_commands import check_carried, check_one_college
from efe_domain.commands.second_person import check_another, check_closes, is_history
from efe_domain.decision.events import DecisionAdopted
from efe_domain.instance.instance import InstanceBassin
from efe_domain.meeting.meeting import Meeting
from efe_domain.pole.events import MemberDesignated, ModalitiesAgreed, RepresentativeReplaced
from efe_domain.pole.modalities import modalities_of
from efe_domain.pole.pole import Pole
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.annexes import check_document
from efe_domain.shared.command_context import IMPORTED
from efe_domain.shared.correction import Correction, NothingToConfirm, corrected
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Invalid
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.ids import instance_id
from efe_domain.shared.record_events import Patch, RectificationProposed, Rectified, WithdrawalProposed
from efe_domain.zone.events import ZoneRepresentativeDesignated

PERSONS = frozenset({"representative", "person", "substitute"})


@dataclass(frozen=True)
class RequestedRectification:
    """A rectification that may be recorded, or only proposed where it awaits another coordinator."""

    subject: Subject
    correction: Correction[Any]
    reason: str
    cited: Document | None
    awaits_another: bool


@use_case
def rectify(
    uow: UseCases,
    kind: str,
    entity_id: UUID,
    patches: tuple[Patch, ...],
    reason: str,
    *,
    document: Document | None = None,
    minutes: UUID | None = None,
    on: date | None = None,
) -> CommandResult:
    """Rectifies facts; `minutes` is a meeting of a body of the Instance whose adopted minutes prove it.

    A correction that needs a second person is only proposed: the minutes alone confirm nothing.
    Raises what `corrected` does, `MinutesNotAdopted` or `InTheFuture`.
    """
    request = requested_rectification(
        uow, kind, entity_id, patches, reason, document=document, minutes=minutes, on=on
    )
    subject, correction = request.subject, request.correction
    if request.awaits_another:
        subject.entity.record(
            subject.correctable.events.proposed(patches=patches, reason=request.reason, document=request.cited)
        )
        return uow.record(subject.entity)
    return _rectified(uow, subject, correction, request.reason, request.cited, None)


@use_case
def confirm_rectification(
    uow: UseCases, kind: str, entity_id: UUID, proposal: int, *, on: date | None = None
) -> CommandResult:
    """Confirms a proposal of another coordinator; it is decided on the current state of the register."""
    subject, request = proposed(uow, kind, entity_id, proposal, withdrawal=False)
    _check_no_day(uow, on)
    correction = _corrected(uow, subject, request.patches, documented=request.document is not None)
    check_another(uow, request, subject.changed_by(correction), subject.bassins)
    check_attested(uow, subject, correction, request.document, request.metadata.get("source", ""))
    return _rectified(uow, subject, correction, request.reason, request.document, proposal)


@use_case
def drop_rectification(
    uow: UseCases, kind: str, entity_id: UUID, proposal: int, reason: str, *, on: date | None = None
) -> CommandResult:
    subject, _ = proposed(uow, kind, entity_id, proposal, withdrawal=False)
    _check_no_day(uow, on)
    subject.entity.record(subject.correctable.events.dropped(proposal=proposal, reason=texts.text(reason, "reason")))
    return uow.record(subject.entity)


@use_case
def confirm_fact(
    uow: UseCases, kind: str, entity_id: UUID, question: int, reason: str, *, on: date | None = None
) -> CommandResult:
    """Confirms unchanged a decision that a correction elsewhere questioned."""
    correctable, entity = load_entity(uow, kind, entity_id)
    concerned = questioned_of(uow, correctable, entity, question)
    coordinates_one_of(uow, concerned, {*causers(uow, entity, question)})
    uow.target(entity)
    _check_no_day(uow, on)
    if question not in entity.questions:
        raise NothingToConfirm("Rien n'est mis en question à la version {version}.", version=question)
    check_closes(uow, entity, question, concerned)
    entity.record(correctable.events.confirmed(question=question, reason=texts.text(reason, "reason")))
    return uow.record(entity)


def requested_rectification(
    uow: UseCases,
    kind: str,
    entity_id: UUID,
    patches: Sequence[Patch],
    reason: str,
    *,
    document: Document | None,
    minutes: UUID | None,
    on: date | None,
) -> RequestedRectification:
    """Decides a requested rectification without recording it."""
    subject = load_subject(uow, kind, entity_id, patches)
    uow.target(subject.entity)
    _check_no_day(uow, on)
    reason = texts.text(reason, "reason")
    if document:
        check_document(document)
    cited = adopted_minutes(uow, minutes, subject) if minutes else document
    correction = _corrected(uow, subject, patches, documented=cited is not None)
    check_attested(uow, subject, correction, cited)
    proves_alone = minutes is not None and is_history(subject.changed_by(correction))
    return RequestedRectification(
        subject, correction, reason, cited, awaits_another=correction.confirmed and not proves_alone
    )


def proposed(
    uow: UseCases, kind: str, entity_id: UUID, proposal: int, *, withdrawal: bool
) -> tuple[Subject, RectificationProposed]:
    """Returns the pending proposal at that version, for an account that may propose it. Raises
    `NothingToConfirm`.
    """
    _, entity = load_entity(uow, kind, entity_id)
    request = entity.proposals.get(proposal)
    first = [request.metadata.get("actor", "")] if request else []
    subject = load_subject(uow, kind, entity_id, request.patches if request else (), first)
    uow.target(entity)
    if request is None or isinstance(request, WithdrawalProposed) is not withdrawal:
        raise NothingToConfirm("Rien n'attend d'être confirmé à la version {version}.", version=proposal)
    return subject, request


def _check_no_day(uow: UseCases, on: date | None) -> None:
    """Raises `InTheFuture` or `Invalid`."""
    if on is not None:
        uow.day(on)
        raise Invalid("effectiveOn", "Une rectification n'a pas de jour en droit : chaque fait a le sien.")


def _corrected(uow: UseCases, subject: Subject, patches: Sequence[Patch], *, documented: bool) -> Correction[Any]:
    correction = corrected(subject.correctable, subject.entity.id, subject.facts, patches, uow, documented=documented)
    if changes_a_basis(uow, subject, correction) or replaces_a_representative(subject, correction):
        correction = replace(correction, confirmed=True)
    for fact in (fact for facts in correction.facts.values() for fact in facts):
        uow.day(effective_on(fact))
        _check_beside(uow, correction.entity, fact)
    _check_adoption(uow, subject, correction)
    for patch in patches:
        check_nameable(uow, *_persons(patch.fields or {}))
        if isinstance(subject.entity, Pole):
            check_separate(uow, subject.entity.bassin, *_persons(patch.fields or {}))
    return correction


def _check_beside(uow: UseCases, entity: Aggregate[Any], fact: Event) -> None:
    """Runs the checks on other entities that the use case of the fact makes. Raises their refusals."""
    match fact:
        case ModalitiesAgreed(decision=UUID() as decision, effective_on=on) if isinstance(entity, Pole):
            check_carried(uow, entity, modalities_of(fact), decision, on)
        case MemberDesignated() | RepresentativeReplaced() if isinstance(entity, Pole):
            check_one_college(uow, entity, fact.operator, fact.representative, fact.effective_on)
        case (
            DataRequested(bassin=bassin, effective_on=on)
            | ZoneRepresentativeDesignated(bassin=bassin, effective_on=on)
        ):
            uow.load(InstanceBassin, instance_id(bassin)).check_established(on)


def _check_adoption(uow: UseCases, subject: Subject, correction: Correction[Any]) -> None:
    """Checks an adoption that the correction moves to another day. Raises `AdoptedWithoutMeeting`."""
    for was in subject.facts:
        for fact in correction.facts.get(was.originator_version, ()):
            if not isinstance(fact, DecisionAdopted) or fact.effective_on == effective_on(was):
                continue
            if IMPORTED not in was.metadata and not is_history((was,)):
                check_adopted_in_meeting(uow, fact.meeting, fact.effective_on)


def _rectified(
    uow: UseCases,
    subject: Subject,
    correction: Correction[Any],
    reason: str,
    document: Document | None,
    proposal: int | None,
) -> CommandResult:
    rectified = subject.correctable.events.rectified(
        changes=correction.changes(), reason=reason, document=document, proposal=proposal
    )
    return record_with_consequences(uow, subject, correction, rectified)


def record_with_consequences(
    uow: UseCases, subject: Subject, correction: Correction[Any], rectified: Rectified
) -> CommandResult:
    consequences = consequences_of(uow, subject, correction)
    reserved = reserve_names(uow, subject.entity, correction)
    subject.entity.record(rectified)
    for each in consequences:
        record_consequence(subject, each, rectified.reason, rectified.document)
    projects = attended_projects(uow, correction.entity) if isinstance(correction.entity, Meeting) else ()
    return uow.record(subject.entity, *reserved, *(each.entity for each in consequences), *projects)


def _persons(fields: dict[str, Any]) -> list[UUID]:
    """Returns the persons in a patch; their ids were validated when the fact was decoded."""
    persons = []
    for name, value in fields.items():
        if isinstance(value, dict):
            persons += _persons(value)
        elif name in PERSONS and value:
            persons.append(UUID(str(value)))
    return persons
