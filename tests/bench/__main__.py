"""`python -m tests.bench [live | reads | writes | plans | start | costs | imports] [options]`.

JSON on output, progress on standard error.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import msgspec
import structlog
from rich.console import Console

from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from tests.bench import costs, imports, live, plans, reads, start_up, writes
from tests.bench.plan import FULL, QUICK
from tests.bench.report import report, report_of_sealing

DISK = Path("/var/tmp")
"""By convention a folder on disk, where `/tmp` may be in memory."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "what",
        nargs="?",
        choices=["all", "live", "reads", "writes", "plans", "start", "costs", "imports"],
        default="all",
        help="only these",
    )
    parser.add_argument("--quick", action="store_true", help="a smaller run, with less steady figures")
    parser.add_argument("--seal", type=int, nargs="+", metavar="EVENTS", help="only sealing, of so many events")
    parser.add_argument(
        "--events", type=int, nargs="+", metavar="EVENTS", help="reads, writes, plans or costs of histories so long"
    )
    asked = parser.parse_args()
    console = Console(stderr=True)
    with (
        tempfile.TemporaryDirectory(prefix="efe-bench-", dir=DISK if DISK.is_dir() else None) as home,
        EmbeddedServer(Path(home)) as server,
        console.status("") as status,
    ):
        database = Database(server.conninfo)

        def tell(what: str) -> None:
            status.update(f"Measuring: {what}")

        if asked.what == "live":
            structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # every request writes a line
            figures = live.report(database, live.QUICK if asked.quick else live.FULL)
        elif asked.what == "reads":
            reading = reads.QUICK if asked.quick else reads.FULL
            lengths = tuple(asked.events or reading.events)
            figures = reads.report(database, msgspec.structs.replace(reading, events=lengths), tell)
        elif asked.what == "writes":
            writing = writes.QUICK if asked.quick else writes.FULL
            lengths = tuple(asked.events or writing.events)
            figures = writes.report(database, msgspec.structs.replace(writing, events=lengths), tell)
        elif asked.what == "plans":
            figures = [plans.report(database, events, tell) for events in asked.events or [plans.EVENTS]]
        elif asked.what == "costs":
            lengths = tuple(asked.events or [20_000 if asked.quick else costs.EVENTS])
            figures = [costs.report(database, Path(home), events, tell) for events in lengths]
        elif asked.what == "imports":
            lengths = tuple(asked.events or [5_000 if asked.quick else imports.EVENTS])
            figures = [imports.report(database, Path(home) / str(events), events, tell) for events in lengths]
        elif asked.what == "start":
            figures = start_up.report(database, tell)
        elif asked.seal:
            figures = report_of_sealing(database, asked.seal, tell)
        else:
            figures = report(database, QUICK if asked.quick else FULL, tell)
    json.dump(figures, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
