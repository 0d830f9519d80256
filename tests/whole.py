"""`poe test` and `poe test-long`: one run of pytest, and the second run of a timing test that failed in it.

A run fails with its first failure. The exception is a test marked `@pytest.mark.timing("reason")`, whose bound may be
missed for want of a processor: it runs again alone, three times, and passes only if it passes each time.

    python -m tests.whole [-m EXPRESSION] [arguments of pytest]

A run without further arguments is whole: the durations of its scopes are kept, and order the next run.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from tests.scopes import keep_durations, scope_of

TESTS_FAILED: Final = 1
RUNS_ALONE: Final = 3
TIMING: Final = "timing"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Adds the mark to the reports, which pytest-xdist sends to the process that decides."""
    if item.get_closest_marker(TIMING):
        item.user_properties.append((TIMING, True))


class Outcome:
    """Failures and durations of a run, as the process hears of them that started the workers."""

    def __init__(self) -> None:
        self.failures: dict[str, bool] = {}
        """Ids of tests that failed, and whether each may run again."""
        self.seconds = Counter[str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[scope_of(report.nodeid)] += report.duration  # type: ignore[assignment] # floats can be counted
        if report.failed:
            may_run_again = report.when == "call" and (TIMING, True) in report.user_properties
            self._note(report.nodeid, may_run_again)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._note(report.nodeid, may_run_again=False)

    def _note(self, nodeid: str, may_run_again: bool) -> None:
        self.failures[nodeid] = self.failures.get(nodeid, True) and may_run_again


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
    """Returns the exit status of the whole."""
    if status != TESTS_FAILED or not failures or not all(failures.values()):
        return status
    names = sorted(failures)
    print(f"A bound of time was missed, run again alone {RUNS_ALONE} times:", *names, sep="\n  ", flush=True)
    return next((again for _ in range(RUNS_ALONE) if (again := run_alone(names))), 0)


def main(arguments: Sequence[str]) -> int:
    outcome = Outcome()
    with own_temporary_root():
        status = int(pytest.main(["-p", "tests.whole", "--numprocesses", "auto", *arguments], plugins=[outcome]))
        is_whole = not arguments or (arguments[0] == "-m" and len(arguments) == 2)
        if is_whole and status in {0, TESTS_FAILED}:
            keep_durations(outcome.seconds)
        return verdict(status, outcome.failures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
