"""Scheduler of pytest-xdist: gives each worker a whole scope, the longest first.

Else the last worker would still be busy when the others have nothing left.
"""

import os
from typing import Any

from xdist.scheduler import LoadScopeScheduling

from tests.scopes import durations, rank, scope_of


def processes() -> int:
    """Two more than there are cores: a third of the time, a test waits for a server, a peer or a clock."""
    return (os.cpu_count() or 1) + 2


class ByWorld(LoadScopeScheduling):  # type: ignore[misc] # the library has no types
    """Gives each worker the scope that took longest of those that are left."""

    def __init__(self, config: Any, log: Any) -> None:
        super().__init__(config, log)
        self._durations = durations()

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        longest = min(self.workqueue, key=lambda scope: rank(scope, self._durations))
        self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)
