import queue
import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest

from efe_infra.ledger.pages import LedgerEvent, LedgerPages
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database, DatabaseRole
from tests.infra.ledger.given import event, ledger, until

NEVER = 3600.0

FOLLOWERS = """
    select pid, state = 'idle' as waits from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
        and query ~ 'position >|clock'
"""
"""Those that read pages, by what they asked last; who appends asks about standbys too."""


def test_pages_hold_at_most_their_size_and_every_column(recorder: LedgerRecorder, database: Database) -> None:
    stream = uuid4()
    recorder.insert_events([event(stream, version) for version in range(1, 8)])

    with following(database, after=1, size=3) as pages:
        read = [pages.get(timeout=20), pages.get(timeout=20)]

    assert read == [ledger(database)[1:4], ledger(database)[4:7]]


def test_an_event_is_announced_to_who_waits(recorder: LedgerRecorder, database: Database) -> None:
    with following(database, every=NEVER) as pages:
        _until_it_waits(database)
        recorder.insert_events([event(uuid4())])

        assert [each.position for each in pages.get(timeout=20)] == [1]


def test_an_event_between_a_read_and_the_wait_is_not_late(recorder: LedgerRecorder, database: Database) -> None:
    with following(database, every=NEVER) as pages:
        for position in range(1, 301):
            recorder.insert_events([event(uuid4())])

            assert [each.position for each in pages.get(timeout=20)] == [position]


def test_an_event_recorded_while_a_reader_starts_is_not_late(recorder: LedgerRecorder, database: Database) -> None:
    for position in range(30):
        with following(database, after=position, every=NEVER) as pages:
            time.sleep(random.uniform(0, 0.01))
            recorder.insert_events([event(uuid4())])

            assert [each.position for each in pages.get(timeout=20)] == [position + 1]


def test_an_event_that_nobody_announced_is_found(database: Database) -> None:
    with following(database, every=0.05) as pages:
        _until_it_waits(database)
        _record_silently(database)

        assert [each.position for each in pages.get(timeout=20)] == [1]


def test_a_killed_connection_is_made_again_and_listens_again(recorder: LedgerRecorder, database: Database) -> None:
    recorder.insert_events([event(uuid4())])
    with following(database, every=NEVER) as pages:
        read = [*pages.get(timeout=20)]
        for _ in range(3):
            _kill(database)
            _until_it_waits(database)
            recorder.insert_events([event(uuid4())])
            read += pages.get(timeout=20)

    assert [each.position for each in read] == [1, 2, 3, 4]


def test_what_is_recorded_while_it_is_cut_off_is_found_afterwards(
    recorder: LedgerRecorder, database: Database
) -> None:
    with following(database, every=NEVER) as pages:
        _until_it_waits(database)
        _kill(database)
        recorder.insert_events([event(uuid4())])

        assert [each.position for each in pages.get(timeout=20)] == [1]


def test_stopping_ends_the_wait_at_once(database: Database) -> None:
    pages = LedgerPages(database, DatabaseRole.PROJECTOR, poll_interval_s=NEVER)
    with pages:
        reader = threading.Thread(target=list, args=[pages])
        reader.start()
        _until_it_waits(database)
        pages.stop()
        reader.join(timeout=20)

    assert not reader.is_alive()


def test_stopping_ends_the_attempts_to_connect(database: Database) -> None:
    nowhere = Database("host=127.0.0.1 port=1 user=nobody dbname=nothing")
    with LedgerPages(nowhere, DatabaseRole.PROJECTOR) as pages:
        reader = threading.Thread(target=list, args=[pages])
        reader.start()
        time.sleep(0.2)
        pages.stop()
        reader.join(timeout=20)

    assert not reader.is_alive()


def test_what_is_stopped_before_it_starts_yields_nothing(recorder: LedgerRecorder, database: Database) -> None:
    recorder.insert_events([event(uuid4())])

    with LedgerPages(database, DatabaseRole.PROJECTOR) as pages:
        pages.stop()

        assert list(pages) == []


def test_a_missing_right_is_not_waited_for(database: Database) -> None:
    with LedgerPages(database, DatabaseRole.READ) as pages, pytest.raises(psycopg.errors.InsufficientPrivilege):
        list(pages)


@contextmanager
def following(
    database: Database, *, after: int = 0, size: int = 2000, every: float = 1.0
) -> Iterator[queue.Queue[Sequence[LedgerEvent]]]:
    """The pages that a thread reads, as they come."""
    read: queue.Queue[Sequence[LedgerEvent]] = queue.Queue()
    with LedgerPages(database, DatabaseRole.PROJECTOR, after=after, page_size=size, poll_interval_s=every) as pages:
        reader = threading.Thread(target=_read_into, args=[read, pages])
        reader.start()
        yield read
        pages.stop()
        reader.join()


def _read_into(read: queue.Queue[Sequence[LedgerEvent]], pages: LedgerPages) -> None:
    for page in pages:
        read.put(page)


def _until_it_waits(database: Database) -> None:
    with psycopg.connect(database.admin, autocommit=True) as connection:
        until(lambda: [True] in [list(row[1:]) for row in connection.execute(FOLLOWERS)])


def _kill(database: Database) -> None:
    """Every follower that is connected; it is gone when this returns."""
    with psycopg.connect(database.admin, autocommit=True) as killer:

        def pids() -> set[int]:
            return {pid for pid, _ in killer.execute(FOLLOWERS)}

        until(pids)
        killed = pids()
        killer.execute("select pg_terminate_backend(pid) from unnest(%s::int[]) as pid", [list(killed)])
        until(lambda: not killed & pids())


def _record_silently(database: Database) -> None:
    with psycopg.connect(database.conninfo(DatabaseRole.OWNER)) as connection:
        connection.execute("insert into ledger.event values (1, now(), gen_random_uuid(), 1, 'silent.v1', '{}', '')")
