"""Read rows are not waited for: after a crash the read model is behind, and finds that out by itself."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.position_watch import PositionListener, PositionWatch
from efe_infra.read_model.runner import Runner
from efe_infra.read_model.tables.schema import create_read_tables
from tests.conftest import quick_folder
from tests.infra.ledger.given import until
from tests.infra.read_model.given import a_life
from tests.infra.read_model.sample import SAMPLE
from tests.infra.read_model.world import World

READ = "select position from projection.position where name = 'read-model'"


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    """Starts a server that writes unawaited data to disk as late as possible."""
    with (
        tempfile.TemporaryDirectory(prefix="efe-", dir=quick_folder()) as home,
        EmbeddedServer(Path(home)) as server,
    ):
        migrate(Database(server.conninfo))
        create_read_tables(Database(server.conninfo), SAMPLE)
        with psycopg.connect(server.conninfo, autocommit=True) as admin:
            admin.execute("alter system set wal_writer_delay = '10s'")
            admin.execute("alter system set wal_writer_flush_after = '1GB'")
            admin.execute("select pg_reload_conf()")
        yield server


@pytest.fixture
def world(server: EmbeddedServer) -> Iterator[World]:
    database = Database(server.conninfo)
    with closing(LedgerRecorder(database)) as recorder:
        yield World(database, recorder)


def crash(server: EmbeddedServer) -> None:
    """All its processes at once, so that what they have not written is lost."""
    postmaster = psutil.Process(server._server.get_pid())
    for process in (postmaster, *postmaster.children(recursive=True)):
        with suppress(ProcessLookupError):  # a child may end with its parent
            os.kill(process.pid, signal.SIGKILL)


def read(server: EmbeddedServer) -> int | None:
    try:
        with psycopg.connect(server.conninfo) as admin:
            row = admin.execute(READ).fetchone()
    except psycopg.OperationalError:
        return None
    return int(row[0]) if row else None


def test_what_was_lost_of_the_read_model_is_projected_again_without_a_further_event(
    server: EmbeddedServer, world: World
) -> None:
    watch = PositionWatch()
    with PositionListener(world.database, watch), Runner(world.database, SAMPLE, watch):
        last = world.record(*a_life(uuid4()))
        watch.wait(last, 20)

        crash(server)

        until(lambda: read(server) == last, within=60)


def test_a_position_that_was_lost_is_waited_for(server: EmbeddedServer, world: World) -> None:
    watch = PositionWatch()
    with PositionListener(world.database, watch):
        with Runner(world.database, SAMPLE, watch):
            last = world.record(*a_life(uuid4()))
            watch.wait(last, 20)
        crash(server)
        until(lambda: (found := read(server)) is not None and found < last, within=60)

        until(lambda: watch.position < last)
