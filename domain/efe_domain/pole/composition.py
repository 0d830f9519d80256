"""The composition of a pôle on a day: per college, who counts, who does not, and why.

One computation serves the commands and the reads: aggregates and read tables both give candidates.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.operator.candidate import Candidate
from efe_domain.pole.events import CollegeSeats
from efe_domain.pole.refusals import CompositionIncomplete, NotCompetent, NotLocal
from efe_domain.shared.colleges import College
from efe_domain.shared.messages import Message

COLLEGE_NAMES = {
    College.A: "entreprises, intercommunales et partenaires sociaux",
    College.B: "emploi, formation et insertion",
    College.C: "enseignement qualifiant",
}


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A member on the day in question: whether it counts, and if not, by which rules."""

    operator: UUID
    name: str
    college: College
    failing: tuple[Rule, ...]

    @property
    def counts(self) -> bool:
        return not self.failing


class CollegeVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """Presence of a college; `reason` is a French sentence."""

    college: College
    present: bool
    seats: tuple[Seat, ...]
    reason: str


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """Composition of a pôle on a day: the verdict on each college."""

    on: date
    colleges: tuple[CollegeVerdict, ...]

    @property
    def complete(self) -> bool:
        return all(verdict.present for verdict in self.colleges)

    @property
    def missing(self) -> tuple[CollegeVerdict, ...]:
        return tuple(verdict for verdict in self.colleges if not verdict.present)

    @property
    def failing(self) -> tuple[Seat, ...]:
        return tuple(seat for verdict in self.colleges for seat in verdict.seats if seat.failing)


def assess(
    members: Iterable[Candidate],
    *,
    bassin: str,
    axis_key: str,
    on: date,
    represented: Collection[UUID] | None = None,
    colleges: Mapping[UUID, College] | None = None,
) -> Composition:
    """Returns the composition by the members of that day; by the `represented` ones if that is given.

    `colleges` are those of their seats; a candidate without a seat belongs to the college of its kind.
    """
    seats = [
        _seat(
            member,
            bassin,
            axis_key,
            on,
            college=(colleges or {}).get(member.operator) or member.college_on(on),
            represented=represented is None or member.operator in represented,
        )
        for member in members
    ]
    return Composition(on=on, colleges=tuple(_verdict(college, seats) for college in College))


def check_complete(composition: Composition) -> tuple[CollegeSeats, ...]:
    """Returns the members that count. Raises `NotLocal`, `NotCompetent` or `CompositionIncomplete`, with reasons."""
    on = composition.on
    for rule, refusal in ((Rule.PS_LOCAL, NotLocal), (Rule.PS_COMPETENT, NotCompetent)):
        if names := [seat.name for seat in composition.failing if rule in seat.failing]:
            raise refusal("Des membres ne remplissent pas la règle {rule} le {day}.", *names, rule=rule, day=on)
    if composition.missing:
        reasons = [verdict.reason for verdict in composition.missing]
        raise CompositionIncomplete("La composition est incomplète le {day}.", *reasons, day=on)
    return tuple(
        CollegeSeats(verdict.college, tuple(seat.operator for seat in verdict.seats if seat.counts))
        for verdict in composition.colleges
    )


def _seat(member: Candidate, bassin: str, axis_key: str, on: date, *, college: College, represented: bool) -> Seat:
    failing = []
    if not member.is_located_in(bassin, on):
        failing.append(Rule.PS_LOCAL)
    if not member.is_competent_for(axis_key, bassin, on):
        failing.append(Rule.PS_COMPETENT)
    if not represented:
        failing.append(Rule.PS_COMPO)
    return Seat(operator=member.operator, name=member.name, college=college, failing=tuple(failing))


def _verdict(college: College, seats: Iterable[Seat]) -> CollegeVerdict:
    own = tuple(seat for seat in seats if seat.college is college)
    counting = sum(seat.counts for seat in own)
    silent = any(seat.failing == (Rule.PS_COMPO,) for seat in own)
    reason = _reason(college, counting, designated=bool(own), silent=silent)
    return CollegeVerdict(college=college, present=counting > 0, seats=own, reason=reason)


@lru_cache(maxsize=256)
def _reason(college: College, counting: int, *, designated: bool, silent: bool) -> Message:
    if counting == 1:
        finding = Message("1 membre local et compétent.")
    elif counting:
        finding = Message("{counting} membres locaux et compétents.", counting=counting)
    elif silent:
        finding = Message("Aucun des membres locaux et compétents n'a de représentant.")
    elif designated:
        finding = Message("Aucun des membres désignés n'est à la fois local et compétent.")
    else:
        finding = Message("Aucun membre désigné.")
    return Message(
        "Collège {college} ({who}) : {found}", college=college, who=Message(COLLEGE_NAMES[college]), found=finding
    )
