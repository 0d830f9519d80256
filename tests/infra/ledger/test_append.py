from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, NotSupportedError, ProgrammingError, Tracking

from efe_infra.ledger.append_request import AppendRequest
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database, DatabaseRole
from tests.infra.ledger.given import answers, command, event, ledger, versions


def test_positions_follow_each_other_without_a_gap(recorder: LedgerRecorder) -> None:
    first, second = uuid4(), uuid4()

    positions = [
        recorder.insert_events([event(first, 1), event(first, 2)]),
        recorder.insert_events([event(second, 1)]),
        recorder.insert_events([event(first, 3)]),
    ]

    assert positions == [[1, 2], [3], [4]]


def test_a_refused_request_leaves_no_gap(recorder: LedgerRecorder) -> None:
    stream = uuid4()
    recorder.insert_events([event(stream, 1)])

    with pytest.raises(IntegrityError):
        recorder.insert_events([event(stream, 1)])

    assert recorder.insert_events([event(stream, 2)]) == [2]


def test_the_events_of_one_request_span_streams_in_any_order(recorder: LedgerRecorder, database: Database) -> None:
    a, b = uuid4(), uuid4()

    recorder.insert_events([event(a, 1), event(b, 1), event(a, 2), event(b, 2)])

    assert [(each.originator_id, each.originator_version) for each in ledger(database)] == [
        (a, 1),
        (b, 1),
        (a, 2),
        (b, 2),
    ]


def test_a_request_is_recorded_whole_or_not_at_all(recorder: LedgerRecorder, database: Database) -> None:
    taken, free = uuid4(), uuid4()
    recorder.insert_events([event(taken, 1)])

    with pytest.raises(IntegrityError):
        recorder.insert_events([event(free, 1), event(taken, 1)])

    assert versions(database, free) == []


@pytest.mark.parametrize("wanted", [[2], [1, 3], [2, 1], [1, 1], [-1]])
def test_a_stream_has_no_holes(recorder: LedgerRecorder, database: Database, wanted: list[int]) -> None:
    stream = uuid4()

    with pytest.raises(IntegrityError):
        recorder.insert_events([event(stream, version) for version in wanted])

    assert versions(database, stream) == []


@pytest.mark.parametrize("start", [0, 1])
def test_a_stream_starts_at_zero_or_one(recorder: LedgerRecorder, database: Database, start: int) -> None:
    stream = uuid4()

    recorder.insert_events([event(stream, start)])
    recorder.insert_events([event(stream, start + 1)])

    assert versions(database, stream) == [start, start + 1]


def test_recorded_at_strictly_increases_within_a_request_too(recorder: LedgerRecorder, database: Database) -> None:
    stream = uuid4()

    recorder.insert_events([event(stream, version) for version in range(1, 101)])
    recorder.insert_events([event(stream, version) for version in range(101, 201)])

    instants: list[datetime] = [each.recorded_at for each in ledger(database)]
    assert len(instants) == 200
    assert instants == sorted(set(instants))


def test_recorded_at_increases_although_the_clock_was_set_back(database: Database) -> None:
    stream = uuid4()
    _record_in_the_future(database)

    answers(
        database,
        AppendRequest([event(stream, 1), event(stream, 2)], [], None),
        AppendRequest([event(stream, 3)], [], None),
    )
    answers(database, AppendRequest([event(stream, 4)], [], None))

    instants = [each.recorded_at - datetime(2100, 1, 1, tzinfo=UTC) for each in ledger(database)]
    assert instants == [timedelta(microseconds=n) for n in range(5)]


def test_nothing_is_recorded_of_nothing(recorder: LedgerRecorder) -> None:
    assert recorder.insert_events([]) == []
    assert recorder.max_notification_id() is None


def test_a_command_without_events_is_refused(recorder: LedgerRecorder) -> None:
    with pytest.raises(ProgrammingError):
        recorder.insert_events([], command=command(uuid4()))


def test_tracking_is_refused_rather_than_forgotten(recorder: LedgerRecorder) -> None:
    with pytest.raises(NotSupportedError, match="tracking"):
        recorder.insert_events([event(uuid4())], tracking=Tracking("other", 1))

    assert recorder.max_notification_id() is None


def _record_in_the_future(database: Database) -> None:
    with psycopg.connect(database.conninfo(DatabaseRole.OWNER)) as connection:
        connection.execute(
            "insert into ledger.event values (1, '2100-01-01 00:00:00+00', gen_random_uuid(), 1, 'late.v1', '{}', '')"
        )
