"""The composition of a pôle on a day: who counts, who does not, and by which rule (PS-COMPO)."""

import pytest

from efe_domain.law.rules import Rule
from efe_domain.operator.candidate import Candidate
from efe_domain.operator.events import OperatorKind
from efe_domain.pole.composition import Composition, assess
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from tests.domain.given import HEATING, TODAY, TOMORROW, WOOD, an_operator, some_id, three_colleges


def on_today(*members: Candidate) -> Composition:
    return assess(members, bassin="liege", axis_key=HEATING.key, on=TODAY)


def test_three_local_and_competent_members_of_three_colleges_are_complete() -> None:
    composition = on_today(*three_colleges())

    assert composition.complete
    assert not composition.missing
    assert not composition.failing


@pytest.mark.parametrize("college", list(College))
def test_a_college_without_a_member_is_missing(college: College) -> None:
    composition = on_today(*(member for member in three_colleges() if member.college is not college))

    assert not composition.complete
    assert [verdict.college for verdict in composition.missing] == [college]
    assert composition.missing[0].reason.endswith("Aucun membre désigné.")


def test_a_pole_without_members_misses_the_three_colleges() -> None:
    composition = on_today()

    assert [verdict.college for verdict in composition.missing] == list(College)


@pytest.mark.parametrize(
    ("communes", "axes", "failing"),
    [
        (["Namur"], [HEATING], (Rule.PS_LOCAL,)),
        (["Liège"], [WOOD], (Rule.PS_COMPETENT,)),
        ([], [], (Rule.PS_LOCAL, Rule.PS_COMPETENT)),
    ],
)
def test_a_member_that_does_not_count_says_why(
    communes: list[str], axes: list[Axis], failing: tuple[Rule, ...]
) -> None:
    school = an_operator(OperatorKind.CEFA, communes=communes, axes=axes)

    composition = on_today(*three_colleges()[:2], school.as_candidate())

    assert [(seat.operator, seat.failing) for seat in composition.failing] == [(school.id, failing)]
    assert [verdict.college for verdict in composition.missing] == [College.C]
    assert composition.missing[0].reason.endswith("Aucun des membres désignés n'est à la fois local et compétent.")


def test_one_that_counts_is_enough_for_a_college() -> None:
    elsewhere = an_operator(OperatorKind.CEFA, communes=["Namur"])

    composition = on_today(*three_colleges(), elsewhere.as_candidate())

    assert composition.complete
    assert [seat.operator for seat in composition.failing] == [elsewhere.id]
    assert composition.colleges[2].reason.endswith("1 membre local et compétent.")


def test_two_sites_make_one_member() -> None:
    operator = an_operator(communes=["Liège", "Seraing"])
    operator.close_site(Bassin.LIEGE, some_id("Liège"), on=TODAY)

    composition = on_today(operator.as_candidate())

    assert [seat.counts for seat in composition.colleges[1].seats] == [True]


def test_the_verdict_is_of_the_day_that_is_asked() -> None:
    operator = an_operator()
    operator.withdraw_competence(Bassin.LIEGE, HEATING.key, on=TOMORROW)
    members = [operator.as_candidate()]

    today, tomorrow = (assess(members, bassin="liege", axis_key=HEATING.key, on=day) for day in (TODAY, TOMORROW))

    assert today.colleges[1].present
    assert not tomorrow.colleges[1].present
    assert (today.on, tomorrow.on) == (TODAY, TOMORROW)
