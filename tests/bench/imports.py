"""Taking over a long history: what a simulated one, exported as commands, costs to import into an empty ledger."""

import resource
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec

from efe_infra.cli.import_export import export_history
from efe_infra.importing.importing import record, sources
from efe_infra.importing.newcomers import Newcomers
from efe_infra.postgres.database import Database
from tests.bench.figures import rounded
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.infra.importing import history
from tests.infra.importing.given import decided
from tests.running import installation as opened

EVENTS = 110_000
"""Of which some follow from the command of another."""


class Imported(msgspec.Struct, frozen=True):
    """Import of one file; `append_seconds` is a little more than the time of the ledger lock."""

    commands: int
    seconds: float
    append_seconds: float


class Marked(Newcomers):
    """Tells when all is decided."""

    at = 0.0

    def register(self) -> None:
        super().register()
        self.at = perf_counter()


def report(server: Database, home: Path, events: int, tell: Tell) -> Any:
    """Ready for JSON. Memory is the most that this process has had, the history that it exported included."""
    with Stage(server) as stage:
        source, target = stage.fresh(), stage.fresh()
        tell(f"a history of {events:,} events")
        with history.simulated(source, home / "source", events) as installation:
            tell("exported")
            started = perf_counter()
            export_history(installation, home / "files", "jsonl", persons=True)
            export_seconds = perf_counter() - started
        history.let_in(source, target)
        before = _memory()
        with opened(target, home / "target") as installation:
            tell("read")
            started = perf_counter()
            files = sources(home / "files")
            read_seconds = perf_counter() - started
            marked = Marked(installation.vault)
            takes = decided(installation, newcomers=marked)
            found, started = [], perf_counter()
            for each in record(installation.platform, takes, files, "", lambda: None):
                assert not each.refused, each.refused[:3]
                tell(each.file)
                ended = perf_counter()
                found.append(Imported(each.recorded, ended - started, ended - marked.at))
                started = perf_counter()
    total = sum(each.seconds for each in found)
    commands = sum(each.commands for each in found)
    return rounded(
        {
            "commands": commands,
            "export_seconds": export_seconds,
            "read_seconds": read_seconds,
            "seconds": total,
            "commands_per_second": commands / total,
            "files": [msgspec.to_builtins(each) for each in found],
            "memory_before_mib": before,
            "memory_mib": _memory(),
        }
    )


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
