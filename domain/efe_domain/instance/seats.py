"""Seats of the bodies of an Instance, and the periods of their mandates (M6, M7). Persons are in the events alone."""

from datetime import date
from uuid import UUID

from efe_domain.instance.events import Mandate, SeatFilled, SeatVacated
from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.days import ONE_DAY, Period, check_not_before
from efe_domain.shared.errors import DomainError, Invalid, NotFound


class SeatTaken(DomainError, rule=Rule.M6):
    """One person at a time sits in a seat (M6)."""


class SeatIsVacant(DomainError, rule=Rule.M6):
    """Only an occupied seat can be vacated (M6)."""


class Seats:
    """Seats by id: each belongs to one body for ever, and its mandates never overlap."""

    def __init__(self) -> None:
        self._bodies: dict[UUID, UUID] = {}
        self._mandates: dict[UUID, list[Period]] = {}
        self._holders: dict[UUID, list[Mandate]] = {}
        self._latest: dict[UUID, date] = {}

    def latest_in(self, body: UUID) -> date:
        """Returns the last day on which a seat of the body was filled or vacated; `date.min` without any."""
        return self._latest.get(body, date.min)

    def voting_on(self, body: UUID, day: date) -> list[Mandate]:
        """Returns the mandates of the body that vote that day."""
        return [
            mandate
            for seat, seat_body in self._bodies.items()
            if seat_body == body
            for period, mandate in zip(self._mandates[seat], self._holders[seat], strict=True)
            if period.covers(day) and mandate.voting
        ]

    def check_fillable(self, body: UUID, seat: UUID, day: date) -> None:
        """Raises `NotFound` for a seat of another body, or `SeatTaken`."""
        self._check_body(body, seat)
        if any(mandate.reaches(day) for mandate in self._mandates.get(seat, ())):
            raise SeatTaken("Ce siège est pourvu le {day} ou plus tard.", day=day)

    def holder_since(self, body: UUID, seat: UUID, day: date) -> date:
        """Returns the first day of the mandate of that day. Raises `NotFound`, `SeatIsVacant` or `TooEarly`."""
        self.check_known(body, seat)
        last = self._mandates[seat][-1]
        check_not_before(day, last.since, "le début du mandat")
        if not last.covers(day):
            raise SeatIsVacant("Ce siège n'est pas pourvu le {day}.", day=day)
        return last.since

    def apply(self, event: SeatFilled | SeatVacated) -> None:
        body, seat, day = event.body, event.seat, event.effective_on
        match event:
            case SeatFilled(mandate=mandate):
                self._bodies[seat] = body
                self._mandates.setdefault(seat, []).append(Period(day, free_from(mandate)))
                self._holders.setdefault(seat, []).append(mandate)
            case SeatVacated():
                self._mandates[seat][-1] = Period(self._mandates[seat][-1].since, day)
        self._latest[body] = max(self.latest_in(body), day)

    def check_known(self, body: UUID, seat: UUID) -> None:
        """Raises `NotFound` for what is no seat of the body."""
        if seat not in self._bodies:
            raise NotFound("Siège", seat)
        self._check_body(body, seat)

    def _check_body(self, body: UUID, seat: UUID) -> None:
        if self._bodies.get(seat, body) != body:
            raise NotFound("Siège", seat)


def free_from(mandate: Mandate) -> date | None:
    """Returns the first day after the mandate; None for a mandate without an end."""
    return mandate.ends and mandate.ends + ONE_DAY


def clean_mandate(mandate: Mandate, starts: date) -> Mandate:
    """Returns the mandate as it is recorded. Raises `Invalid`."""
    if mandate.ends is not None and mandate.ends < starts:
        raise Invalid("mandateEnds", "Le mandat se termine avant de commencer.")
    if mandate.ends == date.max:  # no day comes after it, on which the seat would be free
        raise Invalid("mandateEnds", "Un mandat sans fin est donné sans dernier jour.")
    if mandate.substitute == mandate.person:
        raise Invalid("substituteId", "Personne n'est son propre suppléant.")
    return Mandate(
        category=texts.name(mandate.category, "category"),
        voting=mandate.voting,
        person=mandate.person,
        substitute=mandate.substitute,
        ends=mandate.ends,
    )
