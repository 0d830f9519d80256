"""A few fixed rounds of `poe chaos --cluster`."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.harms import Blow
from tests.cluster.pooled import may_pool
from tests.cluster.run import ClusterRun
from tests.conftest import quick_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system is asked in /proc which node calls")
SEED = 2026
BLOWS = (Blow("switch over", 0), Blow("part leader for a moment", 3), Blow("freeze leader", 0))
THROUGH_THE_POOLER = """
    select distinct substr(usename, 8) from pg_stat_activity where usename like 'pooled%%' order by 1
"""


@pytest.fixture
def run() -> Iterator[ClusterRun]:
    with tempfile.TemporaryDirectory(prefix="efe-cluster-", dir=quick_folder()) as home:
        yield ClusterRun(Path(home), SEED)


def test_nothing_acknowledged_is_lost_when_leaders_change(run: ClusterRun) -> None:
    with run.open():
        run.measure(1)
        for blow in BLOWS:
            run.round(blow)
        if may_pool():
            assert run.cluster.ask(THROUGH_THE_POOLER) == [("efe_command",), ("efe_projector",), ("efe_read",)]
            run.round(Blow("kill pooler", 0))
        run.finish()

    assert len(run.tally.rounds) == len(BLOWS) + may_pool()
    assert all(each.crowd.seen for each in run.audiences)
