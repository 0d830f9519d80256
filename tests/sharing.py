"""How several processes share the tests: a file is of one of them, and so is a folder whose tests share a world.

What takes longest begins first; else the last process would still be at it when the others have nothing left.
"""

import os
from pathlib import PurePosixPath
from typing import Any

from xdist.scheduler import LoadScopeScheduling

OF_ONE_WORLD = (
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
OF_NO_WORLD = (
    "tests/api/sweep/test_powers.py",
    "tests/hostile/test_fair_share.py",
    "tests/hostile/test_restarts.py",
)
"""Files of such a folder that do without it."""
LONGEST = (
    "tests/api/isolation",
    "tests/api/sweep",
    "tests/infra/console",
    "tests/cluster/test_a_short_round.py",
    "tests/infra/cli/test_rollout.py",
    "tests/plans/test_plans.py",
    "tests/bench/test_bench.py",
    "tests/api/differential/test_compiled.py",
    "tests/hostile",
    "tests/infra/cli/test_serving.py",
    "tests/infra/replay/test_replay_histories.py",
    "tests/costs/test_costs.py",
    "tests/infra/read_model/test_histories.py",
    "tests/infra/cli/test_commands.py",
    "tests/infra/read_model/test_rectifications.py",
    "tests/hostile/test_restarts.py",
    "tests/infra/read_model/test_interruptions.py",
    "tests/chaos/test_a_short_round.py",
    "tests/infra/ledger/test_replicated.py",
    "tests/infra/cli/test_stopping.py",
    "tests/api/test_as_of.py",
    "tests/api/sweep/test_powers.py",
    "tests/infra/importing/test_long_import.py",
    "tests/infra/importing/test_round_trip_of_corrections.py",
    "tests/infra/replay/test_replay.py",
    "tests/contract/test_contract.py",
    "tests/infra/importing/test_hostile_files.py",
    "tests/infra/test_container.py",
    "tests/infra/importing/test_round_trip.py",
    "tests/infra/samples/simulation/test_simulation.py",
    "tests/infra/read_model/test_catalogue.py",
    "tests/infra/postgres/test_embedded.py",
    "tests/layout/test_adding_a_command.py",
    "tests/api/test_event_streams.py",
    "tests/peers/test_transparency.py",
    "tests/api/test_project_sight.py",
    "tests/infra/replay/test_row_closure.py",
    "tests/api/differential/test_answered_by_sql.py",
    "tests/hostile/patterns/test_patterns.py",
    "tests/api/test_outages.py",
    "tests/infra/cli/test_replay.py",
    "tests/api/test_time_limits.py",
    "tests/infra/transparency/witness/test_watching.py",
    "tests/peers/test_python_clients.py",
    "tests/infra/importing/test_races.py",
    "tests/infra/test_startup.py",
    "tests/infra/transparency/witness/test_command.py",
)
"""Files, and folders of one world, with twenty seconds of work or more, the longest first; all others come after."""


def processes() -> int:
    """Two more than there are cores: a third of the time, a test waits for a server, a peer or a clock."""
    return (os.cpu_count() or 1) + 2


class ByWorld(LoadScopeScheduling):  # type: ignore[misc] # the library has no types
    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid.partition("::")[0])

    def _assign_work_unit(self, node: Any) -> None:
        self.workqueue.move_to_end(min(self.workqueue, key=turn), last=False)
        super()._assign_work_unit(node)


def scope_of(file: str) -> str:
    folder = PurePosixPath(file).parent.as_posix()
    return folder if folder in OF_ONE_WORLD and file not in OF_NO_WORLD else file


def turn(scope: str) -> int:
    """Of equals, `min` takes the first."""
    return LONGEST.index(scope) if scope in LONGEST else len(LONGEST)
