from collections.abc import Callable
from functools import partial
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError

from efe_domain.shared.ledger import StreamRead
from efe_infra.ledger.append_request import AppendRequest
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.conftest import Opening
from tests.infra.ledger.given import event, outcomes, racing, versions


def test_a_stream_that_was_read_and_did_not_move_holds_up_nothing(recorder: LedgerRecorder) -> None:
    read, written = uuid4(), uuid4()
    recorder.insert_events([event(read, 1), event(read, 2)])

    assert recorder.insert_events([event(written)], reads=[StreamRead(read, 2), StreamRead(uuid4(), 0)]) == [3]


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_a_stream_that_moved_since_it_was_read_refuses_the_request(
    recorder: LedgerRecorder, database: Database, seen: int
) -> None:
    read, written = uuid4(), uuid4()
    recorder.insert_events([event(read, 1), event(read, 2)])

    with pytest.raises(IntegrityError, match=str(read)):
        recorder.insert_events([event(written)], reads=[StreamRead(read, seen)])

    assert versions(database, written) == []


@pytest.mark.parametrize("start", [0, 1])
def test_a_stream_that_did_not_exist_when_it_was_read_may_not_exist_now(recorder: LedgerRecorder, start: int) -> None:
    read = uuid4()
    recorder.insert_events([event(read, start)])

    with pytest.raises(IntegrityError):
        recorder.insert_events([event(uuid4())], reads=[StreamRead(read, 0)])


def test_the_guards_of_one_request_are_not_those_of_its_neighbours(database: Database) -> None:
    read, moved = uuid4(), uuid4()
    stale = AppendRequest([event(uuid4())], [StreamRead(moved, 7), StreamRead(read, 0)], None)
    without = AppendRequest([event(uuid4())], [], None)
    fresh = AppendRequest([event(uuid4())], [StreamRead(read, 0)], None)

    assert outcomes(database, without, stale, fresh) == ["recorded", "moved", "recorded"]


def test_an_earlier_request_of_the_same_call_moves_what_a_later_one_read(database: Database) -> None:
    x, y = uuid4(), uuid4()
    reading_x = AppendRequest([event(y)], [StreamRead(x, 0)], None)
    writing_x = AppendRequest([event(x)], [], None)

    assert outcomes(database, writing_x, reading_x) == ["recorded", "moved"]
    assert versions(database, y) == []


def test_a_refused_request_of_the_same_call_moves_nothing(database: Database) -> None:
    x, y = uuid4(), uuid4()
    refused = AppendRequest([event(x, 1), event(y, 5)], [], None)
    reading_x = AppendRequest([event(y, 1)], [StreamRead(x, 0)], None)

    assert outcomes(database, refused, reading_x) == ["moved", "recorded"]


@pytest.mark.parametrize("processes", [1, 2])
def test_of_two_that_each_write_what_the_other_read_one_is_refused(
    opening: Opening, database: Database, processes: int
) -> None:
    recorders = [opening() for _ in range(processes)]

    for n in range(60):
        x, y = uuid4(), uuid4()
        one = _deciding(recorders[0], reads=x, writes=y)
        other = _deciding(recorders[-1], reads=y, writes=x)
        results = racing(one, other) if n % 2 else racing(other, one)

        assert sorted(type(result).__name__ for result in results) == ["IntegrityError", "list"]
        assert len(versions(database, x)) + len(versions(database, y)) == 1


def _deciding(recorder: LedgerRecorder, *, reads: UUID, writes: UUID) -> Callable[[], object]:
    return partial(recorder.insert_events, [event(writes)], reads=[StreamRead(reads, 0)])
