"""The alarm that a departure raises when it breaks the composition; the past stands (PS-COMPO)."""

from datetime import date

from efe_domain.operator.candidate import Candidate
from efe_domain.operator.events import OperatorKind
from efe_domain.pole.events import CompositionBroken, MembershipEnded
from efe_domain.pole.pole import Pole
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from tests.domain.given import (
    REGISTER_OPENED,
    TODAY,
    YESTERDAY,
    a_constituted_pole,
    a_pole,
    an_operator,
    given,
    recorded,
    some_id,
    three_colleges,
)

COMPANY, TRAINING, SCHOOL = three_colleges()
SECOND_SCHOOL = an_operator(OperatorKind.CEFA).as_candidate()


def leave(pole: Pole, leaver: Candidate, *, on: date = TODAY, members: tuple[Candidate, ...]) -> None:
    pole.end_membership(leaver.operator, "Départ.", members=members, on=on)


def ended(member: Candidate, *, on: date = TODAY) -> MembershipEnded:
    return MembershipEnded(operator=member.operator, since=REGISTER_OPENED, reason="Départ.", effective_on=on)


def a_school_without_a_site() -> Candidate:
    school = an_operator(OperatorKind.ENSEIGNEMENT_SECONDAIRE)
    school.close_site(Bassin.LIEGE, some_id("Liège"), on=YESTERDAY)
    return school.as_candidate()


def test_a_departure_that_empties_a_college_raises_the_alarm() -> None:
    pole = given(a_constituted_pole(starts=YESTERDAY))

    leave(pole, SCHOOL, members=(COMPANY, TRAINING, SCHOOL))

    assert recorded(pole) == [ended(SCHOOL), CompositionBroken(missing=(College.C,), effective_on=TODAY)]


def test_a_departure_that_leaves_another_of_its_college_raises_none() -> None:
    pole = given(a_constituted_pole(starts=YESTERDAY))

    leave(pole, SCHOOL, members=(COMPANY, TRAINING, SCHOOL, SECOND_SCHOOL))

    assert recorded(pole) == [ended(SCHOOL)]


def test_a_departure_leaves_in_alarm_those_who_no_longer_count() -> None:
    pole = given(a_constituted_pole(starts=YESTERDAY))

    leave(pole, TRAINING, members=(COMPANY, TRAINING, a_school_without_a_site()))

    assert recorded(pole) == [
        ended(TRAINING),
        CompositionBroken(missing=(College.B, College.C), effective_on=TODAY),
    ]


def test_the_departure_of_one_who_no_longer_counts_raises_no_second_alarm() -> None:
    pole = given(a_constituted_pole(starts=YESTERDAY))

    leave(pole, SCHOOL, members=(COMPANY, TRAINING, a_school_without_a_site()))

    assert recorded(pole) == [ended(SCHOOL)]


def test_before_the_constitution_a_departure_raises_no_alarm() -> None:
    pole = given(a_pole(members=three_colleges()))

    leave(pole, SCHOOL, members=(COMPANY, TRAINING, SCHOOL))

    assert recorded(pole) == [ended(SCHOOL)]


def test_a_departure_from_before_the_constitution_breaks_it_from_its_first_day() -> None:
    pole = given(a_constituted_pole(starts=TODAY))

    leave(pole, SCHOOL, on=YESTERDAY, members=(COMPANY, TRAINING, SCHOOL))

    assert pole.weighing_day(YESTERDAY) == TODAY
    assert recorded(pole) == [
        ended(SCHOOL, on=YESTERDAY),
        CompositionBroken(missing=(College.C,), effective_on=TODAY),
    ]
