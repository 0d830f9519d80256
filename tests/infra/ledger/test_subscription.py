import threading
from uuid import uuid4

import psycopg
from eventsourcing.persistence import Notification

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import event, until

BACKENDS = """
    select from pg_stat_activity
    where datname = current_database() and query ~ 'position >|synchronous_standby_names' and pid <> pg_backend_pid()
"""


def test_a_subscription_yields_what_comes_after_a_position(recorder: LedgerRecorder) -> None:
    stream = uuid4()
    recorder.insert_events([event(stream, version) for version in (1, 2, 3)])

    with recorder.subscribe(gt=1) as subscription:
        assert next(subscription) == Notification(stream, 2, "pole.created.v1", b"{}", 2)
        assert next(subscription).id == 3


def test_a_subscription_to_topics_passes_over_the_others(recorder: LedgerRecorder) -> None:
    stream = uuid4()
    recorder.insert_events([event(stream, 1, topic="a"), event(stream, 2, topic="b"), event(stream, 3, topic="a")])

    with recorder.subscribe(topics=["b", "c"]) as subscription:
        assert next(subscription).id == 2
        recorder.insert_events([event(stream, 4, topic="c")])
        assert next(subscription).id == 4


def test_a_subscription_is_stopped_from_another_thread(recorder: LedgerRecorder) -> None:
    recorder.insert_events([event(uuid4())])
    seen: list[Notification] = []

    with recorder.subscribe() as subscription:
        reader = threading.Thread(target=lambda: seen.extend(subscription))
        reader.start()
        until(lambda: seen)
        subscription.stop()
        reader.join(timeout=20)

    assert not reader.is_alive()
    assert [each.id for each in seen] == [1]


def test_a_stopped_subscription_yields_no_more_of_its_page(recorder: LedgerRecorder) -> None:
    stream = uuid4()
    recorder.insert_events([event(stream, version) for version in (1, 2, 3)])

    with recorder.subscribe() as subscription:
        next(subscription)
        subscription.stop()

        assert list(subscription) == []


def test_leaving_a_subscription_leaves_no_connection(recorder: LedgerRecorder, database: Database) -> None:
    recorder.insert_events([event(uuid4())])

    with psycopg.connect(database.admin, autocommit=True) as connection:
        with recorder.subscribe() as subscription:
            next(subscription)
            assert len(connection.execute(BACKENDS.encode()).fetchall()) == 1

        until(lambda: not connection.execute(BACKENDS.encode()).fetchall())
