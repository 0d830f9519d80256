"""Whether an installation can serve: what is said when a part of it has stopped."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from psycopg.conninfo import make_conninfo

from efe_infra.http.health import Readiness
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.operations.readiness import readiness, standings
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.runner import Runner
from efe_infra.read_model.schema import create_read_tables
from efe_infra.read_model.watch import PositionWatch
from efe_infra.settings import Settings
from efe_projections.catalogue import PROJECTIONS
from tests.infra.ledger.given import event
from tests.infra.transparency.sealing.given import Ledger

STRICT: dict[str, Any] = {"ready_lag_seconds": 0, "ready_seal_seconds": 0}
LENIENT: dict[str, Any] = {"ready_lag_seconds": 3600, "ready_seal_seconds": 3600}


@pytest.fixture
def recorded(database: Database, tmp_path: Path) -> Ledger:
    """A ledger of seven events, which nobody projects or seals."""
    ledger = Ledger(database, tmp_path)
    ledger.write(7)
    return ledger


@pytest.fixture
def hanging() -> Iterator[Database]:
    """A server that lets everyone in and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        yield Database(make_conninfo(host="127.0.0.1", port=silent.getsockname()[1], user="efe", connect_timeout=30))


def told(database: Database, **settings: Any) -> Readiness:
    return asyncio.run(readiness(standings(database), Settings(**settings)))


def projected(ledger: Ledger) -> None:
    watch = PositionWatch()
    with Runner(ledger.database, PROJECTIONS, watch):
        watch.wait(7, 20)


def test_an_installation_of_which_every_part_works_is_ready(recorded: Ledger) -> None:
    projected(recorded)
    recorded.sealer().run()

    found = told(recorded.database, **STRICT)

    assert (found.ready, found.details["reasons"]) == (True, [])
    assert (found.details["lag"], found.details["lagSeconds"]) == (0, 0.0)
    assert (found.details["sealLag"], found.details["sealLagSeconds"]) == (0, 0.0)
    assert isinstance(age := found.details["sealAgeSeconds"], float)
    assert 0 < age < 60


def test_a_projector_that_has_stopped_is_told_in_positions_and_in_seconds(recorded: Ledger) -> None:
    recorded.sealer().run()

    by_positions = told(recorded.database, **LENIENT, ready_lag=6)
    by_seconds = told(recorded.database, **STRICT)
    in_time = told(recorded.database, **LENIENT, ready_lag=7)

    assert [found.details["reasons"] for found in (by_positions, by_seconds)] == 2 * [["PROJECTION_LAG"]]
    assert (by_positions.ready, by_seconds.ready, in_time.ready) == (False, False, True)
    assert in_time.details["lag"] == 7
    assert isinstance(seconds := in_time.details["lagSeconds"], float)
    assert seconds > 0


def test_a_sealer_that_has_stopped_is_told(recorded: Ledger) -> None:
    projected(recorded)

    late, in_time = told(recorded.database, **STRICT), told(recorded.database, **LENIENT)

    assert (late.ready, late.details["reasons"]) == (False, ["SEAL_LAG"])
    assert (in_time.ready, in_time.details["sealLag"], in_time.details["sealAgeSeconds"]) == (True, 7, None)


def test_a_database_that_has_stopped_is_told_and_then_that_it_is_back(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path) as server:
        database = Database(server.conninfo)
        migrate(database)
        create_read_tables(database, PROJECTIONS)
        with closing(LedgerRecorder(database)) as recorder:
            recorder.insert_events([event(uuid4())])

        before = told(database, **LENIENT)
        server.close()
        gone = told(database, **LENIENT)

    with EmbeddedServer(tmp_path):
        back = told(database, **LENIENT)

    assert (before.ready, back.ready) == (True, True)
    assert gone == Readiness(ready=False, details={"database": False, "reasons": ["DATABASE"]})


def test_a_database_that_hangs_keeps_nobody_waiting_and_takes_one_thread(hanging: Database) -> None:
    asked = standings(hanging)

    async def ask_often() -> list[Readiness]:
        settings = Settings(ready_within=0.05)
        return [found for _ in range(5) for found in await asyncio.gather(*3 * [readiness(asked, settings)])]

    async def within_seconds() -> list[Readiness]:
        async with asyncio.timeout(10):  # whereas connecting alone would take thirty
            return await ask_often()

    found = asyncio.run(within_seconds())

    assert found == 15 * [Readiness(ready=False, details={"database": False, "reasons": ["DATABASE"]})]
    assert [thread.name for thread in threading.enumerate()].count("inquiry") == 1
