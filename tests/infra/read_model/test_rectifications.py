"""After corrections of any history: before them nothing moved, from them on it is as if the facts had been right."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from efe_domain.shared.event import Event
from efe_domain.shared.record_events import RecordEvent, Rectified
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.projection import Projection, RecordedEvent, standing_facts
from efe_projections.engine.row import Row
from tests.domain.corrections import CorrectedHistory, corrected_histories
from tests.infra.read_model.world import Rows, World, folded

some_histories = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def living(module_database: Database) -> Iterator[World]:
    """A database with every table of the platform, for the examples of a property, which begin by emptying it."""
    with closing(LedgerRecorder(module_database)) as recorder:
        yield World(module_database, recorder, PROJECTIONS)


def expected(recorded: Sequence[RecordedEvent[Event]]) -> Rows:
    """The facts that stand, folded in the plainest way; entities show how many events were recorded of them."""
    streams: dict[Any, list[RecordedEvent[Event]]] = {}
    for each in recorded:
        streams.setdefault(each.event.originator_id, []).append(each)
    facts = sorted(
        (fact for stream in streams.values() for fact in standing_facts(stream)), key=lambda it: it.position
    )
    record = [each for each in recorded if isinstance(each.event, RecordEvent)]
    rows = folded(sorted([*facts, *record], key=lambda it: it.position), PROJECTIONS)
    return {
        projection.row.TABLE.name: {
            key: with_version(projection, row, streams.get(key[0], ()))
            for key, row in rows[projection.row.TABLE.name].items()
        }
        for projection in PROJECTIONS
    }


def with_version(projection: Projection[Any], row: Row, stream: Sequence[RecordedEvent[Event]]) -> Row:
    table = projection.row.TABLE
    if len(table.key) > 1 or "version" not in row.__struct_fields__ or not stream:
        return row
    return replace(row, version=stream[-1].event.originator_version)


@some_histories
@given(corrected_histories())
def test_every_position_is_the_facts_that_stood_then(living: World, events: CorrectedHistory) -> None:
    living.empty()
    living.record(*events)
    living.project(page_size=7, memory=0)
    recorded = living.recorded()

    rectified = [number for number, event in enumerate(events, 1) if isinstance(event, Rectified)]

    for position in {*rectified, *(number - 1 for number in rectified), len(events)}:
        assert living.rows_at(position) == expected(recorded[:position])


@some_histories
@given(corrected_histories())
def test_rebuilt_equals_live_in_pages_of_any_size(living: World, events: CorrectedHistory) -> None:
    living.empty()
    living.record(*events)
    dumps = []
    for size in (1, 7, 2000):
        living.forget()
        living.project(page_size=size, memory=size)
        dumps.append(living.dump())

    rebuild(living.database, PROJECTIONS)

    assert dumps[0] == dumps[1] == dumps[2] == living.dump()

    living.rebuild(page_size=7, memory=5)

    assert living.dump() == dumps[0]


@some_histories
@given(corrected_histories(), st.integers(0, 200))
def test_what_was_read_before_is_read_for_ever(living: World, events: CorrectedHistory, until: int) -> None:
    last = until % len(events)
    living.empty()
    living.record(*events[:last])
    living.project()
    before = [living.rows_at(position) for position in range(0, last + 1, 9)]
    living.record(*events[last:])

    living.project()

    assert [living.rows_at(position) for position in range(0, last + 1, 9)] == before


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corrected_histories())
def test_no_two_streams_share_a_row(events: CorrectedHistory) -> None:
    """So that the facts of one stream are all that a row of it is folded from."""
    streams: dict[Any, set[Any]] = {}
    for event in events:
        for projection in PROJECTIONS:
            if event.TOPIC in projection.topics:
                for key in projection.keys(event):
                    streams.setdefault((projection.row.TABLE.name, key), set()).add(event.originator_id)

    assert [key for key, those in streams.items() if len(those) > 1] == []
