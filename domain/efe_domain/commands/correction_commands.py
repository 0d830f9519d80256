"""The commands that correct recorded facts: the register then says what the act said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.access.grants import Grant, Role
from efe_domain.commands.batch import current_batch
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.commands.pole_commands import PoleCommands
from efe_domain.corrections import CORRECTIONS
from efe_domain.instance.instance import InstanceBassin
from efe_domain.meeting.events import AssemblyKind
from efe_domain.meeting.meeting import Meeting
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NameTaken
from efe_domain.shared import documents, texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin, instance_name
from efe_domain.shared.command_context import current_context
from efe_domain.shared.consequences import (
    LOOKING,
    MOST_CONSEQUENCES,
    Findings,
    TooManyConsequences,
    findings,
    matters,
    names_of,
)
from efe_domain.shared.correction import (
    Correction,
    FactIsUsed,
    MinutesNotAdopted,
    NothingToConfirm,
    SameCoordinator,
    corrected,
)
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Invalid
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.ids import instance_id
from efe_domain.shared.messages import Message
from efe_domain.shared.redo import Annulment, Correctable
from efe_domain.shared.standing import Patch, standing

PERSONS = frozenset({"representative", "person", "substitute"})


@dataclass(frozen=True)
class Subject:
    """The entity that is corrected, the facts of it that stand, and the Instances that recorded those to correct."""

    correctable: Correctable[Any]
    entity: Aggregate[Any]
    facts: Sequence[Event]
    bassins: frozenset[Bassin]


@dataclass(frozen=True)
class Asked:
    """A rectification that may be recorded, or only proposed where it awaits another coordinator."""

    subject: Subject
    correction: Correction[Any]
    reason: str
    cited: Document | None
    awaits_another: bool


@dataclass(frozen=True)
class Consequence:
    """Another entity in which something comes out otherwise."""

    correctable: Correctable[Any]
    entity: Aggregate[Any]
    findings: Findings


class CorrectionCommands(PoleCommands):
    """By a coordinator of the Instance that recorded the fact. `kind` is the word with which its topics begin.

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
        """`minutes` is a meeting of a body of the Instance whose adopted minutes say so.

        Without them, what two coordinators are to see is only proposed. Raises what `corrected` does,
        `MinutesNotAdopted` or `InTheFuture`.
        """
        asked = self.asked_rectification(kind, entity_id, patches, reason, document=document, minutes=minutes, on=on)
        subject, correction = asked.subject, asked.correction
        if asked.awaits_another:
            subject.entity.record(
                subject.correctable.proposed(patches=patches, reason=asked.reason, document=asked.cited)
            )
            return self.record(subject.entity)
        return self._rectified(subject, correction, asked.reason, asked.cited, None)

    @use_case
    def confirm_rectification(
        self, kind: str, entity_id: UUID, proposal: int, *, on: date | None = None
    ) -> CommandResult:
        """By another coordinator than who proposed it, decided on what the register says now."""
        _, entity = self._entity(kind, entity_id)
        asked = entity.proposals.get(proposal)
        subject = self._subject(kind, entity_id, asked.patches if asked else ())
        self.target(entity)
        self._check_no_day(on)
        if asked is None:
            raise NothingToConfirm("Aucune rectification n'attend à la version {version}.", version=proposal)
        if asked.metadata.get("actor") == current_context().actor:
            raise SameCoordinator("Une rectification est confirmée par un autre compte que celui qui la propose.")
        correction = self._corrected(subject, asked.patches, documented=asked.document is not None)
        return self._rectified(subject, correction, asked.reason, asked.document, proposal)

    @use_case
    def drop_rectification(
        self, kind: str, entity_id: UUID, proposal: int, reason: str, *, on: date | None = None
    ) -> CommandResult:
        correctable, entity = self._entity(kind, entity_id)
        asked = entity.proposals.get(proposal)
        self._subject(kind, entity_id, asked.patches if asked else ())
        self.target(entity)
        self._check_no_day(on)
        if asked is None:
            raise NothingToConfirm("Aucune rectification n'attend à la version {version}.", version=proposal)
        entity.record(correctable.dropped(proposal=proposal, reason=texts.text(reason, "reason")))
        return self.record(entity)

    @use_case
    def confirm_fact(
        self, kind: str, entity_id: UUID, question: int, reason: str, *, on: date | None = None
    ) -> CommandResult:
        """What a rectification elsewhere questioned was looked at, and stays."""
        correctable, entity = self._entity(kind, entity_id)
        self._coordinates_one_of(tuple(map(Bassin, entity.bassins)))
        self.target(entity)
        self._check_no_day(on)
        if question not in entity.questions:
            raise NothingToConfirm("Rien n'est mis en question à la version {version}.", version=question)
        entity.record(correctable.confirmed(question=question, reason=texts.text(reason, "reason")))
        return self.record(entity)

    def asked_rectification(
        self,
        kind: str,
        entity_id: UUID,
        patches: Sequence[Patch],
        reason: str,
        *,
        document: Document | None,
        minutes: UUID | None,
        on: date | None,
    ) -> Asked:
        """What is asked, decided; nothing is recorded yet."""
        subject = self._subject(kind, entity_id, patches)
        self.target(subject.entity)
        self._check_no_day(on)
        reason = texts.text(reason, "reason")
        if document:
            documents.check(document)
        cited = self._minutes(minutes, subject) if minutes else document
        correction = self._corrected(subject, patches, documented=cited is not None)
        return Asked(subject, correction, reason, cited, awaits_another=correction.confirmed and not minutes)

    def _check_no_day(self, on: date | None) -> None:
        """Raises `InTheFuture` or `Invalid`."""
        if on is not None:
            self.day(on)
            raise Invalid("effectiveOn", "Une rectification n'a pas de jour en droit : chaque fait a le sien.")

    def _entity(self, kind: str, entity_id: UUID) -> tuple[Correctable[Any], Aggregate[Any]]:
        """Raises `Invalid` or `NotFound`."""
        if kind not in CORRECTIONS:
            raise Invalid("entityId", "Rien de cet objet ne se rectifie.")
        correctable = CORRECTIONS[kind]
        return correctable, self.require(correctable.aggregate, entity_id)

    def _subject(self, kind: str, entity_id: UUID, patches: Sequence[Patch]) -> Subject:
        """For a coordinator of an Instance that recorded each of the facts. Raises `NotFound` or `Forbidden`."""
        correctable, entity = self._entity(kind, entity_id)
        facts = self._facts(entity)
        versions = {patch.version for patch in patches}
        asked = [fact for fact in facts if fact.originator_version in versions]
        owners = {fact.originator_version: self._recorders(correctable, facts, fact) for fact in asked}
        for bassins in owners.values() or [tuple(map(Bassin, entity.bassins))]:
            self._coordinates_one_of(bassins)
            self._check_part_in(entity, bassins)
        return Subject(correctable, entity, facts, frozenset(each for some in owners.values() for each in some))

    def _facts(self, entity: Aggregate[Any]) -> list[Event]:
        """Those that stand, of the stream as far as the entity has it."""
        recorded = self.whole_stream(entity.id)
        return standing(event for event in recorded if event.originator_version <= entity.version)

    def _recorders(self, correctable: Correctable[Any], facts: Sequence[Event], fact: Event) -> tuple[Bassin, ...]:
        """Of several that may have recorded it, those that the account which did so has ever coordinated."""
        before = [each for each in facts if each.originator_version < fact.originator_version]
        bassins = correctable.recorders(correctable.aggregate.replay(fact.originator_id, before), fact)
        if len(bassins) == 1:
            return bassins
        actor = fact.metadata.get("actor", "")
        own = [bassin for bassin in bassins if self._ever_coordinated(bassin, actor)]
        return tuple(own) or bassins

    def _ever_coordinated(self, bassin: Bassin, actor: str) -> bool:
        try:
            grant = Grant(UUID(actor), Role.COORDINATOR)
        except ValueError:
            return False
        return bool(self.load(InstanceBassin, instance_id(bassin)).grants.of(grant))

    def _coordinates_one_of(self, bassins: Sequence[Bassin]) -> None:
        """Raises `Forbidden`."""
        instances = [self.load(InstanceBassin, instance_id(bassin)) for bassin in bassins]
        names = ", ".join(map(instance_name, bassins))
        self.admit(
            right=any(self._coordinates(instance) for instance in instances),
            otherwise=Message(
                "Ce compte ne coordonne pas l'Instance qui a enregistré ce fait : {names}.", names=names
            ),
        )

    def _check_part_in(self, entity: Aggregate[Any], bassins: Sequence[Bassin]) -> None:
        """A refusal names later facts, which who left is not told. Raises `Forbidden`."""
        names = ", ".join(map(instance_name, bassins))
        staying = [self.load(InstanceBassin, instance_id(each)) for each in bassins if each in entity.bassins]
        self.admit(
            right=any(self._coordinates(instance) for instance in staying),
            otherwise=Message(
                "L'Instance qui a enregistré ce fait n'a plus part à cet objet : {names}.", names=names
            ),
        )

    def _minutes(self, meeting_id: UUID, subject: Subject) -> Document:
        """Whether there is such a meeting elsewhere is not told."""
        meeting = self.load(Meeting, meeting_id)
        of_a_body = (
            meeting.exists
            and meeting.assembly.kind is AssemblyKind.BODY
            and subject.bassins <= {*meeting.assembly.bassins}
        )
        if not (of_a_body and meeting.minutes):
            raise MinutesNotAdopted(
                "Aucun procès-verbal adopté d'un organe de l'Instance n'est celui de cette réunion."
            )
        return meeting.minutes

    def _corrected(self, subject: Subject, patches: Sequence[Patch], *, documented: bool) -> Correction[Any]:
        correction = corrected(
            subject.correctable, subject.entity.id, subject.facts, patches, self, documented=documented
        )
        for fact in (fact for facts in correction.facts.values() for fact in facts):
            self.day(effective_on(fact))
        for patch in patches:
            self.check_nameable(*_persons(patch.fields or {}))
        return correction

    def _rectified(
        self,
        subject: Subject,
        correction: Correction[Any],
        reason: str,
        document: Document | None,
        proposal: int | None,
    ) -> CommandResult:
        rectified = subject.correctable.rectified(
            changes=correction.changes(), reason=reason, document=document, proposal=proposal
        )
        consequences = self.consequences(subject, correction)
        reserved = self.reserved(subject.entity, correction)
        subject.entity.record(rectified)
        for each in consequences:
            self._follow(subject, each, reason, document)
        return self.record(subject.entity, *reserved, *(each.entity for each in consequences))

    def _follow(self, subject: Subject, each: Consequence, reason: str, document: Document | None) -> None:
        """What only follows is rectified with it; what somebody decided is put in question."""
        known, found = each.correctable, each.findings
        if found.derived:
            changes = Correction(found.derived, each.entity, confirmed=False).changes()
            each.entity.record(known.rectified(changes=changes, reason=reason, document=document, proposal=None))
        if found.questioned:
            each.entity.record(
                known.questioned(
                    cause=subject.entity.id,
                    cause_kind=subject.entity.KIND,
                    cause_version=subject.entity.version,
                    findings=found.questioned,
                )
            )

    def reserved(self, entity: Aggregate[Any], correction: Correction[Any]) -> list[Pole]:
        """The id of a pôle's new name, so that no other is created by that. Raises `NameTaken`."""
        if not isinstance(entity, Pole) or texts.slug(correction.entity.name) == texts.slug(entity.name):
            return []
        named, _ = self._next_pole(entity.bassin, entity.axis, correction.entity.name)
        if named.exists and named.id != entity.id:
            raise NameTaken("Cette Instance a déjà un pôle « {pole} » pour cet axe.", pole=named.name)
        if named.id != entity.id:
            named.reserve_for(entity, on=max(entity.created_on, correction.entity.renamed_on))
        return [named] if named.id != entity.id else []

    def consequences(self, subject: Subject, correction: Correction[Any]) -> list[Consequence]:
        """What was decided elsewhere and comes out otherwise. Raises `FactIsUsed` or `TooManyConsequences`."""
        was = [fact for fact in subject.facts if fact.originator_version in correction.facts]
        now = [fact for _, facts in sorted(correction.facts.items()) for fact in facts]
        if not matters(was, now):
            return []
        naming = self._naming(names_of(subject.entity, was), subject.entity.id)
        cited = [fact for fact in was if not correction.facts[fact.originator_version]]
        if any(subject.correctable.may(fact).annulment is Annulment.UNCITED for fact in cited) and naming:
            raise FactIsUsed("Ce fait est cité ailleurs : il se rectifie, et ne s'annule pas.")
        found = [each for stream, kind in naming if (each := self._consequence(stream, kind, correction))]
        if len(found) > MOST_CONSEQUENCES:
            raise TooManyConsequences(
                "Cette rectification remet plus de {most} décisions en question.", most=MOST_CONSEQUENCES
            )
        return found

    def _naming(self, names: Sequence[str], but: UUID) -> list[tuple[UUID, str]]:
        """Those who may have looked at what has one of these names; nobody where the ledger cannot tell."""
        lookup: Callable[..., Sequence[tuple[UUID, str]]] = getattr(self.recorder, "streams_naming", lambda *_: ())
        batch = current_batch()
        found = {*lookup(names, sorted(LOOKING)), *(batch.naming(names, LOOKING) if batch else ())}
        return sorted((stream, kind) for stream, kind in found if stream != but)

    def _consequence(self, stream: UUID, kind: str, correction: Correction[Any]) -> Consequence | None:
        correctable = CORRECTIONS[kind]
        entity = self.load(correctable.aggregate, stream)
        found = findings(correctable, stream, self._facts(entity), self, correction.entity)
        return Consequence(correctable, entity, found) if found.questioned or found.derived else None


def _persons(fields: dict[str, Any]) -> list[UUID]:
    """Whom a patch names; that each is an id was seen when the fact was made."""
    found = []
    for name, value in fields.items():
        if isinstance(value, dict):
            found += _persons(value)
        elif name in PERSONS and value:
            found.append(UUID(str(value)))
    return found
