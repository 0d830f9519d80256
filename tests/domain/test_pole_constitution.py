"""A pôle is constituted with three colleges, all members local and competent (PS-COMPO, PS-LOCAL, PS-COMPETENT)."""

from collections.abc import Sequence
from datetime import date

import pytest

from efe_domain.operator.candidate import Candidate
from efe_domain.operator.events import OperatorKind
from efe_domain.operator.operator import Operator
from efe_domain.pole.events import CollegeSeats, PoleConstituted
from efe_domain.pole.refusals import AlreadyConstituted, CompositionIncomplete, NotCompetent, NotLocal
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from tests.domain.given import (
    HEATING,
    TODAY,
    TOMORROW,
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


def another_school() -> Operator:
    return an_operator(OperatorKind.PROMOTION_SOCIALE, name="Cours du soir")


def test_a_pole_of_three_colleges_is_constituted() -> None:
    pole = given(a_pole(members=three_colleges()))

    pole.constitute([COMPANY, TRAINING, SCHOOL], ends=None, on=TODAY)

    assert recorded(pole) == [
        PoleConstituted(
            starts=TODAY,
            ends=date(2029, 2, 28),
            composition=(
                CollegeSeats(College.A, (COMPANY.operator,)),
                CollegeSeats(College.B, (TRAINING.operator,)),
                CollegeSeats(College.C, (SCHOOL.operator,)),
            ),
            effective_on=TODAY,
        )
    ]


@pytest.mark.parametrize(
    ("members", "missing"),
    [
        ([TRAINING, SCHOOL], ["Collège A"]),
        ([COMPANY, SCHOOL], ["Collège B"]),
        ([COMPANY, TRAINING], ["Collège C"]),
        ([SCHOOL], ["Collège A", "Collège B"]),
        ([], ["Collège A", "Collège B", "Collège C"]),
    ],
)
def test_a_pole_without_a_college_is_not_constituted(members: Sequence[Candidate], missing: list[str]) -> None:
    pole = given(a_pole(members=members))

    with pytest.raises(CompositionIncomplete) as refused:
        pole.constitute(members, ends=None, on=TODAY)

    assert [reason[: len("Collège A")] for reason in refused.value.reasons] == missing
    assert recorded(pole) == []


def test_every_member_is_local_on_the_day_of_the_constitution() -> None:
    school = another_school()
    school.close_site(Bassin.LIEGE, some_id("Liège"), on=TODAY)
    pole = given(a_pole(members=three_colleges()))

    with pytest.raises(NotLocal) as refused:
        pole.constitute([*three_colleges(), school.as_candidate()], ends=None, on=TODAY)

    assert refused.value.reasons == ("Cours du soir",)
    assert recorded(pole) == []


def test_every_member_is_competent_on_the_day_of_the_constitution() -> None:
    school = another_school()
    school.withdraw_competence(Bassin.LIEGE, HEATING.key, on=TODAY)
    pole = given(a_pole(members=three_colleges()))

    with pytest.raises(NotCompetent) as refused:
        pole.constitute([*three_colleges(), school.as_candidate()], ends=None, on=TODAY)

    assert refused.value.reasons == ("Cours du soir",)
    assert recorded(pole) == []


def test_what_ends_the_day_after_still_counts() -> None:
    school = another_school()
    school.close_site(Bassin.LIEGE, some_id("Liège"), on=TOMORROW)
    school.withdraw_competence(Bassin.LIEGE, HEATING.key, on=TOMORROW)
    members = [COMPANY, TRAINING, school.as_candidate()]
    pole = given(a_pole(members=members))

    pole.constitute(members, ends=None, on=TODAY)

    (constituted,) = recorded(pole)
    assert isinstance(constituted, PoleConstituted)
    assert constituted.composition[2] == CollegeSeats(College.C, (school.id,))


def test_a_pole_is_constituted_once() -> None:
    pole = given(a_constituted_pole(starts=YESTERDAY))

    with pytest.raises(AlreadyConstituted):
        pole.constitute(three_colleges(), ends=None, on=TODAY)

    assert recorded(pole) == []
