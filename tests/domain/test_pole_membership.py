"""Members of a pôle, their colleges and their days (PS-DESIGN, PS-LOCAL, PS-COMPETENT)."""

from uuid import UUID

import pytest

from efe_domain.operator.candidate import Candidate
from efe_domain.pole.events import MemberDesignated, RepresentativeReplaced
from efe_domain.pole.refusals import AlreadyMember, NotAMember, NotCompetent, NotLocal, SameRepresentative
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import (
    HEATING,
    REGISTER_OPENED,
    TODAY,
    TOMORROW,
    WOOD,
    YESTERDAY,
    a_pole,
    an_operator,
    commune_named,
    given,
    recorded,
    some_id,
    three_colleges,
)

PERSON, SUCCESSOR = some_id("person"), some_id("successor")
COMPANY, TRAINING, SCHOOL = three_colleges()


def designated(member: Candidate, person: UUID | None = None) -> MemberDesignated:
    return MemberDesignated(
        operator=member.operator, college=member.college, representative=person, effective_on=TODAY
    )


def test_a_local_and_competent_operator_is_designated() -> None:
    pole = given(a_pole())

    pole.designate(TRAINING, PERSON, on=TODAY)

    assert recorded(pole) == [designated(TRAINING, PERSON)]


def test_an_operator_of_another_bassin_is_not_designated() -> None:
    pole = given(a_pole())

    with pytest.raises(NotLocal):
        pole.designate(an_operator(communes=["Namur"]).as_candidate(), None, on=TODAY)

    assert recorded(pole) == []


def test_an_operator_of_two_bassins_is_designated_in_both() -> None:
    pole = given(a_pole())
    member = an_operator(communes=["Namur", "Liège"]).as_candidate()

    pole.designate(member, None, on=TODAY)

    assert recorded(pole) == [designated(member)]


def test_an_operator_is_local_from_the_day_its_site_opens() -> None:
    operator = an_operator(communes=())
    operator.open_site(Bassin.LIEGE, some_id("site"), commune_named("Seraing"), on=TODAY)
    pole = given(a_pole())

    with pytest.raises(NotLocal):
        pole.designate(operator.as_candidate(), None, on=YESTERDAY)
    pole.designate(operator.as_candidate(), None, on=TODAY)

    assert recorded(pole) == [designated(operator.as_candidate())]


def test_an_operator_is_local_until_the_eve_of_the_day_its_site_closes() -> None:
    operator = an_operator()
    operator.close_site(Bassin.LIEGE, some_id("Liège"), on=TOMORROW)
    pole = given(a_pole())

    with pytest.raises(NotLocal):
        pole.designate(operator.as_candidate(), None, on=TOMORROW)
    pole.designate(operator.as_candidate(), None, on=TODAY)

    assert recorded(pole) == [designated(operator.as_candidate())]


def test_an_operator_competent_for_another_axis_is_not_designated() -> None:
    pole = given(a_pole())

    with pytest.raises(NotCompetent):
        pole.designate(an_operator(axes=[WOOD]).as_candidate(), None, on=TODAY)

    assert recorded(pole) == []


def test_an_operator_is_competent_from_the_day_of_recognition() -> None:
    operator = an_operator(axes=())
    operator.recognise_competence(Bassin.LIEGE, HEATING, on=TODAY)
    pole = given(a_pole())

    with pytest.raises(NotCompetent):
        pole.designate(operator.as_candidate(), None, on=YESTERDAY)
    pole.designate(operator.as_candidate(), None, on=TODAY)

    assert recorded(pole) == [designated(operator.as_candidate())]


def test_an_operator_is_competent_until_the_eve_of_the_withdrawal() -> None:
    operator = an_operator()
    operator.withdraw_competence(Bassin.LIEGE, HEATING.key, on=TOMORROW)
    pole = given(a_pole())

    with pytest.raises(NotCompetent):
        pole.designate(operator.as_candidate(), None, on=TOMORROW)
    pole.designate(operator.as_candidate(), None, on=TODAY)

    assert recorded(pole) == [designated(operator.as_candidate())]


def test_an_operator_is_competent_again_once_recognised_again() -> None:
    operator = an_operator()
    operator.withdraw_competence(Bassin.LIEGE, HEATING.key, on=YESTERDAY)
    operator.recognise_competence(Bassin.LIEGE, HEATING, on=TODAY)
    pole = given(a_pole())

    with pytest.raises(NotCompetent):
        pole.designate(operator.as_candidate(), None, on=YESTERDAY)
    pole.designate(operator.as_candidate(), None, on=TODAY)

    assert recorded(pole) == [designated(operator.as_candidate())]


