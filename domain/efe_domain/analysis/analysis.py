"""Aggregate of an analysis: an Instance requests data, receives contributions and writes syntheses."""

from collections.abc import Sequence
from datetime import date
from typing import Self, assert_never
from uuid import UUID

import msgspec

from efe_domain.analysis.events import (
    AnalysisEvent,
    ContributionReceived,
    DataRequest,
    DataRequested,
    ReminderRecorded,
    SynthesisAdopted,
    SynthesisWritten,
)
from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.annexes import check_document
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import DomainError, Invalid


class DataAlreadyRequested(DomainError, rule=Rule.M2):
    """An analysis begins with one request of data (M2)."""


class NothingToRemind(DomainError, rule=Rule.M2):
    """A provider who has contributed is not reminded (M2)."""


class SameContribution(DomainError, rule=Rule.M2):
    """A document is received once for an analysis (M2)."""


class NothingToSynthesise(DomainError, rule=Rule.M2):
    """A synthesis rests on contributions received, here and in every analysis that it crosses (M2)."""


class SameSynthesis(DomainError, rule=Rule.M2):
    """A version of a synthesis changes something (M2)."""


class NoSynthesis(DomainError, rule=Rule.M2):
    """Only a synthesis that was written is adopted (M2)."""


class SynthesisIsAdopted(DomainError, rule=Rule.M2):
    """A version of a synthesis is adopted once (M2)."""


MOST_CROSSED = 50


class Analysis(Aggregate[AnalysisEvent], kind="analysis", noun="Analyse"):
    """Analysis: one provider, one question, one deadline. Lateness needs no event: it follows from the deadline."""

    bassin: Bassin

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.requested_on = date.max
        self.received: dict[str, date] = {}
        self.synthesis: SynthesisWritten | None = None
        self.adopted_number = 0

    @property
    def bassins(self) -> tuple[str, ...]:
        return (self.bassin,) if self.requested_on != date.max else ()

    @property
    def adopted(self) -> bool:
        return self.adopted_number > 0

    def request_data(self, bassin: Bassin, request: DataRequest, *, on: date) -> None:
        if self.exists:
            raise DataAlreadyRequested("Ces données sont déjà demandées depuis le {since}.", since=self.requested_on)
        if request.due_on < on:
            raise Invalid("dueOn", "L'échéance précède la demande.")
        if request.remind_on is not None and request.remind_on < on:
            raise Invalid("remindOn", "Le rappel précède la demande.")
        request = msgspec.structs.replace(
            request,
            provider=texts.name(request.provider, "provider"),
            question=texts.text(request.question, "question"),
            remind_on=request.remind_on or request.due_on,
        )
        self.record(DataRequested(bassin=bassin, request=request, effective_on=on))

    def record_reminder(self, note: str, *, remind_on: date | None, on: date) -> None:
        check_not_before(on, self.requested_on, "la demande de données")
        if self.received:
            raise NothingToRemind("Une contribution est déjà reçue.")
        if remind_on is not None and remind_on <= on:
            raise Invalid("remindOn", "Le rappel suivant vient après celui-ci.")
        self.record(ReminderRecorded(note=texts.text(note, "note"), remind_on=remind_on, effective_on=on))

    def receive(self, document: Document, reference: str, *, on: date) -> None:
        check_not_before(on, self.requested_on, "la demande de données")
        check_document(document)
        if document.sha256 in self.received:
            raise SameContribution("Ce document est reçu depuis le {since}.", since=self.received[document.sha256])
        reference = texts.text(reference, "reference")
        self.record(ContributionReceived(document=document, reference=reference, effective_on=on))

    def write_synthesis(self, text: str, crossed: Sequence[Self], *, on: date) -> None:
        """`crossed` are other analyses of the Instance."""
        if self.synthesis:
            check_not_before(on, self.synthesis.effective_on, "la version précédente de la synthèse")
        if len(crossed) > MOST_CROSSED or self.id in {each.id for each in crossed}:
            raise Invalid("crosses", "Une synthèse croise d'autres analyses, {most} au plus.", most=MOST_CROSSED)
        if empty := [each for each in (self, *crossed) if not each.has_received(on)]:
            raise NothingToSynthesise(
                "Rien n'est reçu le {day} pour {empty} des analyses croisées.", day=on, empty=len(empty)
            )
        event = SynthesisWritten(
            number=self.synthesis.number + 1 if self.synthesis else 1,
            text=texts.text(text, "text"),
            crosses=tuple(sorted({each.id for each in crossed})),
            effective_on=on,
        )
        if self.synthesis and (event.text, event.crosses) == (self.synthesis.text, self.synthesis.crosses):
            raise SameSynthesis("Cette synthèse est celle qui est déjà écrite.")
        self.record(event)

    def adopt_synthesis(self, *, on: date) -> None:
        """Adopts the last version."""
        if self.synthesis is None:
            raise NoSynthesis("Aucune synthèse n'est écrite.")
        if self.adopted_number == self.synthesis.number:
            raise SynthesisIsAdopted("La dernière version de la synthèse est déjà adoptée.")
        check_not_before(on, self.synthesis.effective_on, "la synthèse")
        self.record(SynthesisAdopted(number=self.synthesis.number, effective_on=on))

    def has_received(self, day: date) -> bool:
        return any(received_on <= day for received_on in self.received.values())

    def _apply(self, event: AnalysisEvent) -> None:
        match event:
            case DataRequested(bassin=bassin, effective_on=on):
                self.bassin, self.requested_on = bassin, on
            case ContributionReceived(document=document, effective_on=on):
                self.received[document.sha256] = on
            case SynthesisWritten():
                self.synthesis = event
            case SynthesisAdopted(number=number):
                self.adopted_number = number
            case ReminderRecorded():
                pass
            case _:
                assert_never(event)
