"""Commands that correct recorded facts, so that the register agrees with the written acts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.analysis.events import DataRequested
from efe_domain.commands.correction_subjects import Subject
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.commands.late_acts import LateActs
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


class CorrectionCommands(LateActs):
    """Commands of a coordinator of the Instance that recorded the fact. `kind` is the first part of its topics.

    `on` is None: each fact has its own day, and a correction has none.
    """

    @use_case
    def rectify(
        self,
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
        request = self.requested_rectification(
            kind, entity_id, patches, reason, document=document, minutes=minutes, on=on
        )
        subject, correction = request.subject, request.correction
        if request.awaits_another:
            subject.entity.record(
                subject.correctable.events.proposed(patches=patches, reason=request.reason, document=request.cited)
            )
            return self.record(subject.entity)
        return self._rectified(subject, correction, request.reason, request.cited, None)

    @use_case
    def confirm_rectification(
        self, kind: str, entity_id: UUID, proposal: int, *, on: date | None = None
    ) -> CommandResult:
        """Confirms a proposal of another coordinator; it is decided on the current state of the register."""
        subject, request = self.proposed(kind, entity_id, proposal, withdrawal=False)
        self._check_no_day(on)
        correction = self._corrected(subject, request.patches, documented=request.document is not None)
        self.check_another(request, subject.changed_by(correction), subject.bassins)
        self.check_attested(subject, correction, request.document, request.metadata.get("source", ""))
        return self._rectified(subject, correction, request.reason, request.document, proposal)

    @use_case
    def drop_rectification(
        self, kind: str, entity_id: UUID, proposal: int, reason: str, *, on: date | None = None
    ) -> CommandResult:
        subject, _ = self.proposed(kind, entity_id, proposal, withdrawal=False)
        self._check_no_day(on)
        subject.entity.record(
            subject.correctable.events.dropped(proposal=proposal, reason=texts.text(reason, "reason"))
        )
        return self.record(subject.entity)

    @use_case
    def confirm_fact(
        self, kind: str, entity_id: UUID, question: int, reason: str, *, on: date | None = None
    ) -> CommandResult:
        """Confirms unchanged a decision that a correction elsewhere questioned."""
        correctable, entity = self._entity(kind, entity_id)
        concerned = self.questioned_of(correctable, entity, question)
        self._coordinates_one_of(concerned, {*self.causers(entity, question)})
        self.target(entity)
        self._check_no_day(on)
        if question not in entity.questions:
            raise NothingToConfirm("Rien n'est mis en question à la version {version}.", version=question)
        self.check_closes(entity, question, concerned)
        entity.record(correctable.events.confirmed(question=question, reason=texts.text(reason, "reason")))
        return self.record(entity)

    def requested_rectification(
        self,
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
        subject = self._subject(kind, entity_id, patches)
        self.target(subject.entity)
        self._check_no_day(on)
        reason = texts.text(reason, "reason")
        if document:
            check_document(document)
        cited = self._minutes(minutes, subject) if minutes else document
        correction = self._corrected(subject, patches, documented=cited is not None)
        self.check_attested(subject, correction, cited)
        proves_alone = minutes is not None and self.is_history(subject.changed_by(correction))
        return RequestedRectification(
            subject, correction, reason, cited, awaits_another=correction.confirmed and not proves_alone
        )

    def proposed(
        self, kind: str, entity_id: UUID, proposal: int, *, withdrawal: bool
    ) -> tuple[Subject, RectificationProposed]:
        """Returns the pending proposal at that version, for an account that may propose it. Raises
        `NothingToConfirm`.
        """
        _, entity = self._entity(kind, entity_id)
        request = entity.proposals.get(proposal)
        first = [request.metadata.get("actor", "")] if request else []
        subject = self._subject(kind, entity_id, request.patches if request else (), first)
        self.target(entity)
        if request is None or isinstance(request, WithdrawalProposed) is not withdrawal:
            raise NothingToConfirm("Rien n'attend d'être confirmé à la version {version}.", version=proposal)
        return subject, request

    def _check_no_day(self, on: date | None) -> None:
        """Raises `InTheFuture` or `Invalid`."""
        if on is not None:
            self.day(on)
            raise Invalid("effectiveOn", "Une rectification n'a pas de jour en droit : chaque fait a le sien.")

    def _corrected(self, subject: Subject, patches: Sequence[Patch], *, documented: bool) -> Correction[Any]:
        correction = corrected(
            subject.correctable, subject.entity.id, subject.facts, patches, self, documented=documented
        )
        if self.changes_a_basis(subject, correction) or self.replaces_a_representative(subject, correction):
            correction = replace(correction, confirmed=True)
        for fact in (fact for facts in correction.facts.values() for fact in facts):
            self.day(effective_on(fact))
            self._check_beside(correction.entity, fact)
        self._check_adoption(subject, correction)
        for patch in patches:
            self.check_nameable(*_persons(patch.fields or {}))
            if isinstance(subject.entity, Pole):
                self.check_separate(subject.entity.bassin, *_persons(patch.fields or {}))
        return correction

    def _check_beside(self, entity: Aggregate[Any], fact: Event) -> None:
        """Runs the checks on other entities that the use case of the fact makes. Raises their refusals."""
        match fact:
            case ModalitiesAgreed(decision=UUID() as decision, effective_on=on) if isinstance(entity, Pole):
                self.check_carried(entity, modalities_of(fact), decision, on)
            case MemberDesignated() | RepresentativeReplaced() if isinstance(entity, Pole):
                self.check_one_college(entity, fact.operator, fact.representative, fact.effective_on)
            case (
                DataRequested(bassin=bassin, effective_on=on)
                | ZoneRepresentativeDesignated(bassin=bassin, effective_on=on)
            ):
                self.load(InstanceBassin, instance_id(bassin)).check_established(on)

    def _check_adoption(self, subject: Subject, correction: Correction[Any]) -> None:
        """Checks an adoption that the correction moves to another day. Raises `AdoptedWithoutMeeting`."""
        for was in subject.facts:
            for fact in correction.facts.get(was.originator_version, ()):
                if not isinstance(fact, DecisionAdopted) or fact.effective_on == effective_on(was):
                    continue
                if IMPORTED not in was.metadata and not self.is_history((was,)):
                    self.check_adopted_in_meeting(fact.meeting, fact.effective_on)

    def _rectified(
        self,
        subject: Subject,
        correction: Correction[Any],
        reason: str,
        document: Document | None,
        proposal: int | None,
    ) -> CommandResult:
        rectified = subject.correctable.events.rectified(
            changes=correction.changes(), reason=reason, document=document, proposal=proposal
        )
        return self.record_with_consequences(subject, correction, rectified)

    def record_with_consequences(
        self, subject: Subject, correction: Correction[Any], rectified: Rectified
    ) -> CommandResult:
        consequences = self.consequences(subject, correction)
        reserved = self.reserved(subject.entity, correction)
        subject.entity.record(rectified)
        for each in consequences:
            self._follow(subject, each, rectified.reason, rectified.document)
        projects = self.attended_projects(correction.entity) if isinstance(correction.entity, Meeting) else ()
        return self.record(subject.entity, *reserved, *(each.entity for each in consequences), *projects)


def _persons(fields: dict[str, Any]) -> list[UUID]:
    """Returns the persons in a patch; their ids were validated when the fact was decoded."""
    persons = []
    for name, value in fields.items():
        if isinstance(value, dict):
            persons += _persons(value)
        elif name in PERSONS and value:
            persons.append(UUID(str(value)))
    return persons
