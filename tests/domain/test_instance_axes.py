"""The axes that an Instance identifies, and withdraws (PS-NB)."""

import pytest

from efe_domain.instance.events import AxisIdentified, AxisWithdrawn
from efe_domain.instance.instance import AxisAlreadyIdentified, AxisNotIdentified
from efe_domain.shared.axis import Axis, AxisCode, AxisKind, CodeSystem
from efe_domain.shared.days import TooEarly
from tests.domain.given import (
    HEATING,
    REGISTER_OPENED,
    TODAY,
    TOMORROW,
    WOOD,
    YESTERDAY,
    an_instance,
    given,
    recorded,
)


def test_an_axis_is_identified_with_a_clean_label_and_its_codes() -> None:
    instance = given(an_instance())
    codes = (AxisCode(CodeSystem.REM, "F1603"), AxisCode(CodeSystem.NACE_BEL, "43.22"))

    instance.identify_axis(Axis(AxisKind.METIER, " Chauffagiste ", codes), on=TODAY)

    clean = Axis(AxisKind.METIER, "Chauffagiste", codes[::-1])
    assert recorded(instance) == [AxisIdentified(axis=clean, key="metier:chauffagiste", effective_on=TODAY)]


def test_an_axis_is_not_identified_twice() -> None:
    instance = given(an_instance(axes=[HEATING]))

    with pytest.raises(AxisAlreadyIdentified):
        instance.identify_axis(Axis(HEATING.kind, HEATING.label.upper()), on=TODAY)

    assert recorded(instance) == []


def test_an_axis_is_withdrawn_and_identified_again() -> None:
    instance = given(an_instance(axes=[HEATING]))

    instance.withdraw_axis(HEATING.key, on=TODAY)
    instance.identify_axis(HEATING, on=TODAY)
    instance.withdraw_axis(HEATING.key, on=TOMORROW)

    assert recorded(instance) == [
        AxisWithdrawn(key=HEATING.key, since=REGISTER_OPENED, effective_on=TODAY),
        AxisIdentified(axis=HEATING, key=HEATING.key, effective_on=TODAY),
        AxisWithdrawn(key=HEATING.key, since=TODAY, effective_on=TOMORROW),
    ]


def test_an_axis_identified_again_does_not_overlap_its_past() -> None:
    instance = an_instance(axes=[HEATING])
    instance.withdraw_axis(HEATING.key, on=TODAY)
    instance = given(instance)

    with pytest.raises(AxisAlreadyIdentified):
        instance.identify_axis(HEATING, on=YESTERDAY)

    assert recorded(instance) == []


def test_only_an_identified_axis_is_withdrawn() -> None:
    instance = given(an_instance(axes=[HEATING]))

    with pytest.raises(AxisNotIdentified):
        instance.withdraw_axis(WOOD.key, on=TODAY)

    assert recorded(instance) == []


def test_an_axis_is_not_withdrawn_before_it_is_identified() -> None:
    instance = an_instance()
    instance.identify_axis(HEATING, on=TODAY)
    instance = given(instance)

    with pytest.raises(TooEarly):
        instance.withdraw_axis(HEATING.key, on=YESTERDAY)

    assert recorded(instance) == []


def test_an_axis_counts_from_its_first_day_to_the_eve_of_its_withdrawal() -> None:
    instance = given(an_instance())
    instance.identify_axis(HEATING, on=YESTERDAY)
    instance.withdraw_axis(HEATING.key, on=TODAY)

    assert instance.identified(HEATING, YESTERDAY) == HEATING
    for day in (REGISTER_OPENED, TODAY):
        with pytest.raises(AxisNotIdentified):
            instance.identified(HEATING, day)


def test_a_pole_gets_the_axis_in_the_words_of_the_instance() -> None:
    instance = given(an_instance(axes=[HEATING]))

    asked = Axis(HEATING.kind, HEATING.label.upper(), (AxisCode(CodeSystem.REM, "F1603"),))

    assert instance.identified(asked, TODAY) == HEATING
