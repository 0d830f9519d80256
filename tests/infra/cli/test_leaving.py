"""A process that is told to end while it starts: it ends all the same, whatever catches what is raised meanwhile."""

import subprocess
import sys
from pathlib import Path

import pytest

from efe_infra.postgres.database import Database
from tests.infra.cli.process import environment

TOLD = """
import os, signal
from contextlib import suppress
from efe_infra.cli import serving
from efe_infra.http.server.server import Server

owner, name = {"building": (serving, "application"), "running": (Server, "capture_signals")}[MOMENT]
whole = getattr(owner, name)

def told(*given, **named):
    for _ in range(TIMES):
        with suppress(BaseException):  # as frameworks do, which take it for a fault of their own
            os.kill(os.getpid(), signal.SIGTERM)
    return whole(*given, **named)

setattr(owner, name, told)
from efe_infra.cli import main
main()
"""


@pytest.mark.parametrize(("moment", "times", "status"), [("building", 1, 0), ("running", 1, 0), ("building", 2, 143)])
def test_a_server_that_is_told_to_end_while_it_starts_ends(
    database: Database, tmp_path: Path, moment: str, times: int, status: int
) -> None:
    program = f"MOMENT, TIMES = {moment!r}, {times}\n{TOLD}"
    done = subprocess.run(
        [sys.executable, "-c", program, "serve", "--port", "0"],
        env=environment(tmp_path, database),
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == status, done.stderr.decode()
