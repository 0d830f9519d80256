import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import psycopg

from efe_infra.postgres.database import Database
from tests.infra.ledger.given import ledger, until

ROOT = Path(__file__).parents[3]
OTHERS = "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"


def test_every_event_that_a_killed_process_acknowledged_is_there(database: Database) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.infra.ledger.writer"],
        cwd=ROOT,
        env={**os.environ, "LEDGER_CONNINFO": database.admin},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout
        acknowledged = [process.stdout.readline() for _ in range(500)]
        process.send_signal(signal.SIGKILL)
        acknowledged += process.stdout.readlines()
    _wait_until_its_backends_are_gone(database)

    recorded = {each.position: (each.originator_id, each.originator_version) for each in ledger(database)}
    assert list(recorded) == list(range(1, len(recorded) + 1))
    for line in acknowledged:
        position, stream, version = line.split()
        assert recorded[int(position)] == (UUID(stream), int(version))


def _wait_until_its_backends_are_gone(database: Database) -> None:
    with psycopg.connect(database.admin, autocommit=True) as connection:
        until(lambda: not connection.execute(OTHERS.encode()).fetchall())
