"""Checks of use cases beyond their own aggregate: days, other entities, names that come back."""

from datetime import timedelta

import pytest

from efe_domain.instance.instance import AxisNotIdentified
from efe_domain.platform import Platform
from efe_domain.pole.events import CompositionBroken, PoleCreated
from efe_domain.pole.refusals import NameTaken, NotLocal, PoleIsDissolved
from efe_domain.shared.axis import Axis, AxisCode, CodeSystem
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import InTheFuture, TooEarly
from efe_domain.shared.errors import Invalid, NotFound
from efe_domain.shared.event import effective_on
from efe_domain.shared.ids import instance_id, pole_id
from tests.domain.given import HEATING, TODAY, TOMORROW, WOOD, YESTERDAY, some_id, speaker_of
from tests.infra.commands.every_command import COMMANDS
from tests.infra.commands.stage import (
    ADMINISTRATOR,
    COORDINATOR,
    SCHOOL,
    SPARE,
    TRAINING,
    Stage,
    an_open_house,
    by,
    events_of,
    last_position,
)


@pytest.mark.parametrize("command", ["agree_modalities", "designate_member", "create_pole", "close_site"])
def test_a_command_without_a_day_is_of_today(stage: Stage, command: str) -> None:
    with by(COORDINATOR):
        COMMANDS[command](stage)

    assert effective_on(events_of(stage.platform)[-1]) == TODAY


def test_a_fact_of_tomorrow_is_not_recorded_today(stage: Stage) -> None:
    before = last_position(stage.platform)

    with by(COORDINATOR), pytest.raises(InTheFuture, match="2 mars 2026"):
        stage.platform.constitute_pole(stage.formed, on=TOMORROW)

    assert last_position(stage.platform) == before


