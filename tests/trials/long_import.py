"""A trial of the import on a long history: rehearsed, recorded, killed half way, and taken up again.

    uv run poe trial-long-import

A simulated history is exported as CSV and imported into an empty register by `efe import`, in processes of its own.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter
from typing import Any, Self

import psycopg

from efe_infra.cli.import_export import export_history
from efe_infra.importing.refusals import MOST_LINES
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.bench.stage import Stage
from tests.infra.cli.process import EFE, environment
from tests.infra.importing import history
from tests.infra.importing.round_trip import rows

EVENTS = 110_001
"""Ten years of the ten bassins, in a little more than 100,000 lines; the last command is whole."""
RECORDED = """
    select count(*), count(distinct convert_from(state, 'UTF8')::jsonb -> 'metadata' ->> 'command_id')
    from ledger.event
"""


class Waiting:
    """Asks for the turn of the ledger again and again, as whoever records beside an import: how long it waits."""

    def __init__(self, database: Database) -> None:
        self._database, self._over, self.longest = database, Event(), 0.0
        self._thread = Thread(target=self._ask)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        with psycopg.connect(self._database.admin) as connection:
            while not self._over.wait(0.02):
                started = perf_counter()
                connection.execute("select from ledger.turn for update")
                connection.rollback()
                self.longest = max(self.longest, perf_counter() - started)


def trial(server: Database, home: Path, events: int, *, most: int, tell: Callable[[str], object]) -> dict[str, Any]:
    """Seconds, MiB, and what is in the register; raises where something is there twice, or lost."""
    with Stage(server) as stage:
        source, target = stage.fresh(), stage.fresh()
        with history.simulated(source, home / "source", events) as installation:
            files, left_out = export_history(installation, home / "lines", "csv", persons=True, most=most)
        assert not left_out
        history.let_in(source, target)
        env = environment(home / "target", target)
        tell("exported")
        named = f"--may-act-as={','.join(history.actors_of(source))}"
        rehearsal = _imported(home / "lines", "--dry-run", named, env)
        assert _counted(target) == (0, 0)
        tell(f"rehearsed: {rehearsal}")
        _killed(home / "lines", named, target, env, len(_events(source)) // 2)
        half, _ = _counted(target)
        tell(f"killed at {half}")
        with Waiting(target) as waiting:
            resumed = _imported(home / "lines", "--apply", named, env)
        tell(f"resumed: {resumed}, others waited for {waiting.longest:.2f} s at most")
        again = _imported(home / "lines", "--apply", named, env)
        recorded, imported = _events(source), _events(target)
        assert not recorded - imported
        if imported == recorded:  # what was cut off goes on where it is imported
            rebuild(source, PROJECTIONS)
            rebuild(target, PROJECTIONS)
            assert rows(target) == rows(source)
        return {
            "files": files,
            "lines": resumed["lines"],
            "events": _counted(target)[0],
            "killed_at": half,
            "rehearsal": rehearsal,
            "resumed": resumed,
            "again": again,
            "longest_wait_seconds": round(waiting.longest, 2),
        }


def _imported(folder: Path, mode: str, named: str, env: Mapping[str, str]) -> dict[str, Any]:
    started, told = perf_counter(), folder.parent / "reports.jsonl"
    with told.open("w", encoding="utf-8") as out:
        importing = subprocess.Popen([*EFE, "import", str(folder), mode, named, "--json"], env=env, stdout=out)
        _, status, used = os.wait4(importing.pid, 0)
        importing.returncode = os.waitstatus_to_exitcode(status)
    assert status == 0, told.read_text("utf-8")[-2_000:]
    reports = [json.loads(each) for each in told.read_text("utf-8").splitlines()]
    figures = {name: sum(each[name] for each in reports) for name in ("lines", "recorded", "known")}
    return {**figures, "seconds": round(perf_counter() - started, 1), "mib": used.ru_maxrss >> 10}


def _killed(folder: Path, named: str, target: Database, env: Mapping[str, str], half: int) -> None:
    importing = subprocess.Popen([*EFE, "import", str(folder), "--apply", named], env=env, stdout=subprocess.DEVNULL)
    try:
        while _counted(target)[0] < half:
            assert importing.poll() is None
            time.sleep(0.05)
    finally:
        importing.kill()
        importing.wait()


def _counted(database: Database) -> tuple[int, int]:
    with psycopg.connect(database.admin) as connection:
        return connection.execute(RECORDED.encode()).fetchall()[0]


def _events(database: Database) -> set[tuple[Any, ...]]:
    """In each stream by their versions: two streams that one command writes have no order of their own."""
    with psycopg.connect(database.admin) as connection:
        return {*connection.execute("select originator_id, originator_version, topic from ledger.event")}


def _tell(said: str) -> None:
    print(said, file=sys.stderr, flush=True)


def main() -> None:
    with TemporaryDirectory(prefix="efe-trial-") as home, EmbeddedServer(Path(home)) as server:
        found = trial(Database(server.conninfo), Path(home), EVENTS, most=MOST_LINES, tell=_tell)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
