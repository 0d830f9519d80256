"""Pôles and operators that change their name, and operators that change their kind or number, on a day."""

from collections.abc import Callable

import pytest

from efe_domain.operator.events import OperatorKind, OperatorKindChanged, OperatorRenamed, OperatorRenumbered
from efe_domain.operator.operator import Operator
from efe_domain.operator.refusals import SameParticulars
from efe_domain.pole.composition import assess
from efe_domain.pole.events import PoleNameReserved, PoleRenamed
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import PoleIsDissolved, SameName
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from efe_domain.shared.ids import NumberScheme, pole_id
from tests.domain.given import HEATING, TODAY, TOMORROW, YESTERDAY, a_pole, an_operator, given, recorded


def test_a_pole_is_renamed_from_a_day() -> None:
    pole = given(a_pole())

    pole.rename(" Chaleur ", on=TODAY)

    assert recorded(pole) == [PoleRenamed(name="Chaleur", effective_on=TODAY)]
    assert pole.name == "Chaleur"


@pytest.mark.parametrize("name", ["Chauffage", " Chauffage "])
def test_a_pole_is_not_given_its_own_name(name: str) -> None:
    pole = given(a_pole())

    with pytest.raises(SameName):
        pole.rename(name, on=TODAY)

    assert recorded(pole) == []


def test_the_name_of_a_pole_is_not_changed_before_its_last_change_or_before_it_is_free() -> None:
    pole = a_pole()
    pole.rename("Chaleur", on=TODAY)
    pole = given(pole)

    with pytest.raises(TooEarly):
        pole.rename("Froid", on=YESTERDAY)
    with pytest.raises(TooEarly):
        pole.rename("Froid", freed_on=TOMORROW, on=TODAY)

    assert recorded(pole) == []


def test_a_dissolved_pole_is_not_renamed() -> None:
    pole = a_pole()
    pole.dissolve("Fin.", on=YESTERDAY)
    pole = given(pole)

    with pytest.raises(PoleIsDissolved):
        pole.rename("Chaleur", on=TODAY)

    assert recorded(pole) == []


def test_a_reserved_name_is_no_pole_and_concerns_the_instance_of_its_bearer() -> None:
    bearer, reserved = a_pole(), Pole(pole_id(Bassin.LIEGE, HEATING, "Chaleur", 1))

    reserved.reserve_for(bearer, on=TODAY)

    [event] = reserved.collect_events()
    assert isinstance(event, PoleNameReserved)
    assert (event.bearer, event.bassins, reserved.exists) == (bearer.id, ("liege",), False)


def test_an_operator_is_renamed_renumbered_and_changes_its_kind_on_a_day() -> None:
    operator = given(an_operator())

    operator.rename(" Forem ", bassin=Bassin.LIEGE, on=TODAY)
    operator.renumber(NumberScheme.FASE, "0095", bassin=Bassin.LIEGE, on=TODAY)
    operator.change_kind(OperatorKind.EMPLOI, bassin=Bassin.LIEGE, on=TODAY)

    assert recorded(operator) == [
        OperatorRenamed(bassin=Bassin.LIEGE, name="Forem", reason=None, effective_on=TODAY),
        OperatorRenumbered(
            bassin=Bassin.LIEGE, scheme=NumberScheme.FASE, number="95", reason=None, effective_on=TODAY
        ),
        OperatorKindChanged(bassin=Bassin.LIEGE, kind=OperatorKind.EMPLOI, effective_on=TODAY),
    ]


def changed() -> Operator:
    operator = an_operator()
    operator.rename("Forem", bassin=Bassin.LIEGE, on=TODAY)
    operator.renumber(NumberScheme.FASE, "95", bassin=Bassin.LIEGE, on=TODAY)
    operator.change_kind(OperatorKind.EMPLOI, bassin=Bassin.LIEGE, on=TODAY)
    return given(operator)


def test_what_an_operator_is_already_is_no_change() -> None:
    operator = changed()

    changes: tuple[Callable[[], object], ...] = (
        lambda: operator.rename("Forem ", bassin=Bassin.LIEGE, on=TODAY),
        lambda: operator.renumber(NumberScheme.FASE, "095", bassin=Bassin.LIEGE, on=TODAY),
        lambda: operator.change_kind(OperatorKind.EMPLOI, bassin=Bassin.LIEGE, on=TODAY),
    )
    for change in changes:
        with pytest.raises(SameParticulars):
            change()

    assert recorded(operator) == []


def test_changes_of_an_operator_come_one_after_another() -> None:
    operator = changed()

    changes: tuple[Callable[[], object], ...] = (
        lambda: operator.rename("Autre", bassin=Bassin.LIEGE, on=YESTERDAY),
        lambda: operator.renumber(NumberScheme.FASE, "96", bassin=Bassin.LIEGE, on=YESTERDAY),
        lambda: operator.change_kind(OperatorKind.CEFA, bassin=Bassin.LIEGE, on=YESTERDAY),
    )
    for change in changes:
        with pytest.raises(TooEarly):
            change()
    with pytest.raises(Invalid):
        operator.renumber(NumberScheme.FASE, "BE95", bassin=Bassin.LIEGE, on=TODAY)

    assert recorded(operator) == []


def test_an_operator_belongs_on_each_day_to_the_college_of_its_kind_of_that_day() -> None:
    operator = an_operator(OperatorKind.FORMATION)
    operator.change_kind(OperatorKind.CEFA, bassin=Bassin.LIEGE, on=YESTERDAY)
    operator.change_kind(OperatorKind.ENTREPRISE, bassin=Bassin.LIEGE, on=TOMORROW)
    candidate = given(operator).as_candidate()

    days = (YESTERDAY.replace(day=1), YESTERDAY, TODAY, TOMORROW)
    colleges = [candidate.college_on(day) for day in days]
    seated = [
        [
            verdict.college
            for verdict in assess([candidate], bassin="liege", axis_key=HEATING.key, on=day).colleges
            if verdict.present
        ]
        for day in days
    ]

    assert colleges == [College.B, College.C, College.C, College.A]
    assert seated == [[college] for college in colleges]
