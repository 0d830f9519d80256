"""Nobody speaks for two colleges of a pôle, and each college has a voice of its own (PS-DESIGN, PS-COMPO)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from efe_domain.operator.events import OperatorKind
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NoPersonOfItsOwn, OnePersonTwoColleges
from tests.domain.given import (
    REGISTER_OPENED,
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_pole,
    an_operator,
    given,
    some_id,
    three_colleges,
)

COMPANY, TRAINING, SCHOOL = three_colleges()
SECOND = an_operator(OperatorKind.ENTREPRISE, name="Une autre entreprise").as_candidate()
ANNE, BERT, CARL = some_id("anne"), some_id("bert"), some_id("carl")


def a_pole_of_voices(*voices: UUID | None) -> Pole:
    """Company, training centre, school and perhaps a second company, each with that representative."""
    pole = a_pole()
    for member, person in zip((COMPANY, TRAINING, SCHOOL, SECOND), voices, strict=False):
        pole.designate(member, person, on=REGISTER_OPENED)
    return given(pole)


@pytest.mark.parametrize(
    ("voices", "person", "refused"),
    [
        ((ANNE, BERT, CARL), ANNE, True),
        ((ANNE, BERT, CARL), CARL, True),
        ((ANNE, BERT, CARL), BERT, False),
        ((ANNE, BERT, CARL), some_id("dora"), False),
        ((ANNE, BERT, CARL), None, False),
        ((None, BERT, None), None, False),
    ],
)
def test_a_person_speaks_for_one_college_of_a_pole(
    voices: Sequence[UUID | None], person: UUID | None, refused: bool
) -> None:
    pole = a_pole_of_voices(*voices)

    if refused:
        with pytest.raises(OnePersonTwoColleges):
            pole.members.check_one_college(person, TRAINING.operator, TODAY)
    else:
        pole.members.check_one_college(person, TRAINING.operator, TODAY)


def test_a_person_may_speak_for_two_members_of_one_college() -> None:
    pole = a_pole_of_voices(ANNE, BERT, CARL, None)

    pole.members.check_one_college(ANNE, SECOND.operator, TODAY)


def test_a_person_speaks_for_another_college_once_its_seat_is_over() -> None:
    pole = a_pole_of_voices(ANNE, BERT, CARL)
    pole.end_membership(COMPANY.operator, "Départ.", members=three_colleges(), on=TODAY)

    with pytest.raises(OnePersonTwoColleges):
        pole.members.check_one_college(ANNE, TRAINING.operator, YESTERDAY)
    pole.members.check_one_college(ANNE, TRAINING.operator, TODAY)


def test_only_the_last_representative_of_a_seat_speaks_for_it() -> None:
    pole = a_pole_of_voices(ANNE, BERT, CARL)
    pole.replace_representative(COMPANY.operator, some_id("dora"), on=TODAY)

    pole.members.check_one_college(ANNE, TRAINING.operator, TODAY)


@pytest.mark.parametrize(
    ("voices", "own"),
    [
        ((ANNE, BERT, CARL), True),
        ((ANNE, ANNE, CARL), False),
        ((ANNE, BERT, ANNE), False),
        ((ANNE, ANNE, ANNE), False),
        ((ANNE, BERT, None), False),
        ((ANNE, ANNE, CARL, BERT), True),
        ((ANNE, BERT, CARL, ANNE), True),
        ((ANNE, BERT, BERT, CARL), False),
    ],
)
def test_each_college_has_a_person_who_speaks_for_no_other(voices: Sequence[UUID | None], own: bool) -> None:
    pole = a_pole_of_voices(*voices)

    if own:
        pole.members.check_own_persons(TODAY, ())
    else:
        with pytest.raises(NoPersonOfItsOwn):
            pole.members.check_own_persons(TODAY, ())


def test_a_forgotten_person_is_the_voice_of_no_college() -> None:
    pole = a_pole_of_voices(ANNE, BERT, CARL, some_id("dora"))

    pole.members.check_own_persons(TODAY, [ANNE])
    with pytest.raises(NoPersonOfItsOwn):
        pole.members.check_own_persons(TODAY, [BERT])


def test_the_seats_that_an_operator_lost_are_those_since_a_day() -> None:
    pole = a_pole_of_voices(ANNE, BERT, CARL)
    assert pole.members.seats_lost(COMPANY.operator, REGISTER_OPENED) == ()
    pole.end_membership(COMPANY.operator, "Départ.", members=three_colleges(), on=TODAY)
    pole.designate(COMPANY, ANNE, on=TODAY)
    pole.end_membership(COMPANY.operator, "Départ.", members=three_colleges(), on=TOMORROW)

    lost = [pole.members.seats_lost(COMPANY.operator, TODAY + timedelta(days)) for days in range(3)]

    assert lost == [(TODAY, TOMORROW), (TOMORROW,), ()]
    assert pole.members.seats_lost(TRAINING.operator, REGISTER_OPENED) == ()
