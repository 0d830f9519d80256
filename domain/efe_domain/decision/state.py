"""State of a decision, folded from its events."""

from datetime import date
from typing import assert_never
from uuid import UUID

from efe_domain.decision.deadline import Deadline, deadline_of, next_deadline
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
    DecisionKind,
    DecisionProposed,
    DecisionReceived,
    DecisionReplaced,
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
from efe_domain.shared.days import later_day


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
        self.opened_on = self.worded_on = self.latest_on = date.min
        self.opening_roster: tuple[RosterSeat, ...] = ()
        self.positions = Positions()
        self.objections = Objections()
        self.adopted_on: date | None = None
        self.late_until: date | None = None
        self.silent: tuple[UUID, ...] = ()
        self.replaces: UUID | None = None
        self.replaced_by: UUID | None = None
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
                self.consensus, self.replaces = event.consensus, event.replaces
                self.opened_on, self.opening_roster = event.effective_on, event.roster
                self._start_consultation(event, 1)
            case DecisionAmended(number=number):
                self._start_consultation(event, number)
            case DeadlineSet(deadline=last_day, deadline_recorded_on=recorded_on):
                self.deadline = next_deadline(self.deadline, last_day, recorded_on)
            case PositionTaken(operator=operator, objection=objection, effective_on=on):
                self.positions[operator] = event
                if objection is not None:
                    self.objections.add(objection, operator, on, signed=voice_of(event).is_signed, own=event.own)
            case ObjectionAnswered() | ObjectionMaintained() | ObjectionWithdrawn():
                self.objections.apply(event)
            case DecisionAdopted(late_until=late_until, silent=silent, effective_on=on):
                self.adopted_on, self.late_until, self.silent = on, late_until, silent
            case DecisionDocumentPurged(late_until=late_until):
                self.late_until = later_day(self.late_until, late_until)
            case DecisionReplaced(by=by):
                self.replaced_by = by
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
