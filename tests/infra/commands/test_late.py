"""A fact of long ago has a source, where the règlement of the Instance says how late is long ago."""

from datetime import date, timedelta
from functools import partial

import pytest

from efe_domain.instance.events import OrderSettings
from efe_domain.meeting.events import Attendee
from efe_domain.shared.days import LateWithoutSource
from efe_domain.shared.errors import CommandReused
from tests.domain.given import NOTE, TODAY, TOMORROW, WOOD, some_id
from tests.infra.commands.stage import (
    COORDINATOR,
    COORDINATOR_OF_NAMUR,
    HALL,
    PERSON,
    TRAINING,
    Stage,
    by,
    events_of,
    last_position,
)

NINETY = OrderSettings(late_after_days=90)
LATER = TODAY + timedelta(400)
"""The day of recording."""


def limited(stage: Stage) -> Stage:
    with by(COORDINATOR):
        stage.platform.adopt_rules_of_order("liege", (), settings=NINETY)
    return stage


def recorded_on(stage: Stage, on: date, **context: str) -> None:
    with by(COORDINATOR, LATER, **context):
        stage.platform.identify_axis("liege", WOOD, on=on)


@pytest.mark.parametrize(("days", "allowed"), [(0, True), (90, True), (91, False), (400, False)])
def test_a_fact_that_is_older_than_the_rules_of_order_say_has_a_source(
    stage: Stage, days: int, allowed: bool
) -> None:
    limited(stage)
    on, before = LATER - timedelta(days), last_position(stage.platform)

    if allowed:
        recorded_on(stage, on)
    else:
        with pytest.raises(LateWithoutSource, match="90"):
            recorded_on(stage, on)
        assert last_position(stage.platform) == before
        recorded_on(stage, on, source="Procès-verbal du 3 mars.")

    last = events_of(stage.platform)[-1]
    assert last.metadata.get("source") == (None if allowed else "Procès-verbal du 3 mars.")


def test_a_file_that_is_imported_attests_its_lines(stage: Stage) -> None:
    limited(stage)

    recorded_on(stage, LATER - timedelta(400), reprise="ab" * 32)

    last = events_of(stage.platform)[-1]
    assert last.metadata["reprise"] == "ab" * 32
    assert "source" not in last.metadata


def test_without_a_word_of_the_rules_of_order_nothing_is_asked(stage: Stage) -> None:
    recorded_on(stage, TODAY)

    assert "source" not in events_of(stage.platform)[-1].metadata


def test_it_is_the_rules_of_order_of_who_acts(stage: Stage) -> None:
    limited(stage)

    with by(COORDINATOR_OF_NAMUR, LATER):
        stage.platform.recognise_competence("namur", TRAINING, WOOD, on=TODAY)
    with by(COORDINATOR, LATER), pytest.raises(LateWithoutSource):
        stage.platform.recognise_competence("liege", TRAINING, WOOD, on=TODAY)


def test_a_member_is_asked_as_its_instance_is(stage: Stage) -> None:
    limited(stage)
    with by(COORDINATOR):
        stage.platform.replace_representative(stage.constituted, TRAINING, representative=PERSON, document=NOTE)

    with by(some_id("member"), LATER, person=PERSON), pytest.raises(LateWithoutSource):
        stage.platform.report_progress(stage.projects.started, stage.constituted, "Bien.", on=TODAY)


def test_what_a_body_did_long_ago_has_a_source_too(stage: Stage) -> None:
    """A meeting is acted upon by a coordinator of one of the Instances of its assembly."""
    limited(stage)
    hold = partial(stage.platform.hold_meeting, stage.convened, HALL, (Attendee(person=PERSON),), on=TODAY)

    with by(COORDINATOR, LATER), pytest.raises(LateWithoutSource):
        hold()
    with by(COORDINATOR, LATER, source="Procès-verbal."):
        hold()


def test_new_rules_of_order_do_not_lift_the_limit_for_themselves(stage: Stage) -> None:
    limited(stage)

    with by(COORDINATOR, LATER), pytest.raises(LateWithoutSource):
        stage.platform.adopt_rules_of_order("liege", (), on=TOMORROW)
    with by(COORDINATOR, LATER):
        stage.platform.adopt_rules_of_order("liege", ())
        stage.platform.identify_axis("liege", WOOD, on=TOMORROW)


def test_another_source_is_another_demand(stage: Stage) -> None:
    with by(COORDINATOR, command_id=some_id("c"), source="Procès-verbal."):
        first = stage.platform.identify_axis("liege", WOOD)
        again = stage.platform.identify_axis("liege", WOOD)

    with by(COORDINATOR, command_id=some_id("c"), source="Autre chose."), pytest.raises(CommandReused):
        stage.platform.identify_axis("liege", WOOD)
    assert again.repeated
    assert again.position == first.position
