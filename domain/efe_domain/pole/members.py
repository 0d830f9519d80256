"""Members of a pôle: their seats by college, and their representatives (PS-DESIGN)."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import product
from uuid import UUID

import msgspec

from efe_domain.operator.candidate import Candidate
from efe_domain.pole.events import MemberDesignated, MembershipEnded, RepresentativeReplaced, SubstituteNamed
from efe_domain.pole.refusals import (
    AlreadyMember,
    NoPersonOfItsOwn,
    NotAMember,
    OnePersonTwoColleges,
    SameRepresentative,
    SameSubstitute,
)
from efe_domain.shared.colleges import College
from efe_domain.shared.days import Periods, check_not_before
from efe_domain.shared.errors import Invalid


class RosterSeat(msgspec.Struct, frozen=True):
    """A member to be consulted, as it sat when the wording was proposed; the representative is of the vault."""

    operator: UUID
    college: College
    representative: UUID | None


type MemberEvent = MemberDesignated | RepresentativeReplaced | SubstituteNamed | MembershipEnded


class Members:
    """An operator sits once at a time, for one college. Each change of a seat comes on or after the one before."""

    def __init__(self) -> None:
        self._periods = Periods[UUID]()
        self._colleges: dict[UUID, College] = {}
        self._designations: dict[UUID, list[tuple[date, College]]] = {}
        self._representatives: dict[UUID, list[tuple[date, UUID | None]]] = {}
        self._substitutes: dict[UUID, UUID | None] = {}
        self._latest: dict[UUID, date] = {}

    def __contains__(self, operator: object) -> bool:
        """Tells whether the operator is or was a member."""
        return operator in self._colleges

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._colleges)

    def on(self, day: date) -> tuple[UUID, ...]:
        return tuple(operator for operator in self._periods if self._periods.cover(operator, day))

    def since(self, operator: UUID) -> date:
        return self._periods.since(operator)

    def college_of(self, operator: UUID) -> College:
        """Returns the college for which the operator sits, or last sat. Raises `NotAMember`."""
        if operator not in self._colleges:
            raise NotAMember("Cet opérateur n'est pas membre du pôle.")
        return self._colleges[operator]

    def seats_on(self, members: Iterable[Candidate], day: date) -> dict[UUID, College]:
        """Returns the college of the seat of each member on that day: a new kind of the operator moves no seat."""
        return {
            member.operator: member.seat_college_on(day, college, since)
            for member in members
            for since, college in self._designations.get(member.operator, ())
            if since <= day
        }

    def represented_by(self, person: UUID, day: date) -> tuple[UUID, ...]:
        """Returns the members of that day that the person now represents."""
        return tuple(operator for operator in self.on(day) if self._now(operator)[1] == person)

    def represents(self, person: UUID, operator: UUID) -> bool:
        """Tells whether the person is the last recorded representative of the member."""
        return self._now(operator)[1] == person

    def represented_on(self, day: date, forgotten: Collection[UUID]) -> frozenset[UUID]:
        """Returns the members of that day that had a representative; `forgotten` persons count as none."""
        return frozenset(
            operator for operator in self.on(day) if self.representative_on(operator, day) not in {None, *forgotten}
        )

    def representative_on(self, operator: UUID, day: date) -> UUID | None:
        """Returns the person who represented the member on that day."""
        representatives = (person for since, person in reversed(self._representatives[operator]) if since <= day)
        return next(representatives, None)

    def is_represented_alike(self, operator: UUID, one_day: date, other_day: date) -> bool:
        """Says whether one person represented the member all of one day, and represented it on the other day.

        On the day of a replacement two persons represent the member: a day does not tell which of them spoke.
        """
        history = self._representatives[operator]
        before = [person for since, person in history if since < one_day][-1:]
        persons = {*before, *(person for since, person in history if since == one_day)}
        return persons == {self.representative_on(operator, other_day)}

    def replaces_person(self, corrected: "Members") -> bool:
        """Says whether, on some day, a member has another representative than the person recorded, or none any more.

        A member that had none, and a seat that is no longer there, replace no person.
        """
        for operator in (each for each in self._representatives if each in corrected):
            for day in (*self.days_of_persons(operator), *corrected.days_of_persons(operator)):
                person = self.representative_on(operator, day)
                sits = operator in self.on(day) and operator in corrected.on(day)
                if sits and person and corrected.representative_on(operator, day) != person:
                    return True
        return False

    def days_of_persons(self, operator: UUID) -> tuple[date, ...]:
        """Returns the days from which another person represents the member, or none."""
        return tuple(since for since, _ in self._representatives[operator])

    def seats_lost(self, operator: UUID, since: date) -> tuple[date, ...]:
        """Returns the days, from that one on, on which a seat of the operator ended."""
        ends = (period.until for period in self._periods.of(operator))
        return tuple(ended_on for ended_on in ends if ended_on and ended_on >= since)

    def roster_on(self, day: date) -> tuple[RosterSeat, ...]:
        """Returns the members of that day; leaves out seats whose representative began later."""
        return tuple(
            RosterSeat(operator, self._colleges[operator], person if since <= day else None)
            for operator in self.on(day)
            for since, person in (self._now(operator),)
        )

    def check_one_college(self, person: UUID | None, operator: UUID, day: date) -> None:
        """Checks that the person represents members of the operator's college only. Raises `OnePersonTwoColleges`."""
        for other, college in self._colleges.items() if person else ():
            if college is self._colleges[operator] or not self._periods.reach(other, day):
                continue
            if self._now(other)[1] == person:
                raise OnePersonTwoColleges(
                    "Cette personne représente déjà un membre du collège {college} de ce pôle : nul n'y parle pour"
                    " deux collèges.",
                    college=college,
                )

    def check_own_persons(self, day: date, forgotten: Collection[UUID]) -> None:
        """Checks that each college has a person of its own on that day. Raises `NoPersonOfItsOwn`."""
        persons: dict[College, set[UUID]] = {college: set() for college in College}
        for operator in self.represented_on(day, forgotten):
            if person := self.representative_on(operator, day):
                persons[self._colleges[operator]].add(person)
        if not any(len(set(chosen)) == len(chosen) for chosen in product(*persons.values())):
            raise NoPersonOfItsOwn("Chaque collège est représenté par une personne qui ne parle pour aucun autre.")

    def speaks(self, college: College, day: date) -> bool:
        """Tells whether a member of the college has a representative now."""
        return any(self._colleges[operator] is college and self._now(operator)[1] for operator in self.on(day))

    def have_in_common(self, operators: Collection[UUID]) -> bool:
        """Tells whether one of the operators is or was a member."""
        return any(operator in self._colleges for operator in operators)

    def check_free(self, member: Candidate, on: date) -> None:
        """Raises `AlreadyMember`."""
        if self._periods.reach(member.operator, on):
            raise AlreadyMember("{member} est déjà membre du pôle.", member=member.name)

    def check_sits(self, operator: UUID, on: date) -> None:
        """Checks the day against the last change of the seat. Raises `NotAMember` or `TooEarly`."""
        if not self._periods.is_open(operator):
            raise NotAMember("Cet opérateur n'est pas membre du pôle.")
        check_not_before(on, self._latest[operator], "la désignation du membre ou de son représentant")

    def check_representative(self, operator: UUID, person: UUID | None) -> None:
        """Raises `SameRepresentative`."""
        if self._now(operator)[1] == person:
            raise SameRepresentative("Cette personne représente déjà le membre.")

    def check_substitute(self, operator: UUID, person: UUID | None) -> None:
        """Raises `SameSubstitute`, or `Invalid` for who represents the member already."""
        if self._substitutes.get(operator) == person:
            raise SameSubstitute("La suppléance de ce membre est déjà celle-là.")
        if person and self._now(operator)[1] == person:
            raise Invalid("substituteId", "Personne n'est son propre suppléant.")

    def apply(self, event: MemberEvent) -> None:
        operator, day = event.operator, event.effective_on
        match event:
            case MemberDesignated(college=college, representative=person):
                self._periods.open(operator, day)
                self._colleges[operator] = college
                self._designations.setdefault(operator, []).append((day, college))
                self._representatives.setdefault(operator, []).append((day, person))
                self._substitutes[operator] = None
            case RepresentativeReplaced(representative=person):
                self._representatives[operator].append((day, person))
                if person == self._substitutes[operator]:
                    self._substitutes[operator] = None
            case SubstituteNamed(substitute=person):
                self._substitutes[operator] = person
            case MembershipEnded():
                self._periods.close(operator, day)
        self._latest[operator] = day

    def _now(self, operator: UUID) -> tuple[date, UUID | None]:
        """Returns the last recorded representative of a member, and the first day."""
        return self._representatives[operator][-1]
