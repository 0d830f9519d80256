"""The opening balance of a pôle that is older than the register: as its source has it, and no evaluation invented."""

from datetime import date, timedelta
from typing import Any

import pytest

from efe_domain.operator.events import OperatorKind
from efe_domain.pole.events import MemberDesignated, PoleTakenOver
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import (
    CompositionIncomplete,
    NameTaken,
    NotEvaluated,
    NotInTerm,
    NotLocal,
    TermOver,
    TermTooLong,
)
from efe_domain.pole.taking_over import Members, Opening, take_over
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.days import TooEarly
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Invalid
from efe_domain.shared.ids import pole_id
from tests.domain.given import HEATING, TODAY, YESTERDAY, an_operator, given, recorded, some_id, three_colleges

STARTED = date(2024, 9, 1)
ENDS = date(2027, 8, 31)
SOURCE = Document(sha256="a" * 64, size=1, media_type="application/pdf")
JO = some_id("Jo")


def an_opening(**changed: Any) -> Opening:
    return Opening(Bassin.LIEGE, HEATING, "Chauffage", STARTED, None, SOURCE)._replace(**changed)


def members() -> Members:
    return [(member, JO) for member in three_colleges()]


def a_new_pole() -> Pole:
    return Pole(pole_id(Bassin.LIEGE, HEATING, "Chauffage", 1))


def taken_over(**changed: Any) -> Pole:
    pole = a_new_pole()
    take_over(pole, an_opening(**changed), members(), freed_on=date.min, on=YESTERDAY)
    return pole


def test_a_pole_is_taken_over_as_its_source_has_it() -> None:
    opened, *designated = recorded(taken_over())

    assert isinstance(opened, PoleTakenOver)
    assert (opened.starts, opened.ends, opened.effective_on, opened.document) == (STARTED, ENDS, YESTERDAY, SOURCE)
    assert [seats.college for seats in opened.composition] == list(College)
    assert [each.representative for each in designated if isinstance(each, MemberDesignated)] == 3 * [JO]


def test_it_acts_in_the_term_that_it_has_from_that_day() -> None:
    pole = given(taken_over())

    pole.check_in_term(TODAY)
    pole.check_in_term(ENDS)
    with pytest.raises(TermOver):
        pole.check_in_term(ENDS + timedelta(1))
    with pytest.raises(TooEarly):
        pole.check_in_term(YESTERDAY - timedelta(1))


def test_nobody_evaluated_it_yet() -> None:
    pole = given(taken_over())

    with pytest.raises(NotEvaluated):
        pole.renew([member for member, _ in members()], ends=None, on=TODAY)
    pole.evaluate((), "Se réunit.", on=TODAY)
    pole.renew([member for member, _ in members()], ends=None, on=TODAY)

    assert pole.terms.last.starts == ENDS + timedelta(1)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"ends": ENDS + timedelta(1)}, TermTooLong),
        ({"starts": TODAY}, NotInTerm),
        ({"starts": date.max}, NotInTerm),
        ({"starts": date(2020, 1, 1)}, NotInTerm),
        ({"name": " "}, Invalid),
        ({"document": Document(sha256="", size=0, media_type="")}, Invalid),
    ],
)
def test_what_the_source_cannot_say_is_refused(changed: dict[str, Any], refusal: type[Exception]) -> None:
    pole = a_new_pole()

    with pytest.raises(refusal):
        take_over(pole, an_opening(**changed), members(), freed_on=date.min, on=YESTERDAY)

    assert recorded(pole) == []


def test_the_three_colleges_are_there_by_local_members() -> None:
    elsewhere = an_operator(OperatorKind.ENTREPRISE, communes=["Namur"]).as_candidate()

    for wrong, refusal in ((members()[:2], CompositionIncomplete), ([*members()[:2], (elsewhere, None)], NotLocal)):
        pole = a_new_pole()
        with pytest.raises(refusal):
            take_over(pole, an_opening(), wrong, freed_on=date.min, on=YESTERDAY)
        assert recorded(pole) == []


def test_a_pole_that_lives_is_not_taken_over() -> None:
    pole = given(taken_over())

    with pytest.raises(NameTaken):
        take_over(pole, an_opening(), members(), freed_on=date.min, on=TODAY)

    assert recorded(pole) == []
