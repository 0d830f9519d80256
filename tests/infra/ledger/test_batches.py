from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import DataError, IntegrityError, StoredEvent

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import event, ledger, until


@pytest.mark.parametrize(
    "poison",
    [
        event(uuid4(), topic="a\0b"),
        event(uuid4(), topic="\ud800"),
        event(uuid4(), version=2**63),
        StoredEvent("no uuid", 1, "topic", b""),
    ],
    ids=["nul character", "lone surrogate", "version too great", "no uuid"],
)
def test_one_poisoned_request_fails_alone(recorder: LedgerRecorder, database: Database, poison: StoredEvent) -> None:
    good = [event(uuid4()) for _ in range(5)]

    results = sent_together(recorder, database, *good[:2], poison, *good[2:])

    assert isinstance(results[2], DataError)
    assert [result for result in results if isinstance(result, list)] == [[2], [3], [4], [5], [6]]
    assert [each.originator_id for each in ledger(database)[1:]] == [each.originator_id for each in good]


def test_a_conflict_in_a_batch_is_the_conflict_of_one(recorder: LedgerRecorder, database: Database) -> None:
    taken = uuid4()
    recorder.insert_events([event(taken)])

    results = sent_together(recorder, database, event(uuid4()), event(taken), event(uuid4()))

    assert [isinstance(result, IntegrityError) for result in results] == [False, True, False]


def test_requests_that_wait_are_recorded_in_one_transaction(recorder: LedgerRecorder, database: Database) -> None:
    sent_together(recorder, database, *(event(uuid4()) for _ in range(20)))

    assert transactions(database) == [1, 20]


def test_a_batch_is_bounded_in_bytes(recorder: LedgerRecorder, database: Database) -> None:
    half_a_batch = b"x" * (512 * 1024)

    sent_together(recorder, database, *(event(uuid4(), state=half_a_batch) for _ in range(6)))

    assert transactions(database) == [1, 2, 2, 2]


def test_a_request_greater_than_a_batch_is_recorded_too(recorder: LedgerRecorder) -> None:
    assert recorder.insert_events([event(uuid4(), state=b"x" * (3 << 20))]) == [1]


def sent_together(recorder: LedgerRecorder, database: Database, *events: StoredEvent) -> Sequence[object]:
    """Results or errors of requests that all wait, in this order, while one before them is held up."""
    appender = recorder._appender
    with psycopg.connect(database.admin) as holder, ThreadPoolExecutor(len(events) + 1) as pool:
        holder.execute("select from ledger.turn for update")
        pool.submit(recorder.insert_events, [event(uuid4())])
        until(lambda: appender._sender_lock.locked() and not appender._queue)
        futures = []
        for each in events:
            futures.append(pool.submit(recorder.insert_events, [each]))
            until(lambda: len(appender._queue) == len(futures))
        holder.rollback()
        return [future.exception() or future.result() for future in futures]


def transactions(database: Database) -> Sequence[int]:
    """Returns the number of events of each transaction, in order."""
    query = "select count(*) from ledger.event group by xmin order by min(position)"
    with psycopg.connect(database.admin) as connection:
        return [count for (count,) in connection.execute(query)]