def test_a_fact_of_yesterday_is_recorded_late(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.platform.constitute_pole(stage.formed, on=YESTERDAY)

    assert effective_on(events_of(stage.platform)[-1]) == YESTERDAY


def test_a_pole_that_does_not_exist_is_not_found(stage: Stage) -> None:
    before = last_position(stage.platform)

    with by(COORDINATOR), pytest.raises(NotFound):
        stage.platform.constitute_pole(some_id("no pole"))

    assert last_position(stage.platform) == before


def test_the_id_of_another_kind_is_not_found(stage: Stage) -> None:
    before = last_position(stage.platform)

    with by(COORDINATOR):
        with pytest.raises(NotFound, match="Pôle"):
            stage.platform.constitute_pole(TRAINING)
        with pytest.raises(NotFound, match="Pôle"):
            stage.platform.constitute_pole(instance_id(Bassin.LIEGE))
        with pytest.raises(NotFound, match="Opérateur"):
            stage.platform.designate_member(stage.formed, stage.constituted)
        with pytest.raises(NotFound, match="Opérateur"):
            stage.platform.designate_member(stage.formed, stage.formed)
        with pytest.raises(NotFound, match="Opérateur"):
            stage.platform.recognise_competence("liege", instance_id(Bassin.LIEGE), WOOD)

    assert last_position(stage.platform) == before


def test_a_text_that_no_ledger_can_hold_is_refused_as_such(stage: Stage) -> None:
    before = last_position(stage.platform)

    with by(COORDINATOR), pytest.raises(Invalid):
        stage.platform.dissolve_pole(stage.formed, "\ud800")

    assert last_position(stage.platform) == before


def test_an_unknown_bassin_is_refused_by_name(platform: Platform) -> None:
    an_open_house(platform)

    with by(ADMINISTRATOR), pytest.raises(Invalid, match="charleroi"):
        platform.establish_instance("charleroi")


def test_a_pole_bears_the_axis_in_the_words_of_its_instance(stage: Stage) -> None:
    asked = Axis(HEATING.kind, HEATING.label.upper(), (AxisCode(CodeSystem.REM, "F1603"),))

    with by(COORDINATOR):
        stage.platform.create_pole("liege", asked, "Autre")

    created = events_of(stage.platform)[-1]
    assert isinstance(created, PoleCreated)
    assert created.axis == HEATING


def test_a_pole_is_not_created_around_an_axis_that_is_not_identified(stage: Stage) -> None:
    before = last_position(stage.platform)

    with by(COORDINATOR), pytest.raises(AxisNotIdentified):
        stage.platform.create_pole("liege", WOOD, "Bois")

    assert last_position(stage.platform) == before


def test_a_living_pole_keeps_its_name_and_a_dissolved_one_leaves_it_to_the_next(stage: Stage) -> None:
    with by(COORDINATOR):
        with pytest.raises(NameTaken):
            stage.platform.create_pole("liege", HEATING, "CHAUFFAGE !")
        stage.platform.dissolve_pole(stage.formed, "Fin.")
        second = stage.platform.create_pole("liege", HEATING, "Chauffage")
        with pytest.raises(NameTaken):
            stage.platform.create_pole("liege", HEATING, "Chauffage")
        stage.platform.dissolve_pole(second.entity, "Fin.")
        third = stage.platform.create_pole("liege", HEATING, "Chauffage")

    assert [stage.formed, second.entity, third.entity] == [
        pole_id(Bassin.LIEGE, HEATING, "Chauffage", nth) for nth in (1, 2, 3)
    ]


def test_a_name_does_not_come_back_before_the_day_of_the_dissolution(stage: Stage) -> None:
    with by(COORDINATOR):
        ended = stage.platform.dissolve_pole(stage.formed, "Fin.", on=TODAY)

        with pytest.raises(TooEarly):
            stage.platform.create_pole("liege", HEATING, "Chauffage", on=YESTERDAY)

    assert last_position(stage.platform) == ended.position


def test_a_constitution_looks_at_the_operators_as_they_are_that_day(stage: Stage) -> None:
    with by(COORDINATOR):
        closed = stage.platform.close_site("liege", SCHOOL, some_id("3"), on=TODAY)

        with pytest.raises(NotLocal) as refused:
            stage.platform.constitute_pole(stage.formed, on=TODAY)
        constituted = stage.platform.constitute_pole(stage.formed, on=YESTERDAY)

    assert refused.value.reasons == ("N° 3",)
    assert constituted.position == last_position(stage.platform) == closed.position + 1


def test_a_renewal_looks_at_the_operators_as_they_are_that_day(stage: Stage) -> None:
    with by(COORDINATOR):
        withdrawn = stage.platform.withdraw_competence("liege", SCHOOL, HEATING.key)
        stage.platform.end_membership(stage.constituted, SCHOOL, "Départ.")
        stage.platform.designate_member(stage.constituted, SPARE, representative=speaker_of(SPARE))
        stage.platform.renew_pole(stage.constituted)

    kinds = [event.TOPIC for event in events_of(stage.platform)[withdrawn.position :]]
    assert kinds == ["pole.membership-ended.v1", "pole.member-designated.v2", "pole.renewed.v2"]


def test_a_departure_and_its_alarm_are_recorded_together(stage: Stage) -> None:
    before = last_position(stage.platform)

    with by(COORDINATOR):
        left = stage.platform.end_membership(stage.constituted, SCHOOL, "Départ.")

    departure, alarm = events_of(stage.platform)[before:]
    assert isinstance(alarm, CompositionBroken)
    assert departure.originator_id == alarm.originator_id
    assert left.position == before + 2


def test_a_dissolved_pole_does_nothing_more(stage: Stage) -> None:
    with by(COORDINATOR):
        dissolved = stage.platform.dissolve_pole(stage.formed, "Fin.")

        with pytest.raises(PoleIsDissolved):
            stage.platform.designate_member(stage.formed, SPARE)

    assert last_position(stage.platform) == dissolved.position


def test_a_pole_lives_through_two_terms(stage: Stage) -> None:
    later = TODAY.replace(year=2029)

    with by(COORDINATOR, today=later):
        renewed = stage.platform.renew_pole(stage.constituted)
    with by(COORDINATOR, today=later + timedelta(30)):
        stage.platform.evaluate_pole(stage.constituted, (), "Encore mieux.")
        again = stage.platform.renew_pole(stage.constituted, ends=later.replace(year=2033))

    assert again.position == renewed.position + 2
