"""Aggregate of an opinion: requested or undertaken, drafted, adopted, transmitted, followed up (PS-AVIS, M4)."""

from datetime import date
from typing import assert_never
from uuid import UUID

from efe_domain.operator.events import OperatorKind
from efe_domain.opinion.content import Brief, OpinionContent, OpinionKind, Seen
from efe_domain.opinion.events import (
    EffectObserved,
    OpinionAcknowledged,
    OpinionAdopted,
    OpinionAmended,
    OpinionAnswered,
    OpinionDocumentAttached,
    OpinionDrafted,
    OpinionErratumNoted,
    OpinionEvent,
    OpinionRequested,
    OpinionTransmitted,
    OpinionUndertaken,
)
from efe_domain.opinion.refusals import (
    AlreadyAcknowledged,
    AlreadyAnswered,
    NoAddressee,
    NotAddressed,
    NotDrafted,
    NotTransmitted,
    OpinionAlreadyBegun,
    OpinionIsAdopted,
    OpinionIsTransmitted,
    OpinionNotAdopted,
    SameEffect,
    SameOpinion,
)
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.annexes import Annexes, TextStillChanges
from efe_domain.shared.codec import content_hash
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Invalid


class Opinion(Aggregate[OpinionEvent], kind="opinion", noun="Avis"):
    """Opinion. Once transmitted it never changes; another opinion may follow it."""

    brief: Brief
    content: OpinionContent

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.begun_on = date.max
        self.requester = ""
        self.number = 0
        self.content_hash = ""
        self.latest_on = date.min
        self.adopted_on: date | None = None
        self.transmitted_on: date | None = None
        self.acknowledged: dict[UUID | None, date] = {}
        self.answers: set[tuple[UUID | None, str]] = set()
        self.effects: set[str] = set()
        self.annexes = Annexes()

    @property
    def bassins(self) -> tuple[str, ...]:
        return (self.brief.bassin,) if self.begun_on != date.max else ()

    def request(self, brief: Brief, requester: str, *, due_on: date | None, on: date) -> None:
        self._check_new()
        if due_on is not None and due_on < on:
            raise Invalid("dueOn", "L'échéance précède la demande.")
        requester = texts.name(requester, "requester")
        self.record(OpinionRequested(brief=brief.checked(), requester=requester, due_on=due_on, effective_on=on))

    def undertake(self, brief: Brief, *, on: date) -> None:
        """Begins an opinion on the author's own initiative; `draft` follows."""
        self._check_new()
        self.record(OpinionUndertaken(brief=brief.checked(), effective_on=on))

    def draft(self, content: OpinionContent, seen: Seen | None, *, on: date) -> None:
        """`seen` is the project that it is about, as it stands."""
        if self.number:
            raise OpinionAlreadyBegun("Cet avis est déjà rédigé.")
        check_not_before(on, self.latest_on, "la demande d'avis")
        kind, content = self.brief.kind, content.checked(self.brief.kind)
        sha256 = content_hash(self.brief, content, seen)
        self.record(OpinionDrafted(kind=kind, content=content, seen=seen, content_hash=sha256, effective_on=on))

    def amend(self, content: OpinionContent, seen: Seen | None, *, on: date) -> None:
        self._check_draft(on)
        content = content.checked(self.brief.kind)
        sha256 = content_hash(self.brief, content, seen)
        if sha256 == self.content_hash:
            raise SameOpinion("Cette version est celle qui est déjà rédigée.")
        self.record(
            OpinionAmended(
                kind=self.brief.kind,
                number=self.number + 1,
                content=content,
                seen=seen,
                content_hash=sha256,
                effective_on=on,
            )
        )

    def adopt(self, decision: UUID | None, *, on: date) -> None:
        """Adopts the opinion: a pôle by a decision on exactly this content, an Instance without one."""
        self._check_draft(on)
        kind, sha256 = self.brief.kind, self.content_hash
        self.record(OpinionAdopted(kind=kind, content_hash=sha256, decision=decision, effective_on=on))

    def transmit(self, *, answer_due_on: date | None, on: date) -> None:
        self._check_changeable()
        if self.adopted_on is None:
            raise OpinionNotAdopted("Cet avis n'est pas adopté.")
        check_not_before(on, self.adopted_on, "l'adoption de l'avis")
        if answer_due_on is not None and answer_due_on < on:
            raise Invalid("answerDueOn", "L'échéance précède la transmission.")
        kind = self.brief.kind
        if kind is not OpinionKind.AVIS_OPPORTUNITE and not (self.content.operators or self.content.operator_kinds):
            raise NoAddressee("Aucun opérateur n'est destinataire.")
        self.record(OpinionTransmitted(kind=kind, answer_due_on=answer_due_on, effective_on=on))

    def acknowledge(self, operator: UUID | None, kind: OperatorKind | None, *, on: date) -> None:
        """Acknowledges the opinion: an operator of an addressed kind, the target body or the requester."""
        self._check_addressed(operator, kind, on)
        if operator in self.acknowledged:
            raise AlreadyAcknowledged("L'accusé de réception date du {day}.", day=self.acknowledged[operator])
        self.record(OpinionAcknowledged(operator=operator, effective_on=on))

    def answer(self, operator: UUID | None, kind: OperatorKind | None, answer: str, *, on: date) -> None:
        """Answers the opinion: an operator of an addressed kind, the target body or the requester."""
        self._check_addressed(operator, kind, on)
        answer = texts.text(answer, "answer")
        if (operator, answer) in self.answers:
            raise AlreadyAnswered("Cette réponse est déjà enregistrée.")
        self.record(OpinionAnswered(operator=operator, answer=answer, effective_on=on))

    def observe_effect(self, effect: str, *, on: date) -> None:
        self.check_transmitted(on)
        effect = texts.text(effect, "effect")
        if effect in self.effects:
            raise SameEffect("Cet effet est déjà observé.")
        self.record(EffectObserved(effect=effect, effective_on=on))

    def attach(self, document: Document, title: str, *, on: date) -> None:
        check_not_before(on, self.begun_on, "la demande d'avis")
        fields = self.annexes.attached(document, title)
        self.record(OpinionDocumentAttached(pole=self.brief.pole, **fields, effective_on=on))

    def note_erratum(self, text: str, *, on: date) -> None:
        """Notes an erratum to the adopted version. Raises `TextStillChanges`."""
        if self.adopted_on is None:
            raise TextStillChanges("Cet avis peut encore être modifié : il n'est pas adopté.")
        check_not_before(on, self.adopted_on, "l'adoption de l'avis")
        self.record(OpinionErratumNoted(**self.annexes.erratum(self.number, text), effective_on=on))

    def check_transmitted(self, on: date) -> None:
        """Raises `NotTransmitted` or `TooEarly`."""
        if self.transmitted_on is None:
            raise NotTransmitted("Cet avis n'est pas transmis.")
        check_not_before(on, self.transmitted_on, "la transmission de l'avis")

    def _check_new(self) -> None:
        if self.exists:
            raise OpinionAlreadyBegun("Cet avis est demandé ou entrepris depuis le {since}.", since=self.begun_on)

    def _check_changeable(self) -> None:
        if self.transmitted_on is not None:
            raise OpinionIsTransmitted(
                "Cet avis est transmis depuis le {since} : il ne change plus, un autre peut le suivre.",
                since=self.transmitted_on,
            )

    def _check_draft(self, on: date) -> None:
        self._check_changeable()
        if not self.number:
            raise NotDrafted("Cet avis n'est pas rédigé.")
        if self.adopted_on is not None:
            raise OpinionIsAdopted("Cet avis est adopté depuis le {since}.", since=self.adopted_on)
        check_not_before(on, self.latest_on, "la dernière version de l'avis")

    def _check_addressed(self, operator: UUID | None, kind: OperatorKind | None, on: date) -> None:
        self.check_transmitted(on)
        if operator is None:
            addressed = bool(self.brief.target or self.requester)
        else:
            addressed = operator in self.content.operators or kind in self.content.operator_kinds
        if not addressed:
            raise NotAddressed("Cet avis ne lui est pas adressé.")

    def _apply(self, event: OpinionEvent) -> None:  # noqa: C901 - one case an event
        match event:
            case OpinionRequested(brief=brief, requester=requester, effective_on=on):
                self.brief, self.requester, self.begun_on = brief, requester, on
            case OpinionUndertaken(brief=brief, effective_on=on):
                self.brief, self.begun_on = brief, on
            case OpinionDrafted(content=content, content_hash=sha256):
                self.number, self.content, self.content_hash = 1, content, sha256
            case OpinionAmended(number=number, content=content, content_hash=sha256):
                self.number, self.content, self.content_hash = number, content, sha256
            case OpinionAdopted(effective_on=on):
                self.adopted_on = on
            case OpinionTransmitted(effective_on=on):
                self.transmitted_on = on
            case OpinionAcknowledged(operator=operator, effective_on=on):
                self.acknowledged[operator] = on
            case OpinionAnswered(operator=operator, answer=answer):
                self.answers.add((operator, answer))
            case EffectObserved(effect=effect):
                self.effects.add(effect)
            case OpinionDocumentAttached(document=document):
                self.annexes.keep_document(document)
                return
            case OpinionErratumNoted(number=number, text=text):
                self.annexes.keep_erratum(number, text)
                return
            case _:
                assert_never(event)
        self.latest_on = max(self.latest_on, event.effective_on)
