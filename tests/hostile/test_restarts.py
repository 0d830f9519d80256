"""PostgreSQL goes and comes back, under load: nobody waits longer than is said, and everybody is served again."""

import os
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from efe_graphql.limits.deadline import CANCEL_MARGIN_S
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.tables.schema import create_read_tables
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import AXIS, Api, mutation
from tests.conftest import quick_folder
from tests.hostile.crowd import Asking, Crowd
from tests.hostile.restarting import Restarted, own_server
from tests.running import served

TIMES = int(os.environ.get("EFE_TEST_RESTARTS", "50"))
OPERATION = 4.0
"""Seconds for an operation."""
AGAIN = 2.0
"""Seconds after the return of the server in which everybody is served."""
STEPS = 2
"""Times that the longest request before any harm is added to it: what other work there is on the machine."""
QUIET = 1.0
"""Seconds before any harm."""
RETRYABLE = {"", "TIMEOUT", "SERVICE_UNAVAILABLE", "OUTCOME_UNKNOWN"}

INSTANCE = "{ instance(bassin: LIEGE) { id } }"
POLES = "{ poles { edges { node { id } } } }"
SELF = "{ viewer { account { id } } instance(bassin: LIEGE) { id } }"


@pytest.fixture
def restarted() -> Iterator[Restarted]:
    with (
        tempfile.TemporaryDirectory(prefix="efe-", dir=quick_folder()) as home,
        own_server(Path(home)) as server,
    ):
        yield server


@pytest.fixture
def api(restarted: Restarted, tmp_path: Path) -> Iterator[Api]:
    migrate(restarted.database)
    create_read_tables(restarted.database, PROJECTIONS)
    with served(restarted.database, tmp_path, operation_timeout=OPERATION, statement_timeout=2) as running:
        yield running


@pytest.fixture
def crowd(api: Api, restarted: Restarted) -> Crowd:
    """Visitors, of whom nothing is read, and a coordinator, whose rights are read too, also for a command."""
    liege = api.coordinator(Bassin.LIEGE)
    asked: dict[str, Any] = {"bassin": "LIEGE", "axis": AXIS}
    liege.do("identifyAxis", **asked)
    restarted.keep()
    command: dict[str, Any] = {"query": mutation("identifyAxis", "instance { id }"), "variables": {"input": asked}}
    by_visitors = [Asking({"query": query}, {}) for query in (*[INSTANCE] * 6, *[POLES] * 2)]
    by_coordinator = [Asking(body, dict(liege.headers)) for body in (*[{"query": SELF}] * 3, command)]
    return Crowd(api.http.url, by_visitors + by_coordinator)


def test_however_often_the_server_comes_and_goes_everybody_is_served_again(
    restarted: Restarted, crowd: Crowd
) -> None:
    harms = cycle([restarted.restart, restarted.kill_a_backend, restarted.restart, restarted.terminate_backends])
    again: list[float] = []

    with crowd.asking():
        time.sleep(QUIET)
        margin = STEPS * max(each.took for each in crowd.seen)
        for harm in islice(harms, TIMES):
            harm()
            again.append(crowd.served_again(time.monotonic()))

    assert max(again) < AGAIN + margin
    assert max(each.took for each in crowd.seen) < OPERATION + CANCEL_MARGIN_S + AGAIN
    assert {each.code for each in crowd.seen} <= RETRYABLE


def test_a_server_that_was_away_for_long_is_found_again_as_soon(restarted: Restarted, crowd: Crowd) -> None:
    with crowd.asking():
        restarted.leave()
        time.sleep(2 * OPERATION)
        restarted.come_back()
        again = crowd.served_again(time.monotonic())

    assert again < AGAIN
    assert max(each.took for each in crowd.seen) < OPERATION + CANCEL_MARGIN_S + AGAIN
    assert {each.code for each in crowd.seen} <= RETRYABLE
