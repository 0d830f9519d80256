"""Answers while the read model lags behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.composition import projecting, watching
from efe_infra.postgres.database import Database
from tests.api.given import AXIS, Api
from tests.running import installation, web


@pytest.fixture
def lagging(database: Database, tmp_path: Path) -> Iterator[Api]:
    """A platform whose projections stopped once Liège had a coordinator."""
    with installation(database, tmp_path) as running, watching(running) as watch, web(running, watch) as api:
        with projecting(running, watch):
            api.coordinator(Bassin.LIEGE)
        yield api


def test_a_command_is_recorded_and_says_so_before_it_can_be_read(lagging: Api) -> None:
    payload = lagging.client("coordination-liege").do("identifyAxis", "instance { id }", bassin="LIEGE", axis=AXIS)

    assert payload == {"instance": None, "position": "3", "userErrors": []}
    assert lagging.visitor.ask("{ meta { position } }") == {"meta": {"position": "2"}}


def test_a_read_does_not_wait_for_ever(lagging: Api) -> None:
    code = lagging.visitor.refusal('{ meta(minPosition: "3") { position } }')

    assert code == "MIN_POSITION_NOT_REACHED"
