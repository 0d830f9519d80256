"""From the command `efe serve` on an existing database until its first answer, as a client would wait for it."""

import os
import subprocess
import sys
import tempfile
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import msgspec

from efe_infra.postgres.database import Database
from tests.bench.figures import resident, rounded
from tests.bench.report import Tell
from tests.bench.stage import Stage

STARTS = 9
EFE = str(Path(sys.executable).with_name("efe"))
QUESTION = msgspec.json.encode({"query": "{ instances { name } }"})


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """`memory_mib` is what the process holds once it has answered."""

    seconds: float
    memory_mib: float


def report(server: Database, tell: Tell, starts: int = STARTS) -> Any:
    """Ready for JSON. The database is that of the demonstration; the server keeps it up to date, and seals."""
    with Stage(server) as stage, tempfile.TemporaryDirectory() as home:
        own = {**os.environ, "EFE_DATABASE_URL": stage.bare().admin, "EFE_HOME": home}
        tell("the demonstration")
        subprocess.run([EFE, "demo", "--exit"], env=own, stdout=subprocess.DEVNULL, check=True)
        started = []
        for number in range(starts):
            tell(f"start {number + 1} of {starts}")
            started.append(start(own))
        seconds = sorted(each.seconds for each in started)
        return rounded(
            {
                "machine": stage.machine(),
                "starts": starts,
                "seconds": {"least": seconds[0], "median": median(seconds), "most": seconds[-1]},
                "memory_mib": median(each.memory_mib for each in started),
            }
        )


def start(environment: dict[str, str]) -> Started:
    before = perf_counter()
    with subprocess.Popen(
        [EFE, "serve", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        try:
            port = int(process.stdout.readline().rpartition(":")[2].partition("/")[0])
            answer(port)
            return Started(seconds=perf_counter() - before, memory_mib=resident(process.pid) / 1024)
        finally:
            process.terminate()


def answer(port: int) -> None:
    """The socket listens before the server takes from it: the question waits there."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/graphql", QUESTION, {"content-type": "application/json"})
    body = connection.getresponse().read()
    assert b'"errors"' not in body, body
    connection.close()
