"""Late word: what a member says after the adoption, where its word there is not its own (PS-CONSENSUS).

An interpretation: the law asks for a consensus, and a register cannot prove that a member took part in it.
"""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from efe_domain.decision.positions import Voice
from efe_domain.decision.refusals import Contested, DecisionIsClosed, NotReplaceable
from efe_domain.decision.state import DecisionState
from efe_domain.pole.pole import Pole
from efe_domain.shared.days import check_not_before

LOST_SEAT_DAYS: Final = 30
"""Days before the opening from which a seat that ended gives a late word: an interpretation."""


class LateWords(DecisionState):
    """Words of the members after the adoption, and the contest that a late objection begins.

    A decision recorded before 0.5.0, or imported, has no late word. A contest ends by the word of its author, or when
    another decision of the pôle replaces this one.
    """

    @property
    def is_contested(self) -> bool:
        """Says whether a late objection stands. No objection stands when a decision is adopted."""
        return self.adopted_on is not None and self.replaced_by is None and bool(self.objections.standing)

    def check_uncontested(self) -> None:
        """Raises `Contested`, also for a decision that another one replaced."""
        if self.replaced_by:
            raise Contested("Le pôle a remplacé cette décision par une autre : c'est elle qu'il faut citer.")
        if self.is_contested:
            raise Contested("Un membre conteste cette décision : aucun nouvel acte du pôle ne repose sur elle.")

    def check_replaceable(self, pole: Pole) -> None:
        """Raises `NotReplaceable`."""
        if self.pole != pole.id or self.adopted_on is None or self.replaced_by:
            raise NotReplaceable("Seule une décision adoptée de ce pôle, qui n'est pas déjà remplacée, se remplace.")

    def late_speakers(self, pole: Pole, operator: UUID, today: date) -> frozenset[UUID]:
        """Returns the persons who may speak for the member: who represented it at the opening, or does today.

        For a member that lost its seat before the opening, also who represented it then.
        """
        opening = {seat.representative for seat in (*self.opening_roster, *self.roster) if seat.operator == operator}
        seats = pole.members.seats_lost(operator, self._lost_since)
        at_the_end = {pole.members.representative_on(operator, ended_on) for ended_on in seats}
        now = {pole.members.representative_on(operator, today)} if operator in pole.members_on(today) else set()
        return frozenset(person for person in opening | at_the_end | now if person)

    def has_late_word(self, pole: Pole, operator: UUID) -> bool:
        """Says whether the word of the member is not its own.

        It was recorded for the member; or the member has none, because it lost its seat. A member that was silent
        past the deadline has none for itself.
        """
        if word := self.positions.get(operator):
            return not word.own
        on_roster = any(seat.operator == operator for seat in self.roster)
        if on_roster and operator not in self.silent:
            return True
        return any(
            ended_on <= (self.adopted_on or ended_on)
            for ended_on in pole.members.seats_lost(operator, self._lost_since)
        )

    def check_late_word(self, pole: Pole, operator: UUID, voice: Voice, on: date) -> None:
        """Raises `DecisionIsClosed` unless the member itself may still speak, or `TooEarly`.

        Who contests may speak at any time, to end the contest.
        """
        is_late = voice.own and self.adopted_on is not None and self.replaced_by is None
        ends_contest = is_late and bool(self.objections.standing_of(operator))
        is_open = is_late and self.late_until is not None and on <= self.late_until
        if not ends_contest and not (is_open and self.has_late_word(pole, operator)):
            raise DecisionIsClosed(
                "La consultation est close depuis le {since}.", since=self.adopted_on or self.closed_on
            )
        check_not_before(on, self.adopted_on or on, "l'adoption")

    @property
    def _lost_since(self) -> date:
        return self.opened_on - timedelta(days=LOST_SEAT_DAYS)
