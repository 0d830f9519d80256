"""A process that is stopped while it has the turn of the ledger: a machine that pauses, a debugger, a full swap."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import event
from tests.infra.ledger.holder import WAYS

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("way", WAYS)
def test_others_record_meanwhile_and_the_process_once_it_goes_on(
    recorder: LedgerRecorder, database: Database, way: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.infra.ledger.holder", way],
        cwd=ROOT,
        env={**os.environ, "LEDGER_CONNINFO": database.admin},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        process.send_signal(signal.SIGSTOP)
        try:
            assert recorder.insert_events([event(uuid4())]) == [1]
        finally:
            process.send_signal(signal.SIGCONT)
            process.stdin.write("\n")
            process.stdin.flush()

        assert process.stdout.readline() == "[2]\n"
    assert process.returncode == 0
