import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import InterfaceError

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import WAITING, event, ledger, until


def test_closing_while_requests_wait_answers_every_one(recorder: LedgerRecorder, database: Database) -> None:
    appender = recorder._appender
    with psycopg.connect(database.admin) as holder, ThreadPoolExecutor(22) as pool:
        holder.execute("select from ledger.turn for update")
        sent = [pool.submit(recorder.insert_events, [event(uuid4())])]
        until(lambda: appender._sender_lock.locked() and not appender._queue)
        sent += [pool.submit(recorder.insert_events, [event(uuid4())]) for _ in range(20)]
        until(lambda: len(appender._queue) == 20)
        closing = pool.submit(recorder.close)
        until(appender._closed.is_set)
        holder.rollback()
        closing.result()
        first, *rest = [future.exception() or future.result() for future in sent]

    assert first == [1]
    assert {type(each) for each in rest} <= {list, InterfaceError}
    assert len(ledger(database)) == 1 + sum(isinstance(each, list) for each in rest)


def test_a_closed_recorder_refuses(recorder: LedgerRecorder) -> None:
    recorder.close()

    with pytest.raises(InterfaceError, match="closed"):
        recorder.insert_events([event(uuid4())])


def test_closing_twice_is_closing_once(recorder: LedgerRecorder) -> None:
    recorder.insert_events([event(uuid4())])

    recorder.close()
    recorder.close()


@pytest.mark.timing("On a busy machine the appends wait for the lock longer than their statement timeout.")
def test_an_interrupted_sender_holds_up_nobody(recorder: LedgerRecorder, database: Database) -> None:
    appender = recorder._appender
    with (
        psycopg.connect(database.admin) as holder,
        psycopg.connect(database.admin, autocommit=True) as watcher,
        ThreadPoolExecutor(2) as pool,
    ):
        holder.execute("select from ledger.turn for update")

        def interrupt() -> list[int]:
            until(lambda: watcher.execute(WAITING).fetchall())
            neighbour = pool.submit(recorder.insert_events, [event(uuid4())])
            until(lambda: appender._queue)
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            until(lambda: not appender._queue)
            holder.rollback()
            return list(neighbour.result())

        interrupted = pool.submit(interrupt)
        with pytest.raises(KeyboardInterrupt):
            recorder.insert_events([event(uuid4())])

        assert interrupted.result() == [1]
