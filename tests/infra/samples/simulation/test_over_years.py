"""A simulated history over years: each command recorded on its day, every stream in its order."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import psycopg
import pytest

from efe_domain.shared.codec import decode
from efe_domain.shared.event import effective_on
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import RECORDED, History
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.bench.stage import Stage
from tests.infra.cli.here import efe

EVENTS = 4_000


@pytest.fixture(scope="module")
def stage(server: Database) -> Iterator[Stage]:
    with Stage(server) as stage:
        yield stage


@pytest.fixture(scope="module")
def events(stage: Stage) -> Sequence[Any]:
    database = stage.fresh()
    simulate(database, EVENTS, 7, over_years=True)
    rebuild(database, PROJECTIONS)
    with psycopg.connect(database.admin) as connection:
        return connection.execute("select * from ledger.event order by position").fetchall()


def test_the_records_lie_years_apart_in_order_and_none_is_later_than_the_day_of_recording(
    events: Sequence[Any],
) -> None:
    instants = [recorded_at for _, recorded_at, *_ in events]

    assert all(one < other for one, other in pairwise(instants))
    assert instants[-1] - instants[0] > timedelta(days=365)
    assert instants[-1] < datetime(RECORDED.year, RECORDED.month, RECORDED.day, tzinfo=UTC) + timedelta(days=1)


def test_nothing_is_recorded_before_it_takes_effect(events: Sequence[Any]) -> None:
    for _, recorded_at, _, _, topic, state, *_ in events:
        day = effective_on(decode(topic, bytes(state)))
        assert day is None or day <= recorded_at.date()


def test_it_is_the_same_history_in_another_order(events: Sequence[Any]) -> None:
    """But for its last command, of which the other may hold a part."""
    there = {(stream, version): bytes(state) for _, _, stream, version, _, state, *_ in events}
    usual = {(each.originator_id, each.originator_version): each.state for each in History(7).take(EVENTS + 10)}

    assert there.items() <= usual.items()
    versions: dict[Any, int] = {}
    for _, _, stream, version, *_ in events:
        assert version == versions.get(stream, 0) + 1
        versions[stream] = version


def test_more_than_memory_holds_is_refused(database: Database) -> None:
    done = efe("simulate", "--events", "1000001", "--years", env={"EFE_DATABASE_URL": database.admin})

    assert done.returncode == 2
    assert "1000000 événements au plus" in done.stderr
