"""`python -m tests.chaos [--cluster] [--minutes N] [--seed N] [--supplied] [--only HARM …]`.

Serves a PostgreSQL of its own under load, harms both, and checks after each round what is promised to clients. A
report on output, progress on standard error; exit status 1 with the first promise that was not held, and the seed.

With `--cluster`, three nodes under Patroni and three processes, which are upgraded from the last release first. As
root, the disk of a leader is filled too. Not played: a clock that is moved.
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

from tests.chaos.harms import drawn
from tests.chaos.run import Run
from tests.cluster.disks import may_mount
from tests.cluster.run import ClusterRun
from tests.conftest import quick_folder
from tests.contract.release import last_release

ROOT = Path(__file__).parents[2]
ERROR = '"level":"error"'
"""In a line of the log of the server."""

out, err = Console(), Console(stderr=True)


def main() -> None:
    asked = arguments()
    seed = secrets.randbelow(1_000_000) if asked.seed is None else asked.seed
    out.print(f"Seed {seed}", highlight=False)
    with tempfile.TemporaryDirectory(prefix="efe-chaos-", dir=quick_folder()) as home:
        sys.exit(played(a_run(asked, Path(home), seed), seed, asked.minutes * 60, asked.only))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0, help="for how long rounds are begun (default: 2)")
    parser.add_argument("--seed", type=int, help="of an earlier run, to have the same harms in the same order")
    parser.add_argument(
        "--supplied",
        action="store_true",
        help="start PostgreSQL again from outside, as a manager of services does; by default its users must do it",
    )
    parser.add_argument("--cluster", action="store_true", help="three nodes under Patroni, and three processes")
    parser.add_argument("--only", nargs="+", help="these harms alone")
    return parser.parse_args()


def a_run(asked: argparse.Namespace, home: Path, seed: int) -> Run | ClusterRun:
    if asked.cluster:
        return ClusterRun(home, seed, disks=may_mount(), release=last_release(ROOT))
    return Run(home, seed, supplied=asked.supplied)


def played(run: Run | ClusterRun, seed: int, seconds: float, names: Sequence[str] | None) -> int:
    """The exit status."""
    try:
        with run.open(), bar() as progress:
            rounds(run, Random(seed), seconds, names, progress)
    except AssertionError as fault:
        tell(run)
        names = [each.name for each in run.tally.rounds]
        out.print(f"[bold red]Fault[/] with seed {seed} after {', '.join(names) or 'nothing'}:", highlight=False)
        out.print(escape(str(fault)), soft_wrap=True, highlight=False)
        out.print(escape(run.last_lines(ERROR)), soft_wrap=True, highlight=False, style="dim")
        return 1
    tell(run)
    return 0


def rounds(
    run: Run | ClusterRun, chance: Random, seconds: float, names: Sequence[str] | None, progress: Progress
) -> None:
    task = progress.add_task("measuring", total=seconds)
    run.measure()
    if isinstance(run, ClusterRun):
        run.upgrade()
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds:
        blow = drawn(chance, run.harms, names)
        progress.update(task, completed=passed, description=f"round {len(run.tally.rounds) + 1}: {blow.name}")
        run.round(blow)
        if not err.is_terminal:
            err.print(f"{passed:.0f} s:", run.tally.rounds[-1], soft_wrap=True)
    progress.update(task, completed=seconds, description="checking everything")
    run.finish()


def bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def tell(run: Run | ClusterRun) -> None:
    run.count()
    for table in run.tally.tables(each for audience in run.audiences for each in audience.by_client()):
        out.print(table)


if __name__ == "__main__":
    main()
