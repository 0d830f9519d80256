"""What `poe chaos --cluster` does for minutes, for a few rounds that are always the same."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.harms import Blow
from tests.cluster.run import ClusterRun
from tests.conftest import quick_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system is asked in /proc which node calls")
SEED = 2026
BLOWS = (Blow("switch over", 0), Blow("part leader for a moment", 3), Blow("freeze leader", 0))


@pytest.fixture
def run() -> Iterator[ClusterRun]:
    with tempfile.TemporaryDirectory(prefix="efe-cluster-", dir=quick_folder()) as home:
        yield ClusterRun(Path(home), SEED)


def test_nothing_acknowledged_is_lost_when_leaders_change(run: ClusterRun) -> None:
    with run.open():
        run.measure(1)
        for blow in BLOWS:
            run.round(blow)
        run.finish()

    assert len(run.tally.rounds) == len(BLOWS)
    assert all(each.crowd.seen for each in run.audiences)