def test_an_operator_sits_once() -> None:
    pole = given(a_pole(members=[TRAINING]))

    with pytest.raises(AlreadyMember):
        pole.designate(TRAINING, PERSON, on=TODAY)

    assert recorded(pole) == []


def test_a_member_that_left_is_designated_again() -> None:
    pole = a_pole(members=[TRAINING])
    pole.end_membership(TRAINING.operator, "Départ.", members=[TRAINING], on=TODAY)
    pole = given(pole)

    pole.designate(TRAINING, None, on=TODAY)

    assert recorded(pole) == [designated(TRAINING)]
    assert pole.members_on(TODAY) == (TRAINING.operator,)


def test_a_new_period_does_not_overlap_the_old_one() -> None:
    pole = a_pole(members=[TRAINING])
    pole.end_membership(TRAINING.operator, "Départ.", members=[TRAINING], on=TODAY)
    pole = given(pole)

    with pytest.raises(AlreadyMember):
        pole.designate(TRAINING, None, on=YESTERDAY)

    assert recorded(pole) == []


def test_a_member_sits_from_its_first_day_to_the_eve_of_its_end() -> None:
    pole = a_pole()
    pole.designate(TRAINING, None, on=YESTERDAY)
    pole.end_membership(TRAINING.operator, "Départ.", members=[TRAINING], on=TODAY)

    assert pole.members_on(REGISTER_OPENED) == ()
    assert pole.members_on(YESTERDAY) == (TRAINING.operator,)
    assert pole.members_on(TODAY) == ()


def test_only_a_member_leaves() -> None:
    pole = given(a_pole(members=[TRAINING]))

    with pytest.raises(NotAMember):
        pole.end_membership(SCHOOL.operator, "Départ.", members=[TRAINING], on=TODAY)

    assert recorded(pole) == []


def test_a_member_does_not_leave_before_it_sits() -> None:
    pole = a_pole()
    pole.designate(TRAINING, None, on=TODAY)
    pole = given(pole)

    with pytest.raises(TooEarly):
        pole.end_membership(TRAINING.operator, "Départ.", members=[TRAINING], on=YESTERDAY)

    assert recorded(pole) == []


def test_a_departure_has_a_reason() -> None:
    pole = given(a_pole(members=[TRAINING]))

    with pytest.raises(Invalid):
        pole.end_membership(TRAINING.operator, " ", members=[TRAINING], on=TODAY)

    assert recorded(pole) == []


def test_a_representative_is_replaced_by_another_or_by_nobody() -> None:
    pole = given(a_pole(members=[TRAINING]))

    pole.replace_representative(TRAINING.operator, PERSON, on=TODAY)
    pole.replace_representative(TRAINING.operator, None, on=TODAY)

    assert recorded(pole) == [
        RepresentativeReplaced(
            operator=TRAINING.operator, since=REGISTER_OPENED, representative=person, effective_on=TODAY
        )
        for person in (PERSON, None)
    ]


def test_a_representative_is_not_replaced_by_itself() -> None:
    pole = a_pole()
    pole.designate(TRAINING, PERSON, on=YESTERDAY)
    pole = given(pole)

    with pytest.raises(SameRepresentative):
        pole.replace_representative(TRAINING.operator, PERSON, on=TODAY)

    assert recorded(pole) == []


def test_only_a_member_is_represented() -> None:
    pole = given(a_pole())

    with pytest.raises(NotAMember):
        pole.replace_representative(TRAINING.operator, PERSON, on=TODAY)

    assert recorded(pole) == []


def test_neither_another_representative_nor_a_departure_comes_before_the_last_replacement() -> None:
    pole = a_pole(members=[TRAINING])
    pole.replace_representative(TRAINING.operator, PERSON, on=TODAY)
    pole = given(pole)

    with pytest.raises(TooEarly):
        pole.replace_representative(TRAINING.operator, SUCCESSOR, on=YESTERDAY)
    with pytest.raises(TooEarly):
        pole.end_membership(TRAINING.operator, "Départ.", members=[TRAINING], on=YESTERDAY)

    assert recorded(pole) == []
