"""Scopes, which one worker runs as a whole, and how long each takes."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

WORLD_FOLDERS: Final = (
    "tests/api/isolation",
    "tests/api/sweep",
    "tests/hostile",
    "tests/infra/console",
    "tests/infra/replicas",
)
"""Folders with a world that takes long to build.

A fixture of the scope "package" ends with its folder only where the folder, and each above it, has an `__init__.py`;
else it is open as long as the process, beside the worlds of other folders.
"""
FILES_WITHOUT_WORLD: Final = (
    "tests/api/sweep/test_powers.py",
    "tests/hostile/test_fair_share.py",
    "tests/hostile/test_restarts.py",
    "tests/infra/console/test_bad_input.py",
    "tests/infra/console/test_counted_journeys.py",
    "tests/infra/console/test_documents.py",
    "tests/infra/console/test_evaluation_zip.py",
    "tests/infra/console/test_every_form.py",
    "tests/infra/console/test_journeys.py",
    "tests/infra/console/test_open_data_editions.py",
    "tests/infra/console/test_openid_sign_in.py",
    "tests/infra/console/test_paper_compiling.py",
    "tests/infra/console/test_paper_forgeries.py",
    "tests/infra/console/test_words_of_corrections.py",
)
"""Files of such a folder that do without it."""
SPLIT_FILES: Final = ("tests/infra/transparency/evidence/test_long_differential.py",)
"""Files whose cases share nothing and take long: each case is a scope of its own."""
LONG_FOLDERS: Final = ("tests/cluster", "tests/bench", "tests/chaos", "tests/plans", "tests/costs", "tests/peers")
FOLDER_ORDER: Final = (*LONG_FOLDERS, "tests/infra/cli", "tests/infra", "tests/contract", "tests/api", "tests/layout")
"""Order of scopes without a duration, after the worlds; what is in none of these comes last."""
LONG: Final = (
    *LONG_FOLDERS,
    "tests/hostile/test_restarts.py",
    "tests/hostile/test_meanwhile.py",
    "tests/infra/cli/test_last_release.py",
    "tests/infra/cli/test_rollout.py",
    "tests/infra/cli/test_upgrade.py",
    "tests/infra/console/test_journeys.py",
    "tests/infra/console/test_past_journeys.py",
    "tests/infra/hooks/test_kills.py",
    "tests/infra/importing/test_long_import.py",
    "tests/infra/ledger/test_replicated.py",
    "tests/infra/notices/test_kills.py",
    "tests/infra/notices/test_long_outbox.py",
    "tests/infra/postgres/test_embedded.py",
    "tests/infra/postgres/test_several_servers.py",
    "tests/infra/postgres/test_silence.py",
    "tests/infra/replay/test_long_histories.py",
    "tests/infra/replicas",
    "tests/infra/test_container.py",
    "tests/infra/transparency/evidence/test_long_differential.py",
    "tests/layout/test_adding.py",
)
"""Folders and files with the mark `long`: `poe test-long` runs them, `poe test` all others.

A rule, a command, a field or a page cannot break those of servers that fail, hang, return or are replicated: a change
of `postgres/`, of the lock of `ledger/` or of the replicas can.
"""
ROOT: Final = Path(__file__).parents[1]
DURATIONS: Final = ROOT / ".cache/tests/durations.json"
"""Seconds of each scope in the last whole run that contained it (`tests.whole` writes them)."""
UNKNOWN_DURATION_S: Final = 15.0
LIKELY_DURATIONS: Final = {
    "tests/infra/console": 730.0,
    "tests/api/isolation": 362.0,
    "tests/bench/test_bench.py": 300.0,
    "tests/infra/console/test_journeys.py": 250.0,
    "tests/plans/test_plans.py": 230.0,
    "tests/infra/cli/test_rollout.py": 190.0,
    "tests/api/sweep": 185.0,
    "tests/infra/console/test_every_form.py": 180.0,
    "tests/costs/test_costs.py": 150.0,
    "tests/cluster/test_a_short_round.py": 150.0,
    "tests/peers/test_transparency.py": 100.0,
    "tests/infra/replay/test_long_histories.py": 90.0,
    "tests/hostile": 89.0,
    "tests/layout/test_adding.py": 90.0,
    "tests/api/sweep/test_powers.py": 78.0,
    "tests/infra/cli/test_last_release.py": 70.0,
    "tests/peers/test_python_clients.py": 60.0,
}
"""Seconds of the longest scopes, for a fresh clone: one of these that begins last would end after all others."""


def processes() -> int:
    """Three more than there are cores: a third of the time, a test waits for a server, a peer or a clock."""
    return (os.cpu_count() or 1) + 3


def begins_with_long(place: int) -> bool:
    """Tells whether the worker at this place takes long scopes first; each takes the others when its own are done."""
    return place % 5 < 2


def is_long(file: str) -> bool:
    return any(is_below(file, each) for each in LONG)


def scope_of(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    if file in SPLIT_FILES:
        return nodeid
    folder = PurePosixPath(file).parent.as_posix()
    return folder if folder in WORLD_FOLDERS and file not in FILES_WITHOUT_WORLD else file


def rank(scope: str, known_durations: Mapping[str, float]) -> tuple[float, int]:
    """Sorts the longest scope first; scopes without a duration by their folder."""
    folder = next((place for place, folder in enumerate(FOLDER_ORDER) if is_below(scope, folder)), len(FOLDER_ORDER))
    likely = LIKELY_DURATIONS.get(scope, UNKNOWN_DURATION_S)
    return -known_durations.get(scope, likely), -1 if scope in WORLD_FOLDERS else folder


def next_scope(scopes: Iterable[str], known_durations: Mapping[str, float], *, long_first: bool) -> str:
    """Returns the longest scope: of the long tests or of the others, as long as there are some of them."""
    return min(scopes, key=lambda scope: (is_long(scope) != long_first, rank(scope, known_durations)))


def is_below(scope: str, folder: str) -> bool:
    return scope == folder or scope.startswith(f"{folder}/")


def durations(file: Path = DURATIONS) -> dict[str, float]:
    """Returns nothing for a fresh clone, or for a file that a killed run has left half-written."""
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(file.read_bytes(), type=dict[str, float])
    return {}


def keep_durations(seconds: Mapping[str, float], file: Path = DURATIONS) -> None:
    """Writes the durations of a run; those of scopes that it did not contain stay, unless their file is gone."""
    root = DURATIONS.parents[2]
    merged = {**durations(file), **{scope: round(duration, 2) for scope, duration in seconds.items()}}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(
        msgspec.json.format(msgspec.json.encode({s: d for s, d in merged.items() if (root / s).exists()}))
    )
