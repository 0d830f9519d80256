"""Every caller of an append is told within the patience of the ledger, whatever is stuck."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from efe_domain.shared.ledger import AppendOutcomeUnknown
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import command, event, ledger, until

PATIENCE = 2.0
WELL_OVER = 2.5
"""Of the patience: a caller that is told after that waited for another one's patience too."""


@pytest.fixture
def recorder(database: Database) -> Iterator[LedgerRecorder]:
    with closing(LedgerRecorder(database, timeout_s=PATIENCE)) as recorder:
        recorder.insert_events([event(uuid4())])
        yield recorder


@pytest.fixture
def backend(recorder: LedgerRecorder) -> int:
    cursor = recorder._appender._connection._cursor
    assert cursor
    return cursor.connection.info.backend_pid


def told(recorder: LedgerRecorder) -> tuple[BaseException, float]:
    """Returns the answer to a caller, and the share of its timeout that it took."""
    began = time.monotonic()
    with pytest.raises(OperationalError) as late:
        recorder.insert_events([event(uuid4())])
    return late.value, (time.monotonic() - began) / PATIENCE


def test_a_server_that_is_frozen_is_waited_for_no_longer(recorder: LedgerRecorder, backend: int) -> None:
    os.kill(backend, signal.SIGSTOP)
    try:
        error, waited = told(recorder)
    finally:
        os.kill(backend, signal.SIGCONT)

    assert isinstance(error, AppendOutcomeUnknown)
    assert waited < WELL_OVER


@pytest.mark.timing("On a busy machine a caller begins only once the frozen sender is given up, and is answered.")
def test_who_waits_behind_a_sender_that_is_frozen_waits_for_itself_alone(
    recorder: LedgerRecorder, backend: int
) -> None:
    os.kill(backend, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(told, [recorder] * 6))
    finally:
        os.kill(backend, signal.SIGCONT)

    assert max(waited for _, waited in answers) < WELL_OVER


def test_a_lock_that_is_held_is_told_as_nothing_recorded(recorder: LedgerRecorder, database: Database) -> None:
    with psycopg.connect(database.admin) as holder:
        holder.execute("select from ledger.turn for update")
        error, waited = told(recorder)

    assert not isinstance(error, AppendOutcomeUnknown)
    assert waited < WELL_OVER
    assert len(ledger(database)) == 1


def test_a_pool_without_a_free_connection_is_told(recorder: LedgerRecorder) -> None:
    with ThreadPoolExecutor(1), recorder._pool.connection():
        lent = [recorder._pool.getconn() for _ in range(7)]
        began = time.monotonic()
        with pytest.raises(OperationalError):
            recorder.find_command(command(uuid4()).id, b"")
        waited = (time.monotonic() - began) / PATIENCE
        for each in lent:
            recorder._pool.putconn(each)

    assert waited < WELL_OVER


def test_after_a_frozen_server_the_next_append_is_recorded(recorder: LedgerRecorder, backend: int) -> None:
    os.kill(backend, signal.SIGSTOP)
    told(recorder)

    os.kill(backend, signal.SIGCONT)

    until(lambda: recorder.insert_events([event(uuid4())]))
