"""How several processes share the tests: a file is of one of them, and so is a folder whose tests share a world.

What takes longest begins first; else the last process would still be at it when the others have nothing left.
"""

import os
from pathlib import PurePosixPath
from typing import Any

from xdist.scheduler import LoadScopeScheduling

OF_ONE_WORLD = "tests/api/isolation", "tests/api/sweep", "tests/hostile", "tests/infra/console"
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
    "tests/api/sweep",
    "tests/api/isolation",
    "tests/hostile",
    "tests/api/sweep/test_powers.py",
    "tests/infra/cli/test_rollout.py",
    "tests/infra/cli/test_serving.py",
    "tests/infra/cli/test_refused.py",
    "tests/infra/cli/test_commands.py",
    "tests/infra/read_model/test_interruptions.py",
    "tests/infra/read_model/test_histories.py",
    "tests/bench/test_bench.py",
    "tests/hostile/test_restarts.py",
    "tests/costs/test_costs.py",
    "tests/plans/test_plans.py",
    "tests/infra/replay/test_replay.py",
    "tests/infra/replay/test_replay_histories.py",
    "tests/chaos/test_a_short_round.py",
    "tests/infra/test_container.py",
    "tests/infra/transparency/witness/test_command.py",
    "tests/infra/cli/test_replay.py",
    "tests/peers/test_python_clients.py",
    "tests/infra/cli/test_stopping.py",
    "tests/api/test_as_of.py",
    "tests/infra/commands/test_rights.py",
    "tests/infra/commands/test_commands.py",
    "tests/infra/samples/simulation/test_simulation.py",
    "tests/infra/read_model/test_catalogue.py",
    "tests/hostile/patterns/test_patterns.py",
    "tests/contract/test_last_release_opens.py",
    "tests/contract/test_contract.py",
    "tests/api/differential/test_compiled.py",
    "tests/api/differential/test_answered_by_sql.py",
    "tests/infra/transparency/evidence/test_properties.py",
    "tests/infra/ledger/test_replicated.py",
    "tests/infra/postgres/test_embedded.py",
    "tests/infra/replay/test_row_closure.py",
    "tests/hostile/patterns/test_names.py",
    "tests/infra/cli/test_backup.py",
    "tests/infra/transparency/evidence/test_export.py",
    "tests/infra/transparency/sealing/test_sealer.py",
    "tests/peers/test_transparency.py",
    "tests/api/test_project_sight.py",
    "tests/infra/transparency/evidence/test_attacks.py",
)
"""Files, and folders of one world, with some seconds of work, the longest first; all others come after."""


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
