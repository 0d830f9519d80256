"""« Tailleur de pierre » and « Tailleur de pierres »: when two labels are one axis (PS-FILIERE)."""

from typing import Any

import pytest

from efe_domain.instance.events import AxesMatched, AxesUnmatched
from efe_domain.instance.instance import AxisNotIdentified, InstanceBassin
from efe_domain.project.axes import are_one
from efe_domain.project.refusals import OutsideTheAxis
from efe_domain.shared.axis import AxisCode, AxisKind, CodeSystem, axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, an_instance, given, recorded
from tests.domain.projects import LIEGE, NAMUR, a_pole_of, a_project, carry

SINGULAR = axis(AxisKind.METIER, "Tailleur de pierre")
PLURAL = axis(AxisKind.METIER, "Tailleur de pierres")
BASIS = "Plénière du 3 mars 2026."


def an_instance_of(bassin: Bassin, *, holding: bool) -> InstanceBassin:
    own, other, there = (SINGULAR, PLURAL, NAMUR) if bassin is LIEGE else (PLURAL, SINGULAR, LIEGE)
    instance = an_instance(bassin, axes=[own])
    if holding:
        instance.match_axes(own.key, there, other.key, BASIS, on=TODAY)
    return given(instance)


@pytest.mark.parametrize(
    ("here", "there", "one"), [(False, False, False), (True, False, False), (False, True, False), (True, True, True)]
)
def test_two_labels_are_one_axis_when_both_instances_decide_so(here: bool, there: bool, one: bool) -> None:
    poles = a_pole_of(LIEGE, SINGULAR), a_pole_of(NAMUR, PLURAL)
    liege, namur = an_instance_of(LIEGE, holding=here), an_instance_of(NAMUR, holding=there)

    assert are_one(poles[0], liege, poles[1], namur, TODAY) is one
    assert are_one(poles[1], namur, poles[0], liege, TODAY) is one
    assert not are_one(poles[0], liege, poles[1], namur, YESTERDAY)


@pytest.mark.parametrize(
    ("system", "one"),
    [
        (CodeSystem.SFMQ, True),
        (CodeSystem.REM, True),
        (CodeSystem.NACE_BEL, False),
        (CodeSystem.COMMISSION_PARITAIRE, False),
        (CodeSystem.OBG, False),
    ],
)
def test_a_code_of_a_trade_makes_one_axis_and_that_of_an_activity_does_not(system: CodeSystem, one: bool) -> None:
    codes = (AxisCode(system, "124"),)
    mason, stone = axis(AxisKind.METIER, "Maçon", codes), axis(AxisKind.METIER, "Tailleur de pierre", codes)
    poles = a_pole_of(LIEGE, mason), a_pole_of(NAMUR, stone)

    assert are_one(poles[0], an_instance(LIEGE), poles[1], an_instance(NAMUR), TODAY) is one


def test_a_pole_of_another_label_joins_when_the_axes_are_one() -> None:
    at_liege, at_namur = a_pole_of(LIEGE, SINGULAR), a_pole_of(NAMUR, PLURAL)
    project = a_project(at_liege)

    with pytest.raises(OutsideTheAxis):
        carry(project, at_namur)
    carry(project, at_namur, one_axis=True)

    assert list(project.carriers) == [at_namur.id]


def test_an_instance_matches_only_an_axis_that_it_identified() -> None:
    instance = given(an_instance(LIEGE))

    with pytest.raises(AxisNotIdentified):
        instance.match_axes(SINGULAR.key, NAMUR, PLURAL.key, BASIS, on=TODAY)

    assert recorded(instance) == []


@pytest.mark.parametrize("key", ["", "metier", "metier:", "grappe:pierre", "metier:Tailleur de pierre", "metier:é"])
def test_an_axis_is_matched_with_a_key_of_an_axis(key: str) -> None:
    instance = given(an_instance(LIEGE, axes=[SINGULAR]))

    with pytest.raises(Invalid):
        instance.match_axes(SINGULAR.key, NAMUR, key, BASIS, on=TODAY)

    assert recorded(instance) == []


def test_a_match_says_by_which_decision_and_ends() -> None:
    instance = given(an_instance(LIEGE, axes=[SINGULAR]))

    with pytest.raises(Invalid):
        instance.match_axes(SINGULAR.key, NAMUR, PLURAL.key, " ", on=TODAY)
    instance.match_axes(SINGULAR.key, NAMUR, PLURAL.key, BASIS, on=TODAY)
    with pytest.raises(TooEarly):
        instance.unmatch_axes(SINGULAR.key, NAMUR, PLURAL.key, on=YESTERDAY)
    instance.unmatch_axes(SINGULAR.key, NAMUR, PLURAL.key, on=TOMORROW)

    pair: dict[str, Any] = {"key": SINGULAR.key, "other_bassin": NAMUR, "other_key": PLURAL.key}
    assert recorded(instance) == [
        AxesMatched(**pair, basis=BASIS, effective_on=TODAY),
        AxesUnmatched(**pair, since=TODAY, effective_on=TOMORROW),
    ]
    covered = [instance.matches.cover(SINGULAR.key, NAMUR, PLURAL.key, day) for day in (YESTERDAY, TODAY, TOMORROW)]
    assert covered == [False, True, False]
