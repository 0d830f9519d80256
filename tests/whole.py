"""`poe test`: every test. What fails beside all others is run again alone, three times in a row, and told.

Two cores run four processes and their servers: a test of waits and races may fail for want of a processor. It is
told as unsteady, to be mended, and the rest of the run still counts. A test of what must never be lost, and whatever
fails among many, has failed.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

import msgspec

TESTS_FAILED: Final = 1
TIMES: Final = 3
MOST: Final = 2
"""So many failures may come from want of a processor; more have a reason."""
ONCE: Final = (
    "tests/api/isolation/",
    "tests/chaos/",
    "tests/cluster/",
    "tests/hostile/",
    "tests/infra/backup/",
    "tests/infra/commands/",
    "tests/infra/ledger/",
    "tests/infra/people/",
    "tests/infra/postgres/",
    "tests/infra/read_model/",
    "tests/infra/replicas/",
    "tests/infra/transparency/",
)
"""What a rare failure would betray: records lost or doubled, a past rewritten, somebody told what is not theirs."""
FAILED: Final = Path(".pytest_cache/v/cache/lastfailed")


def pytest(*words: str) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *words], check=False).returncode


def failed() -> list[str]:
    return sorted(msgspec.json.decode(FAILED.read_bytes(), type=dict[str, bool])) if FAILED.exists() else []


def verdict(status: int, names: list[str]) -> int:
    """The exit status of the whole."""
    if status != TESTS_FAILED or not 0 < len(names) <= MOST or any(each.startswith(ONCE) for each in names):
        return status
    print(f"Unsteady, run again alone {TIMES} times:", *names, sep="\n  ", flush=True)
    return next((again for _ in range(TIMES) if (again := pytest("-q", "-p", "no:cacheprovider", *names))), 0)


if __name__ == "__main__":
    FAILED.unlink(missing_ok=True)
    sys.exit(verdict(pytest("--numprocesses", "auto", *sys.argv[1:]), failed()))
