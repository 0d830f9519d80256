"""Journeys in Chromium, whose steps are counted: by mouse with scripts, and by keyboard alone without them."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser as Chrome

from efe_infra.postgres.database import Database
from tests.infra.console.code_provider import code_provider, trusting
from tests.infra.console.journey_worlds import FEW_INSTANCES, WAYS, Way, world
from tests.infra.console.journeys import (
    JOURNEYS,
    VERIFIED_JOURNEYS,
    Steps,
    World,
    begin_instances,
    decide_twice_in_a_meeting,
    hold_a_meeting,
    most_steps,
    set_up_instances,
)
from tests.running import served

type Journey = Callable[[World], Steps]
BY_MOUSE_ALONE: Final = {decide_twice_in_a_meeting, begin_instances}
BY_KEYBOARD_ALONE: Final = {hold_a_meeting, set_up_instances}
"""Journeys that send the forms of one that is walked the other way."""


def walks(journeys: Iterable[Journey]) -> list[Any]:
    """Returns the journeys, each with the ways in which it is walked."""
    mouse, keyboard = WAYS
    return [
        pytest.param(each, *way.values, id=f"{each.__name__}-{way.id}")
        for each in journeys
        for way, left in ((mouse, BY_KEYBOARD_ALONE), (keyboard, BY_MOUSE_ALONE))
        if each not in left
    ]


@pytest.mark.parametrize(("journey", "way"), walks(JOURNEYS))
def test_a_journey_takes_few_steps(
    chrome: Chrome, database: Database, tmp_path: Path, journey: Journey, way: Way
) -> None:
    with served(database, tmp_path) as fresh, world(chrome, fresh, way) as here:
        assert journey(here) <= most_steps(journey, len(FEW_INSTANCES))


@pytest.mark.parametrize(("journey", "way"), walks(VERIFIED_JOURNEYS))
def test_a_verified_address_spares_steps(
    chrome: Chrome, database: Database, tmp_path: Path, journey: Journey, way: Way
) -> None:
    with (
        code_provider() as provider,
        trusting(provider, database, tmp_path, trusts_email=True) as fresh,
        world(chrome, fresh, way, provider.sign_in) as here,
    ):
        assert journey(here) <= most_steps(journey, len(FEW_INSTANCES))
