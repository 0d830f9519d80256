"""A few fixed rounds of `poe chaos`."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.harms import Blow
from tests.chaos.run import Run
from tests.conftest import quick_folder

SEED = 2026
BLOWS = (
    Blow("kill postmaster", 0),
    Blow("freeze leader", 1.5),
    Blow("kill server", 0),
    Blow("read only", 2),
)


@pytest.fixture
def run() -> Iterator[Run]:
    with tempfile.TemporaryDirectory(prefix="efe-chaos-", dir=quick_folder()) as home:
        yield Run(Path(home), SEED, supplied=False)


def test_every_promise_is_held_through_a_few_rounds(run: Run) -> None:
    with run.open():
        run.measure(1)
        for blow in BLOWS:
            run.round(blow)
        run.finish()

    assert len(run.tally.rounds) == len(BLOWS)
    assert run.audiences[0].crowd.seen
