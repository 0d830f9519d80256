"""Readiness of an installation, and its reasons when a part has stopped."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
import pytest
from eventsourcing.persistence import OperationalError
from psycopg.conninfo import make_conninfo
from psycopg.errors import ConfigurationLimitExceeded
from psycopg.sql import SQL, Identifier

from efe_infra.http.ports import Readiness
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.operations.readiness import ANSWER_LIFETIME_S, HANDOVER_S, Inspection, standings
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.read_model.runner import Runner
from efe_infra.read_model.tables.generation import GENERATION
from efe_infra.read_model.tables.schema import create_read_tables
from efe_infra.settings import Settings
from efe_infra.web_application import READ_ERRORS
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.query import ReadQuery
from tests.conftest import name_of
from tests.infra.ledger.given import WAITING, event, until
from tests.infra.transparency.sealing.given import Ledger

STRICT: dict[str, Any] = {"ready_lag_seconds": 0, "ready_seal_seconds": 0}
LENIENT: dict[str, Any] = {"ready_lag_seconds": 3600, "ready_seal_seconds": 3600}


class Slept(msgspec.Struct):
    slept: str


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


@asynccontextmanager
async def inspecting(database: Database, **settings: Any) -> AsyncIterator[Inspection]:
    with closing(LedgerRecorder(database)) as recorder:
        async with PooledReads(database, connections=2, errors=READ_ERRORS) as reads:
            yield Inspection(
                Settings(**settings), standings=standings(database), read=reads.position, append=recorder.probe_append
            )


def told(database: Database, **settings: Any) -> Readiness:
    async def ask() -> Readiness:
        async with inspecting(database, **settings) as inspection:
            return await inspection()

    return asyncio.run(ask())


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


LATER, EARLIER = GENERATION + 1, GENERATION - 1


@pytest.mark.parametrize(
    ("generation", "was_built", "age_s", "reasons"),
    [
        (LATER, True, 0, []),
        (LATER, True, HANDOVER_S + 1, ["SUPERSEDED"]),
        (EARLIER, True, 0, ["SUPERSEDED"]),
        (EARLIER, False, 0, ["REBUILD_DUE"]),
    ],
    ids=[
        "later tables just now",
        "later tables since eleven seconds",
        "back to earlier tables",
        "waiting for its own",
    ],
)
def test_tables_of_a_later_release_leave_a_proxy_ten_seconds_and_other_ones_none(
    database: Database, generation: int, was_built: bool, age_s: float, reasons: list[str]
) -> None:
    with psycopg.connect(database.admin) as admin:
        if not was_built:
            admin.execute("delete from projection.built")
        admin.execute(
            "insert into projection.built values ('other', %s, clock_timestamp() - make_interval(secs => %s))",
            [generation, age_s],
        )
        admin.execute("update projection.position set definition = 'other'")

    found = told(database, **LENIENT)

    assert found.details["reasons"] == reasons


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
    assert (gone.ready, gone.details["database"]) == (False, False)
    assert gone.details["reasons"] == ["DATABASE", "READS", "APPENDS"]


def test_a_database_that_hangs_keeps_nobody_waiting_and_takes_one_thread(hanging: Database) -> None:
    async def ask_often() -> list[Readiness]:
        async with inspecting(hanging, ready_within=0.05) as inspection:
            return [found for _ in range(5) for found in await asyncio.gather(inspection(), inspection())]

    async def within_seconds() -> list[Readiness]:
        async with asyncio.timeout(10):  # whereas connecting alone would take thirty
            return await ask_often()

    found = asyncio.run(within_seconds())

    assert [each.details["reasons"] for each in found] == 10 * [["DATABASE", "READS", "APPENDS"]]
    assert [thread.name for thread in threading.enumerate()].count("inquiry") <= 2  # one for each that blocks


def test_reads_that_hold_every_connection_of_the_pool_are_told_and_then_that_they_have_ended(
    recorded: Ledger,
) -> None:
    sleep = ReadQuery("select pg_sleep(600)::text as slept", {}, Slept)

    async def ask() -> list[Readiness]:
        recorder = stack.enter_context(closing(LedgerRecorder(recorded.database)))
        async with PooledReads(recorded.database, connections=2, statement_timeout=600, errors=READ_ERRORS) as reads:
            settings = Settings(ready_within=0.3, **LENIENT)
            asked = standings(recorded.database)
            inspection = Inspection(settings, standings=asked, read=reads.position, append=recorder.probe_append)
            sleeping = [asyncio.create_task(reads.fetch(sleep)) for _ in range(2)]
            await asyncio.sleep(0)
            held = [each async for each in inspected(inspection, ["READS"])]
            for each in sleeping:
                each.cancel()
            await asyncio.wait(sleeping)
            free = [each async for each in inspected(inspection, [])]
            return [*held, free[-1]]

    with ExitStack() as stack:
        *held, free = asyncio.run(ask())

    assert {each.details["reads"] for each in held} == {"builtins.TimeoutError"}
    assert (held[-1].ready, free.ready, free.details["reads"]) == (False, True, None)


async def inspected(inspection: Inspection, reasons: list[str]) -> AsyncIterator[Readiness]:
    """Inspects until the reasons are these: on a busy machine, other parts are late now and then."""
    async with asyncio.timeout(60):
        while True:
            await asyncio.sleep(ANSWER_LIFETIME_S)
            yield (readiness := await inspection())
            if readiness.details["reasons"] == reasons:
                return


def test_however_many_ask_the_turn_is_taken_once(recorded: Ledger) -> None:
    taken: list[float] = []

    async def ask() -> list[Readiness]:
        async with PooledReads(recorded.database, connections=2, errors=READ_ERRORS) as reads:
            inspection = Inspection(
                Settings(**LENIENT), standings=standings(recorded.database), read=reads.position, append=taken.append
            )
            return [*await asyncio.gather(*(inspection() for _ in range(20))), await inspection()]

    assert all(each.ready for each in asyncio.run(ask()))
    assert len(taken) == 1


def test_a_turn_that_nobody_needs_leaves_nothing(recorded: Ledger) -> None:
    with closing(LedgerRecorder(recorded.database)) as recorder:
        recorder.probe_append(5)

        assert recorder.max_notification_id() == 7


def test_a_turn_is_not_taken_where_the_disk_has_no_room(recorded: Ledger) -> None:
    """A limit of the server stands for the end of the disk."""
    with psycopg.connect(recorded.database.admin, autocommit=True) as admin:
        name = Identifier(name_of(recorded.database))
        admin.execute(SQL("alter database {} set temp_file_limit = '100kB'").format(name))
    with closing(LedgerRecorder(recorded.database)) as recorder, pytest.raises(OperationalError) as refused:
        recorder.probe_append(5)

    assert isinstance(refused.value.__cause__, ConfigurationLimitExceeded)


def test_a_turn_of_the_process_that_is_held_is_not_waited_for_longer(recorded: Ledger) -> None:
    """A command of this process hangs in the middle of its append."""
    with (
        closing(LedgerRecorder(recorded.database)) as recorder,
        ThreadPoolExecutor(1) as pool,
        psycopg.connect(recorded.database.admin) as holding,
    ):
        holding.execute("select from ledger.turn for update")
        command = pool.submit(recorder.insert_events, [event(uuid4())])
        until(lambda: recorded.rows(WAITING))
        with pytest.raises(TimeoutError):
            recorder.probe_append(0.1)
        holding.rollback()

        assert command.result(20) == [8]
        recorder.probe_append(5)
