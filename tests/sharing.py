"""Scheduler of pytest-xdist: gives each worker a whole scope, the longest first.

Else the last worker would still be busy when the others have nothing left. Two of five workers begin with the long
scopes: these wait more than they compute, and the others have the processor meanwhile.
"""

from typing import Any

from xdist.scheduler import LoadScopeScheduling

from tests.scopes import begins_with_long, durations, next_scope, scope_of


class ByWorld(LoadScopeScheduling):  # type: ignore[misc] # the library has no types
    """Gives each worker the scope that took longest of those of its kind that are left."""

    def __init__(self, config: Any, log: Any) -> None:
        super().__init__(config, log)
        self._durations = durations()

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        long_first = begins_with_long(self.nodes.index(node))
        self.workqueue.move_to_end(next_scope(self.workqueue, self._durations, long_first=long_first), last=False)
        super()._assign_work_unit(node)
