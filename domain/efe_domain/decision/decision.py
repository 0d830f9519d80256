"""Aggregate of a decision of a pôle: proposal to a fixed roster, consultation, adoption, communication, receipt."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from efe_domain.decision.consultation import Consultation, check_consensus, consult
from efe_domain.decision.deadline import NOTICE_DAYS, next_deadline
from efe_domain.decision.discussion import Discussion
from efe_domain.decision.events import (
    DeadlineSet,
    DecisionAdopted,
    DecisionAmended,
    DecisionClosed,
    DecisionCommunicated,
    DecisionDocumentAttached,
    DecisionDocumentPurged,
    DecisionErratumNoted,
    DecisionKind,
    DecisionProposed,
    DecisionReceived,
    DecisionReplaced,
)
from efe_domain.decision.refusals import (
    AlreadyCommunicated,
    AlreadyProposed,
    AlreadyReceived,
    ConsultationUnderWay,
    DeadlineMovesEarlier,
    DeadlineTooShort,
    NotAdopted,
    NotCarried,
    NotCommunicated,
    SameWording,
)
from efe_domain.decision.wording import Wording
from efe_domain.operator.candidate import Candidate
from efe_domain.pole.pole import Pole
from efe_domain.shared import texts
from efe_domain.shared.annexes import TextStillChanges
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Invalid


class Decision(Discussion):
    """Decision that a pôle adopts by consensus.

    Each wording has its own roster. An objection stays open until its author withdraws it, even after an amendment.
    Only a member, or a document that it signed, can replace a statement that the member made itself. There is no
    vote: the decision can be adopted once every member was consulted and each college was heard. One member at least
    must agree, and no objection may be open.
    """

    def consultation(
        self, pole: Pole, members: Sequence[Candidate], on: date, *, imported: bool = False
    ) -> Consultation:
        """Computes the consultation on a day, under the consensus rules of the proposal.

        `members` are the members of the pôle on that day. A proposal recorded before 0.3.0 has no rules: the
        rules of the pôle on that day apply. An `imported` adoption attests that its deadline was announced in time.
        """
        return consult(
            self.roster,
            composition=pole.composition_on(members, on),
            stances={operator: position.stance for operator, position in self.positions.items()},
            standing=[objection.number for objection in self.objections.standing],
            deadline=self.deadline.attested() if imported and self.deadline else self.deadline,
            rules=self.consensus or pole.consensus_on(on),
        )

    def propose(
        self,
        pole: Pole,
        kind: DecisionKind,
        subject: UUID | None,
        wording: Wording,
        *,
        recorded_on: date | None = None,
        replaces: UUID | None = None,
        on: date,
    ) -> None:
        """Proposes a first wording. Fixes the roster and the consensus rules as they are on that day.

        `recorded_on` is the day of the command, for the notice of its deadline; None for an imported line.
        `replaces` is the decision that this one replaces once it is adopted.
        """
        if self.exists:
            raise AlreadyProposed("Cette décision est déjà proposée.")
        pole.check_in_term(on)
        wording = wording.validated(kind, subject, on)
        self.record(
            DecisionProposed(
                bassin=pole.bassin,
                pole=pole.id,
                kind=kind,
                subject=subject,
                subject_hash=wording.subject_hash,
                title=wording.title,
                text=wording.text,
                content_hash=wording.hash_for(kind, subject),
                roster=pole.roster_on(on),
                consensus=pole.consensus_on(on),
                deadline=wording.deadline,
                deadline_recorded_on=recorded_on if wording.deadline else None,
                replaces=replaces,
                effective_on=on,
            )
        )

    def set_deadline(self, last_day: date, *, recorded_on: date | None = None, on: date) -> None:
        """Announces the last day for answers, or moves it to a later day.

        `recorded_on` is the day of the command; None for an imported line. Raises `Invalid`, `DeadlineMovesEarlier`
        or `DeadlineTooShort`.
        """
        self.check_open()
        check_not_before(on, self.worded_on, "le texte proposé")
        if last_day < on:
            raise Invalid("deadline", "Le délai est déjà passé.")
        if self.deadline and last_day <= self.deadline.last_day:
            raise DeadlineMovesEarlier(
                "Le délai court jusqu'au {day} : il ne peut être que reculé.", day=self.deadline.last_day
            )
        if not next_deadline(self.deadline, last_day, recorded_on).counts:
            raise DeadlineTooShort("Un délai laisse aux membres {days} jours au moins.", days=NOTICE_DAYS)
        self.record(
            DeadlineSet(
                pole=self.pole,
                number=self.number,
                deadline=last_day,
                deadline_recorded_on=recorded_on,
                effective_on=on,
            )
        )

    def amend(self, pole: Pole, wording: Wording, *, recorded_on: date | None = None, on: date) -> None:
        """Replaces the wording. The members of that day become the roster."""
        self.check_open()
        pole.check_in_term(on)
        check_not_before(on, self.latest_on, "le dernier acte de la consultation")
        wording = wording.validated(self.kind, self.subject, on)
        content_hash = wording.hash_for(self.kind, self.subject)
        if content_hash == self.content_hash:
            raise SameWording("Ce texte est celui qui est déjà proposé.")
        self.record(
            DecisionAmended(
                pole=self.pole,
                number=self.number + 1,
                subject_hash=wording.subject_hash,
                title=wording.title,
                text=wording.text,
                content_hash=content_hash,
                roster=pole.roster_on(on),
                deadline=wording.deadline,
                deadline_recorded_on=recorded_on if wording.deadline else None,
                effective_on=on,
            )
        )

    def adopt(
        self,
        pole: Pole,
        members: Sequence[Candidate],
        operator_name: Callable[[UUID], str],
        *,
        meeting: UUID | None = None,
        late_until: date | None = None,
        imported: bool = False,
        on: date,
    ) -> None:
        """Adopts the current wording by consensus.

        `members` are the members of the pôle on that day. `meeting` is the meeting of the pôle that adopted, if the
        coordinator cites one. `late_until` is the last day for a late word; None for an imported line. Raises
        `ObjectionStands`, `NotEveryoneConsulted`, `CollegeNotHeard` or `NobodyAgrees`; `operator_name` gives the
        names for their reasons.
        """
        self.check_open()
        pole.check_in_term(on)
        check_not_before(on, self.latest_on, "le dernier acte de la consultation")
        consultation = self.consultation(pole, members, on, imported=imported)
        check_consensus(consultation, self.objections, operator_name)
        self.record(
            DecisionAdopted(
                content_hash=self.content_hash,
                silent=consultation.silent,
                uncounted=consultation.uncounted,
                meeting=meeting,
                late_until=late_until,
                effective_on=on,
            )
        )

    def be_replaced(self, by: UUID, *, on: date) -> None:
        """Records that the pôle adopted another decision in place of this one."""
        self.record(DecisionReplaced(by=by, effective_on=on))

    def note_purge(self, sha256: str, late_until: date | None, *, on: date) -> None:
        """Records the purge of a document on which a recorded word rests, and when a late word then ends."""
        self.record(DecisionDocumentPurged(sha256=sha256, late_until=late_until, effective_on=on))

    def close(self, reason: str, *, pole: Pole | None = None, on: date) -> None:
        """Closes the consultation without consensus. The term of the pôle may be over.

        `pole` is given to check that the consultation has run its course; a recorded fact is not asked. Raises
        `ConsultationUnderWay`.
        """
        self.check_open()
        check_not_before(on, self.latest_on, "le dernier acte de la consultation")
        reason = texts.text(reason, "reason")
        if pole and self._is_under_way(pole, on):
            raise ConsultationUnderWay(
                "Des membres peuvent encore s'exprimer : la clôture attend que chacun l'ait fait, ou la fin du délai."
            )
        self.record(DecisionClosed(reason=reason, effective_on=on))

    def _is_under_way(self, pole: Pole, on: date) -> bool:
        """Says whether a member of the roster may still speak before the deadline."""
        silent = {seat.operator for seat in self.roster} - self.positions.keys()
        is_past_deadline = self.deadline is not None and self.deadline.has_passed(on)
        return pole.is_in_term(on) and not is_past_deadline and not silent.isdisjoint(pole.members_on(on))

    def communicate(self, *, on: date) -> None:
        if self.adopted_on is None:
            raise NotAdopted("Cette décision n'est pas adoptée.")
        if self.communicated_on is not None:
            raise AlreadyCommunicated("Cette décision est communiquée depuis le {since}.", since=self.communicated_on)
        check_not_before(on, self.adopted_on, "l'adoption")
        self.record(DecisionCommunicated(effective_on=on))

    def receive(self, *, on: date) -> None:
        if self.communicated_on is None:
            raise NotCommunicated("Cette décision n'est pas communiquée à l'Instance.")
        if self.received_on is not None:
            raise AlreadyReceived("Cette décision est reçue depuis le {since}.", since=self.received_on)
        check_not_before(on, self.communicated_on, "la communication")
        self.record(DecisionReceived(effective_on=on))

    def attach(self, document: Document, title: str, *, on: date) -> None:
        check_not_before(on, self.worded_on, "le texte proposé")
        fields = self.annexes.attached(document, title)
        self.record(DecisionDocumentAttached(pole=self.pole, **fields, effective_on=on))

    def note_erratum(self, text: str, *, on: date) -> None:
        """Records an erratum to the last wording. Raises `TextStillChanges` while the consultation is open."""
        ended_on = self.adopted_on or self.closed_on
        if ended_on is None:
            raise TextStillChanges("Ce texte peut encore être modifié : la consultation est ouverte.")
        check_not_before(on, ended_on, "la fin de la consultation")
        self.record(DecisionErratumNoted(**self.annexes.erratum(self.number, text), effective_on=on))

    def check_carries(self, kind: DecisionKind, subject: UUID, content_hash: str) -> None:
        """Raises `NotCarried` unless the decision was adopted for exactly that subject and content."""
        if self.adopted_on is None or (self.kind, self.subject, self.subject_hash) != (kind, subject, content_hash):
            raise NotCarried("Cette décision n'est pas adoptée pour exactement ce contenu.")
