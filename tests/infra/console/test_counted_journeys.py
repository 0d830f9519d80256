"""Journeys whose steps are counted, by a browser without scripts: a page opened or a form sent, after landing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from efe_infra.postgres.database import Database
from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.code_provider import code_provider, trusting
from tests.infra.console.journeys import JOURNEYS, VERIFIED_JOURNEYS, Steps, World
from tests.infra.console.walker import HttpDriver, Walker
from tests.running import served


@pytest.fixture
def fresh(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path) as api:
        yield api


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda each: each.__name__)
def test_a_journey_takes_few_steps(fresh: Api, journey: Callable[[World], Steps]) -> None:
    steps = journey(World(fresh, lambda: Walker(HttpDriver(Browser(fresh)))))

    assert steps <= JOURNEYS[journey]


@pytest.mark.parametrize("journey", VERIFIED_JOURNEYS, ids=lambda each: each.__name__)
def test_a_verified_address_spares_steps(
    database: Database, tmp_path: Path, journey: Callable[[World], Steps]
) -> None:
    with code_provider() as provider, trusting(provider, database, tmp_path, trusts_email=True) as api:
        steps = journey(World(api, lambda: Walker(HttpDriver(Browser(api), enters=provider.sign_in))))

    assert steps <= VERIFIED_JOURNEYS[journey]
