"""`python -m tests.bench [WHAT] [options]`.

JSON on output, progress on standard error.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import structlog
from rich.console import Console

from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.process.fast_start import settle_memory
from tests.bench import (
    barometer,
    costs,
    door,
    imports,
    live,
    mail,
    pages,
    plans,
    reads,
    reads_repeated,
    replicas,
    scale,
    start_up,
    writes,
)
from tests.bench.peers import report as peers
from tests.bench.plan import FULL, QUICK
from tests.bench.report import Tell, report, report_of_sealing

DISK = Path("/var/tmp")
"""By convention a folder on disk, where `/tmp` may be in memory."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`server` has a folder of its own, `home`; `events` are the lengths of histories, if any were given."""

    server: Database
    home: Path
    quick: bool
    events: Sequence[int]
    seal: Sequence[int]
    repeated: bool
    tell: Tell


def _all(asked: Asked) -> Any:
    if asked.seal:
        return report_of_sealing(asked.server, asked.seal, asked.tell)
    return report(asked.server, QUICK if asked.quick else FULL, asked.tell)


def _live(asked: Asked) -> Any:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # every request writes a line
    return live.report(asked.server, live.QUICK if asked.quick else live.FULL)


def _reads(asked: Asked) -> Any:
    reading = reads.QUICK if asked.quick else reads.FULL
    reading = msgspec.structs.replace(reading, events=tuple(asked.events or reading.events))
    return (reads_repeated if asked.repeated else reads).report(asked.server, reading, asked.tell)


def _replicas(asked: Asked) -> Any:
    asked.home.chmod(0o755)  # those of the servers have a user of their own
    with EmbeddedServer(asked.home) as server:
        return replicas.report(server, asked.home, replicas.QUICK if asked.quick else replicas.FULL, asked.tell)


def _writes(asked: Asked) -> Any:
    writing = writes.QUICK if asked.quick else writes.FULL
    lengths = tuple(asked.events or writing.events)
    return writes.report(asked.server, msgspec.structs.replace(writing, events=lengths), asked.tell)


def _scale(asked: Asked) -> Any:
    scaling = scale.QUICK if asked.quick else scale.FULL
    lengths = tuple(asked.events or scaling.writing.events)
    writing = msgspec.structs.replace(scaling.writing, events=lengths)
    return scale.report(asked.server, asked.home, msgspec.structs.replace(scaling, writing=writing), asked.tell)


def _plans(asked: Asked) -> Any:
    return [plans.report(asked.server, events, asked.tell) for events in asked.events or [plans.EVENTS]]


def _costs(asked: Asked) -> Any:
    lengths = asked.events or [20_000 if asked.quick else costs.EVENTS]
    return [costs.report(asked.server, asked.home, events, asked.tell) for events in lengths]


def _imports(asked: Asked) -> Any:
    lengths = asked.events or [5_000 if asked.quick else imports.EVENTS]
    return [imports.report(asked.server, asked.home / str(events), events, asked.tell) for events in lengths]


def _pages(asked: Asked) -> Any:
    measuring = pages.QUICK if asked.quick else pages.FULL
    lengths = asked.events or [measuring.events]
    return [
        pages.report(
            asked.server, asked.home / str(events), msgspec.structs.replace(measuring, events=events), asked.tell
        )
        for events in lengths
    ]


def _barometer(asked: Asked) -> Any:
    return [barometer.report(asked.server, events, asked.tell) for events in asked.events or [barometer.EVENTS]]


def _mail(asked: Asked) -> Any:
    return mail.report(asked.server, asked.home, mail.QUICK if asked.quick else mail.FULL, asked.tell)


def _door(asked: Asked) -> Any:
    return door.report(asked.server, asked.home / "door", door.QUICK if asked.quick else door.FULL, asked.tell)


def _start(asked: Asked) -> Any:
    return start_up.report(asked.server, asked.tell)


def _peers(asked: Asked) -> Any:
    comparing = peers.QUICK if asked.quick else peers.FULL
    return peers.report(asked.server, comparing, asked.tell)


MEASURES: dict[str, Callable[[Asked], Any]] = {
    "all": _all,
    "live": _live,
    "reads": _reads,
    "replicas": _replicas,
    "writes": _writes,
    "scale": _scale,
    "pages": _pages,
    "mail": _mail,
    "plans": _plans,
    "barometer": _barometer,
    "start": _start,
    "costs": _costs,
    "door": _door,
    "imports": _imports,
    "peers": _peers,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=list(MEASURES), default="all", help="only these")
    parser.add_argument("--quick", action="store_true", help="a smaller run, with less steady figures")
    parser.add_argument("--repeated", action="store_true", help="reads: the same one again, while nothing changes")
    parser.add_argument("--seal", type=int, nargs="+", metavar="EVENTS", help="only sealing, of so many events")
    parser.add_argument(
        "--events", type=int, nargs="+", metavar="EVENTS", help="reads, writes, plans or costs of histories so long"
    )
    given = parser.parse_args()
    console = Console(stderr=True)
    settle_memory()  # as every process that serves or projects
    with (
        tempfile.TemporaryDirectory(prefix="efe-bench-", dir=DISK if DISK.is_dir() else None) as home,
        EmbeddedServer(Path(home)) as server,
        console.status("") as status,
    ):
        asked = Asked(
            server=Database(server.conninfo),
            home=Path(home),
            quick=given.quick,
            events=given.events or [],
            seal=given.seal or [],
            repeated=given.repeated,
            tell=lambda what: status.update(f"Measuring: {what}"),
        )
        figures = MEASURES[given.what](asked)
    json.dump(figures, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
