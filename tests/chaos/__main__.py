"""`python -m tests.chaos [--minutes N] [--seed N] [--supplied] [--only HARM …]`.

Serves a PostgreSQL of its own under load, harms both, and checks after each round what is promised to clients. A
report on output, progress on standard error; exit status 1 with the first promise that was not held, and the seed.

Not played: a full disk and a clock that is moved, which need rights over the machine.
"""

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from tests.chaos.harms import HARMS, drawn
from tests.chaos.run import Run
from tests.conftest import quick_folder

ERROR = '"level":"error"'
"""In a line of the log of the server."""

out, err = Console(), Console(stderr=True)


def main() -> None:
    asked = arguments()
    seed = secrets.randbelow(1_000_000) if asked.seed is None else asked.seed
    out.print(f"Seed {seed}", highlight=False)
    with tempfile.TemporaryDirectory(prefix="efe-chaos-", dir=quick_folder()) as home:
        sys.exit(played(Path(home), seed, asked.minutes * 60, asked.only, supplied=asked.supplied))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0, help="for how long rounds are begun (default: 2)")
    parser.add_argument("--seed", type=int, help="of an earlier run, to have the same harms in the same order")
    parser.add_argument(
        "--supplied",
        action="store_true",
        help="start PostgreSQL again from outside, as a manager of services does; by default its users must do it",
    )
    parser.add_argument("--only", nargs="+", choices=list(HARMS), default=list(HARMS), help="these harms alone")
    return parser.parse_args()


def played(home: Path, seed: int, seconds: float, names: Sequence[str], *, supplied: bool) -> int:
    """The exit status."""
    run = Run(home, seed, supplied=supplied)
    try:
        with run.open(), bar() as progress:
            rounds(run, Random(seed), seconds, names, progress)
    except AssertionError as fault:
        tell(run)
        names = [each.name for each in run.tally.rounds]
        out.print(f"[bold red]Fault[/] with seed {seed} after {', '.join(names) or 'nothing'}:", highlight=False)
        out.print(escape(str(fault)), soft_wrap=True, highlight=False)
        out.print(escape(run.served.last_lines(ERROR)), soft_wrap=True, highlight=False, style="dim")
        return 1
    tell(run)
    return 0


def rounds(run: Run, chance: Random, seconds: float, names: Sequence[str], progress: Progress) -> None:
    task = progress.add_task("measuring", total=seconds)
    run.measure()
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds:
        blow = drawn(chance, names)
        progress.update(task, completed=passed, description=f"round {len(run.tally.rounds) + 1}: {blow.name}")
        run.round(blow)
    progress.update(task, completed=seconds, description="checking everything")
    run.finish()


def bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def tell(run: Run) -> None:
    run.count()
    for table in run.tally.tables(run.crowd.seen, run.clients):
        out.print(table)


if __name__ == "__main__":
    main()
