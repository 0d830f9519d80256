"""The life of a pôle outside its members and its terms: created, meeting, dissolved (PS-NB, PS-AXE, PS-REUNION)."""

from collections.abc import Callable

import pytest

from efe_domain.pole.events import ModalitiesAgreed, PoleCreated, PoleDissolved
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NameTaken, PoleIsDissolved, SameModalities
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from efe_domain.shared.ids import pole_id
from tests.domain.given import (
    HEATING,
    REGISTER_OPENED,
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_constituted_pole,
    a_pole,
    agree,
    an_evaluated_pole,
    given,
    recorded,
    some_id,
    three_colleges,
)


def a_new_pole() -> Pole:
    return Pole(pole_id(Bassin.LIEGE, HEATING, "Chauffage", 1))


def test_a_pole_is_created_around_its_axis() -> None:
    pole = a_new_pole()

    pole.create(Bassin.LIEGE, HEATING, " Chauffage ", on=TODAY)

    assert recorded(pole) == [
        PoleCreated(bassin=Bassin.LIEGE, axis=HEATING, axis_key=HEATING.key, name="Chauffage", effective_on=TODAY)
    ]


def test_a_pole_concerns_its_instance_from_its_first_event() -> None:
    pole = a_new_pole()

    pole.create(Bassin.LIEGE, HEATING, "Chauffage", on=TODAY)

    assert [event.bassins for event in pole.collect_events()] == [("liege",)]


def test_a_living_pole_keeps_its_name() -> None:
    pole = given(a_pole())

    with pytest.raises(NameTaken):
        pole.create(Bassin.LIEGE, HEATING, "Chauffage", on=TODAY)

    assert recorded(pole) == []


def test_a_name_is_taken_again_from_the_day_of_the_dissolution() -> None:
    pole = a_new_pole()

    pole.create(Bassin.LIEGE, HEATING, "Chauffage", freed_on=TODAY, on=TODAY)

    assert len(recorded(pole)) == 1


def test_a_name_is_not_taken_again_before_the_dissolution() -> None:
    pole = a_new_pole()

    with pytest.raises(TooEarly):
        pole.create(Bassin.LIEGE, HEATING, "Chauffage", freed_on=TODAY, on=YESTERDAY)

    assert recorded(pole) == []


@pytest.mark.parametrize("name", ["", "  ", "…", "a\nb", "x" * 201])
def test_a_pole_has_a_name_that_can_be_said(name: str) -> None:
    pole = a_new_pole()

    with pytest.raises(Invalid):
        pole.create(Bassin.LIEGE, HEATING, name, on=TODAY)

    assert recorded(pole) == []


@pytest.mark.parametrize(("months", "quorum"), [(1, 1), (3, None), (36, 100)])
def test_modalities_are_agreed(months: int, quorum: int | None) -> None:
    pole = given(a_pole())

    agree(pole, months, quorum, remote_allowed=True, on=TODAY)

    assert recorded(pole) == [
        ModalitiesAgreed(
            meeting_every_months=months,
            quorum_percent=quorum,
            remote_allowed=True,
            agreement_per_college=False,
            decision=some_id("decision on modalities"),
            effective_on=TODAY,
        )
    ]


def test_modalities_that_change_nothing_are_refused() -> None:
    pole = a_pole()
    agree(pole, 3, None, remote_allowed=True, on=YESTERDAY)
    pole = given(pole)

    with pytest.raises(SameModalities):
        agree(pole, 3, None, remote_allowed=True, on=TODAY)

    assert recorded(pole) == []


def test_modalities_do_not_replace_later_ones() -> None:
    pole = a_pole()
    agree(pole, 3, None, remote_allowed=True, on=TODAY)
    pole = given(pole)

    with pytest.raises(TooEarly):
        agree(pole, 2, None, remote_allowed=True, on=YESTERDAY)

    assert recorded(pole) == []


@pytest.mark.parametrize(("months", "quorum"), [(0, None), (37, None), (-1, None), (3, 0), (3, 101)])
def test_modalities_are_a_frequency_and_a_percentage(months: int, quorum: int | None) -> None:
    pole = given(a_pole())

    with pytest.raises(Invalid):
        agree(pole, months, quorum, remote_allowed=False, on=TODAY)

    assert recorded(pole) == []


def test_a_pole_is_dissolved() -> None:
    pole = given(a_constituted_pole())

    pole.dissolve("  Mission accomplie.\r\nMerci. ", on=TODAY)

    assert recorded(pole) == [PoleDissolved(reason="Mission accomplie.\nMerci.", effective_on=TODAY)]


def test_a_pole_is_not_dissolved_without_a_reason() -> None:
    pole = given(a_pole())

    with pytest.raises(Invalid):
        pole.dissolve("\n", on=TODAY)

    assert recorded(pole) == []


def test_a_pole_is_not_dissolved_before_its_last_command() -> None:
    pole = given(an_evaluated_pole(starts=YESTERDAY, evaluated=TODAY))

    with pytest.raises(TooEarly):
        pole.dissolve("Fin.", on=YESTERDAY)

    assert recorded(pole) == []


def test_a_dissolved_pole_does_nothing_more() -> None:
    members = three_colleges()
    pole = a_pole(members=members[:1])
    pole.dissolve("Fin.", on=TODAY)
    pole = given(pole)
    commands: tuple[Callable[[], None], ...] = (
        lambda: pole.designate(members[1], None, on=TODAY),
        lambda: pole.replace_representative(members[0].operator, some_id("person"), on=TODAY),
        lambda: pole.end_membership(members[0].operator, "Départ.", members=(), on=TODAY),
        lambda: agree(pole, 3, None, remote_allowed=False, on=TODAY),
        lambda: pole.constitute(members, ends=None, on=TODAY),
        lambda: pole.renew(members, ends=None, on=TODAY),
        lambda: pole.dissolve("Fin.", on=TOMORROW),
    )

    for command in commands:
        with pytest.raises(PoleIsDissolved):
            command()

    assert recorded(pole) == []


def test_nothing_happens_in_a_pole_before_it_is_created() -> None:
    members = three_colleges()
    pole = given(a_pole(members=members, created=TODAY))
    commands: tuple[Callable[[], None], ...] = (
        lambda: pole.designate(members[1], None, on=YESTERDAY),
        lambda: agree(pole, 3, None, remote_allowed=False, on=YESTERDAY),
        lambda: pole.constitute(members, ends=None, on=YESTERDAY),
        lambda: pole.dissolve("Fin.", on=REGISTER_OPENED),
    )

    for command in commands:
        with pytest.raises(TooEarly):
            command()

    assert recorded(pole) == []
