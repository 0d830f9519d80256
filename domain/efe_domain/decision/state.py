"""State of a decision, folded from its events."""

from datetime import date
from typing import assert_never
from uuid import UUID

from efe_domain.decision.deadline import Deadline, deadline_of, later_deadline
from efe_domain.decision.events import (
    DeadlineSet,
    DecisionAdopted,
    DecisionAmended,
    DecisionClosed,
    DecisionCommunicated,
    DecisionDocumentAttached,
    DecisionErratumNoted,
    DecisionEvent,
    DecisionKind,
    DecisionProposed,
    DecisionReceived,
    ObjectionAnswered,
    ObjectionMaintained,
    ObjectionWithdrawn,
    PositionTaken,
)
from efe_domain.decision.objections import Objections
from efe_domain.decision.positions import Positions, voice_of
from efe_domain.pole.members import RosterSeat
from efe_domain.pole.modalities import ConsensusRules
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.annexes import Annexes
from efe_domain.shared.bassins import Bassin


class DecisionState(Aggregate[DecisionEvent], kind="decision", noun="Décision"):
    """State of a decision: the current wording and its consultation. A new wording restarts the consultation."""

    bassin: Bassin
    pole: UUID
    kind: DecisionKind

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.subject: UUID | None = None
        self.subject_hash = ""
        self.roster: tuple[RosterSeat, ...] = ()
        self.consensus: ConsensusRules | None = None
        self.number = 0
        self.content_hash = ""
        self.deadline: Deadline | None = None
        self.worded_on = self.latest_on = date.min
        self.positions = Positions()
        self.objections = Objections()
        self.adopted_on: date | None = None
        self.late_until: date | None = None
        self.closed_on: date | None = None
        self.communicated_on: date | None = None
        self.received_on: date | None = None
        self.annexes = Annexes()

    @property
    def bassins(self) -> tuple[str, ...]:
        return (self.bassin,) if self.number else ()

    def _apply(self, event: DecisionEvent) -> None:  # noqa: C901, PLR0912 - one case a fact
        match event:
            case DecisionProposed(bassin=bassin, pole=pole, kind=kind, subject=subject):
                self.bassin, self.pole, self.kind, self.subject = bassin, pole, kind, subject
                self.consensus = event.consensus
                self._start_consultation(event, 1)
            case DecisionAmended(number=number):
                self._start_consultation(event, number)
            case DeadlineSet(deadline=last_day, deadline_recorded_on=recorded_on):
                self.deadline = later_deadline(self.deadline, last_day, recorded_on)
            case PositionTaken(operator=operator, objection=objection, effective_on=on):
                self.positions[operator] = event
                if objection is not None:
                    self.objections.add(objection, operator, on, signed=voice_of(event).is_signed, own=event.own)
            case ObjectionAnswered() | ObjectionMaintained() | ObjectionWithdrawn():
                self.objections.apply(event)
            case DecisionAdopted(late_until=late_until, effective_on=on):
                self.adopted_on, self.late_until = on, late_until
            case DecisionClosed(effective_on=on):
                self.closed_on = on
            case DecisionCommunicated(effective_on=on):
                self.communicated_on = on
            case DecisionReceived(effective_on=on):
                self.received_on = on
            case DecisionDocumentAttached(document=document):
                self.annexes.keep_document(document)
                return
            case DecisionErratumNoted(number=number, text=text):
                self.annexes.keep_erratum(number, text)
                return
            case _:
                assert_never(event)
        self.latest_on = max(self.latest_on, event.effective_on)

    def _start_consultation(self, event: DecisionProposed | DecisionAmended, number: int) -> None:
        """Replaces the wording and clears the positions. Objections remain."""
        self.number, self.content_hash, self.subject_hash = number, event.content_hash, event.subject_hash
        self.deadline = deadline_of(event.deadline, event.deadline_recorded_on)
        self.worded_on = event.effective_on
        self.roster = self.roster if event.roster is None else event.roster
        self.positions = Positions()
