"""Objections to a decision. A position raises one; it is then answered, maintained or withdrawn."""

from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.decision.events import ObjectionAnswered, ObjectionMaintained, ObjectionWithdrawn
from efe_domain.decision.refusals import ObjectionAlreadyAnswered, ObjectionIsWithdrawn, ObjectionNotAnswered
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import NotFound
from efe_domain.shared.event import Event


class ObjectionState(StrEnum):
    """State in the life cycle of an objection."""

    RAISED = "raised"
    ANSWERED = "answered"
    MAINTAINED = "maintained"
    WITHDRAWN = "withdrawn"


STATE_AFTER: Final[dict[type[Event], ObjectionState]] = {
    ObjectionAnswered: ObjectionState.ANSWERED,
    ObjectionMaintained: ObjectionState.MAINTAINED,
    ObjectionWithdrawn: ObjectionState.WITHDRAWN,
}


class Objection(msgspec.Struct, frozen=True):
    """Objection of a member. It is open until its author withdraws it.

    `latest_on` is the effective date of the last event about it. `own_since` is the day on which its author last
    raised or maintained it with its account, None if it did not. `signed`: by the rules before 0.5.0, it did or it
    signed the act.
    """

    number: int
    operator: UUID
    latest_on: date
    signed: bool
    own_since: date | None = None
    state: ObjectionState = ObjectionState.RAISED

    @property
    def stands(self) -> bool:
        return self.state is not ObjectionState.WITHDRAWN


class Objections:
    """All objections to a decision, withdrawn ones included, by number from 1."""

    def __init__(self) -> None:
        self._objections: dict[int, Objection] = {}

    def __len__(self) -> int:
        return len(self._objections)

    def __getitem__(self, number: int) -> Objection:
        """Raises `NotFound` if no objection has that number."""
        if number not in self._objections:
            raise NotFound("Objection", number)
        return self._objections[number]

    @property
    def standing(self) -> tuple[Objection, ...]:
        return tuple(objection for objection in self._objections.values() if objection.stands)

    def standing_of(self, operator: UUID) -> tuple[Objection, ...]:
        return tuple(objection for objection in self.standing if objection.operator == operator)

    def author_of(self, number: int) -> UUID | None:
        """Returns the member that raised the objection; None if there is none of that number."""
        return self._objections[number].operator if number in self._objections else None

    def check_answerable(self, number: int, on: date) -> None:
        self.check_standing(number, on)
        if self[number].state is ObjectionState.ANSWERED:
            raise ObjectionAlreadyAnswered("Cette objection a une réponse : son auteur la retire ou la maintient.")

    def check_maintainable(self, number: int, on: date) -> None:
        self.check_standing(number, on)
        if self[number].state is not ObjectionState.ANSWERED:
            raise ObjectionNotAnswered("Cette objection attend une réponse.")

    def check_standing(self, number: int, on: date) -> None:
        """Raises `ObjectionIsWithdrawn`, `NotFound` or `TooEarly`."""
        if not self[number].stands:
            raise ObjectionIsWithdrawn("Cette objection est retirée.")
        check_not_before(on, self[number].latest_on, "le dernier acte sur l'objection")

    def add(self, number: int, operator: UUID, on: date, *, signed: bool, own: bool) -> None:
        self._objections[number] = Objection(number, operator, on, signed, on if own else None)

    def apply(self, event: ObjectionAnswered | ObjectionMaintained | ObjectionWithdrawn) -> None:
        objection = self._objections[event.objection]
        is_own = isinstance(event, ObjectionMaintained) and event.own
        self._objections[event.objection] = replace(
            objection,
            state=STATE_AFTER[type(event)],
            latest_on=event.effective_on,
            signed=objection.signed or is_own,
            own_since=event.effective_on if is_own else objection.own_since,
        )
