"""`poe test` and `poe test-long`: the tests side by side, then the timing tests alone.

A timing test is marked `@pytest.mark.timing("reason")`: it may miss its bound for want of a processor.
It runs alone. When it fails, it runs again three times, and must pass each time. Any other failure fails the run.

    python -m tests.whole [-m EXPRESSION | --all] [arguments of pytest]

A run without further arguments is whole: the durations of its scopes are kept, and order the next run.
"""

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from tests.scopes import is_long, keep_durations, scope_of

ROOT: Final = Path(__file__).parents[1]
TESTS_FAILED: Final = 1
NO_TESTS: Final = 5
RUNS_ALONE: Final = 3
TIMING: Final = "@pytest.mark.timing("
LONG: Final = "pytest.mark.long"


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


@contextmanager
def own_temporary_root() -> Iterator[None]:
    """Gives the run a folder of its own: pytest closes the shared one to other users each time that it starts.

    The embedded PostgreSQL runs as another user when the tests run as root.
    """
    with TemporaryDirectory(prefix="efe-tests-", ignore_cleanup_errors=True) as folder:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
        yield


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


def whole(expression: str, paths: Sequence[str], options: Sequence[str]) -> int:
    """Returns the exit status of both runs: the first failure, or 5 when neither has a test."""
    outcome = Outcome()
    marked = f"({expression}) and not timing" if expression else "not timing"
    files = paths or (long_files() if expression == "long" else [])  # to import all others takes half a minute
    status = int(pytest.main(["--numprocesses", "auto", *options, "-m", marked, *files], plugins=[outcome]))
    if not paths and not options and status in {0, TESTS_FAILED}:
        keep_durations(outcome.seconds)
    if status not in {0, NO_TESTS}:
        return status
    timed = timing_status(expression, paths)
    return status if timed == NO_TESTS else timed


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(prog="tests.whole", allow_abbrev=False)
    parser.add_argument("-m", dest="expression", default="")
    parser.add_argument("--all", dest="expression", action="store_const", const="")
    known, others = parser.parse_known_args(arguments)
    options = [each for each in others if not Path(each.partition("::")[0]).exists()]
    with own_temporary_root():
        return whole(known.expression, [each for each in others if each not in options], options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
