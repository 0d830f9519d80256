from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from eventsourcing.persistence import OperationalError

from efe_domain.shared.ledger import AppendOutcomeUnknown
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from tests.infra.ledger.given import event, until


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server of its own, to be started and stopped."""
    return tmp_path_factory.mktemp("restarted")


@pytest.fixture
def running(home: Path) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(home) as server:
        migrate(Database(server.conninfo))
        yield server


def test_a_restart_of_the_server_is_survived(home: Path, running: EmbeddedServer) -> None:
    stream = uuid4()
    with closing(LedgerRecorder(Database(running.conninfo))) as recorder, ThreadPoolExecutor(1) as pool:
        [before] = recorder.insert_events([event(stream, 1)])
        running.close()
        appending = pool.submit(recorder.insert_events, [event(stream, 2)])
        until(lambda: recorder._appender._connection.is_lost)

        with EmbeddedServer(home):
            assert appending.result() == [before + 1]
            assert [each.originator_version for each in recorder.select_events(stream)] == [1, 2]


def test_of_a_server_that_was_away_before_nobody_is_unsure(running: EmbeddedServer) -> None:
    with (
        closing(LedgerRecorder(Database(running.conninfo), timeout_s=0.5)) as recorder,
        ThreadPoolExecutor(3) as pool,
    ):
        recorder.insert_events([event(uuid4())])
        running.close()

        waiting = [pool.submit(recorder.insert_events, [event(uuid4())]) for _ in range(3)]

        errors = [future.exception(timeout=20) for future in waiting]
        assert all(isinstance(error, OperationalError) for error in errors)
        assert not any(isinstance(error, AppendOutcomeUnknown) for error in errors)
        with pytest.raises(OperationalError):
            recorder.select_events(uuid4())
