"""`poe test`: the tests that a change can break, side by side, then the timing tests alone.

A timing test is marked `@pytest.mark.timing("reason")`: it may miss its bound for want of a processor.
It runs alone. When it fails, it runs again three times, and must pass each time. Any other failure fails the run.

    python -m tests.whole [--whole | -m EXPRESSION | --all] [--bound SECONDS] [arguments of pytest]

Without `--whole`, `-m` or `--all`, the map chooses (`tests/chosen.py`). Where it cannot, as in a fresh clone, all
tests run but the long ones and those that `tests/deferral.py` leaves to `--all`.

A run without further arguments keeps the durations of its scopes, which order the next run. When it is green and
nothing was chosen, it also keeps the map. Each run prints its processor seconds; more than `--bound` fail it.
"""

import subprocess
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from tests import chosen, forked, reach
from tests.deferral import Deferral
from tests.scopes import is_long, keep_durations, processes, scope_of
from tests.spent import POSTGRES, spent_s

ROOT: Final = Path(__file__).parents[1]
TESTS_FAILED: Final = 1
NO_TESTS: Final = 5
RUNS_ALONE: Final = 3
TIMING: Final = "@pytest.mark.timing("
LONG: Final = "pytest.mark.long"
NOT_LONG: Final = "not long"


class Outcome:
    """Failures and durations of a run, as the process hears of them that started the workers."""

    def __init__(self) -> None:
        self.failures: dict[str, bool] = {}
        """Ids of tests that failed, and whether each failed in its call, not in its fixtures."""
        self.seconds = Counter[str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[scope_of(report.nodeid)] += report.duration  # type: ignore[assignment] # floats can be counted
        if report.failed:
            self._note(report.nodeid, in_call=report.when == "call")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._note(report.nodeid, in_call=False)

    def _note(self, nodeid: str, *, in_call: bool) -> None:
        self.failures[nodeid] = self.failures.get(nodeid, True) and in_call


def test_files() -> Iterator[tuple[str, str]]:
    """Yields the path and the text of each file with tests."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def timing_files() -> list[str]:
    return [file for file, text in test_files() if TIMING in text]


def long_files() -> list[str]:
    return [file for file, text in test_files() if is_long(file) or LONG in text]


def run_alone(names: Sequence[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *names]
    return subprocess.run(command, check=False).returncode


def verdict(status: int, failures: Mapping[str, bool]) -> int:
    """Returns the exit status of the timing tests, run again when only their calls failed."""
    if status != TESTS_FAILED or not failures or not all(failures.values()):
        return status
    names = sorted(failures)
    print(f"A bound of time was missed, run again alone {RUNS_ALONE} times:", *names, sep="\n  ", flush=True)
    return next((again for _ in range(RUNS_ALONE) if (again := run_alone(names))), 0)


def timing_status(expression: str, paths: Sequence[str]) -> int:
    """Runs the timing tests one after another, and returns the exit status."""
    outcome = Outcome()
    marked = f"({expression}) and timing" if expression else "timing"
    print("The timing tests, alone:", flush=True)
    arguments = ["--numprocesses", "1", "-q", "-m", marked, *(paths or timing_files())]
    status = int(pytest.main(arguments, plugins=[outcome]))
    return verdict(status, outcome.failures)


class Chosen:
    """Deselects the tests that the choice does not take."""

    def __init__(self, choice: chosen.Choice) -> None:
        self._choice = choice

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        taken = [item for item in items if self._choice.takes(item.nodeid)]
        if len(taken) < len(items):
            config.hook.pytest_deselected(items=[item for item in items if not self._choice.takes(item.nodeid)])
            items[:] = taken


def whole(
    expression: str,
    paths: Sequence[str],
    options: Sequence[str],
    choice: chosen.Choice,
    others: Sequence[object] = (),
) -> int:
    """Returns the exit status of both runs: the first failure, or 5 when neither has a test."""
    outcome = Outcome()
    marked = f"({expression}) and not timing" if expression else "not timing"
    files = paths or (long_files() if expression == "long" else [])  # to import all others takes half a minute
    if not choice.whole:
        files = choice.paths()
        if not files:
            print("No test: nothing has changed since the map was made.")
            return 0
    makes_map = bool(choice.whole) and expression != "long" and not paths and not options
    by_xdist = any(each in {"-n", "--numprocesses"} for each in options)
    workers = [] if by_xdist else ["--forks", str(processes())]
    plugins = [
        outcome,
        Chosen(choice),
        *others,
        forked,
        *([reach] if makes_map else []),
    ]  # not by -p: they are imported
    status = int(pytest.main([*workers, *options, "-m", marked, *files], plugins=plugins))
    if not paths and not options and status in {0, TESTS_FAILED}:
        keep_durations(outcome.seconds)
    if makes_map:
        keep_map(status)
    if status not in {0, NO_TESTS}:
        return status
    timed = timing_status(expression, paths if choice.whole else files)
    return status if timed == NO_TESTS else timed


def keep_map(status: int) -> None:
    """Keeps the map of a green run of a tree without changes: what differs from its commit is what has changed."""
    if status == 0 and not chosen.git("status", "--porcelain").strip():
        reach.keep(chosen.git("rev-parse", "HEAD").strip())
    else:
        reach.forget_parts()


def within_bound(bound_s: float) -> bool:
    """Prints the processor seconds of this run, and tells whether they are within the bound."""
    forked.REAPER.reap()
    total_s, postgres_s = spent_s(), forked.REAPER.seconds[POSTGRES]
    print(f"Processor seconds: {total_s:.0f}, of which PostgreSQL in the background {postgres_s:.0f}.")
    return not bound_s or total_s <= bound_s


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(prog="tests.whole", allow_abbrev=False)
    parser.add_argument("-m", dest="expression")
    parser.add_argument("--all", dest="expression", action="store_const", const="")
    parser.add_argument("--whole", dest="expression", action="store_const", const=NOT_LONG)
    parser.add_argument("--bound", type=float, default=0.0, help="processor seconds that the run may take")
    known, others = parser.parse_known_args(arguments)
    options = [each for each in others if not Path(each.partition("::")[0]).exists()]
    paths = [each for each in others if each not in options]
    asked = known.expression is not None or bool(paths)
    choice = chosen.Choice(whole="asked for") if asked else chosen.choose()
    print(f"All tests: {choice.whole}." if choice.whole else f"Chosen by the map: {dict(choice.why)}", flush=True)
    plugins: list[object] = [Deferral()] if choice.whole and not asked else []
    status = whole(NOT_LONG if known.expression is None else known.expression, paths, options, choice, plugins)
    if not within_bound(known.bound):
        print(f"The tests took more than {known.bound:.0f} processor seconds.")
        return status or TESTS_FAILED
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
