"""Composition of a pôle on its page: three columns, each with the members of a college and who speaks for them."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.generated import Pole, PoleMembership, PoleRule

ABOUT: Final = {
    "A": (tr("Entreprises"), tr("Entreprises, intercommunales, partenaires sociaux")),
    "B": (tr("Emploi et formation"), tr("Emploi, formation, insertion")),
    "C": (tr("Enseignement"), tr("Secondaire qualifiant, promotion sociale")),
}
"""Title of each college, and the kinds of its members."""


class CollegeMember(NamedTuple):
    """Member of a college; `failing` are the rules by which it does not count."""

    name: str
    seat: PoleMembership | None
    counts: bool
    failing: Sequence[PoleRule]


class CollegeColumn(NamedTuple):
    college: str
    title: str
    about: str
    present: bool
    reason: str
    members: list[CollegeMember]


def columns_of(pole: Pole, on: date) -> list[CollegeColumn]:
    """Returns the three colleges of that day; none outside the dossier."""
    if pole.dossier is None:
        return []
    seats = open_seats(pole, on)
    return [
        CollegeColumn(
            each.college,
            *ABOUT[each.college],
            each.present,
            each.reason,
            [
                CollegeMember(member.name, seat_named(seats, member.name), member.counts, member.failing)
                for member in each.seats
            ],
        )
        for each in pole.dossier.composition.colleges
    ]


def seat_named(seats: Sequence[PoleMembership], name: str) -> PoleMembership | None:
    return next((each for each in seats if each.operator and each.operator.name == name), None)


def open_seats(pole: Pole, on: date) -> list[PoleMembership]:
    """Returns the seats of that day; none outside the dossier."""
    return [
        each
        for each in (pole.dossier.memberships if pole.dossier else ())
        if each.since <= on and (each.until is None or each.until > on)
    ]


def shared_persons(pole: Pole, on: date) -> bool:
    """Tells whether one person represents members of two colleges on that day."""
    colleges = {(each.representative.id, each.college) for each in open_seats(pole, on) if each.representative}
    return len(colleges) > len({person for person, _ in colleges})
