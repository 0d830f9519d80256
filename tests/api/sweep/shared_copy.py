"""A copy of the prepared platform on which commands are recorded one after the other."""

from collections.abc import Callable
from contextlib import ExitStack

from tests.api.sweep.conftest import Copying
from tests.api.sweep.world import World


class SharedCopy:
    """Records on one copy, until something is refused there: that is done again, on a fresh copy.

    A refusal may come from what others have recorded; the refusal of a fresh copy counts.
    """

    def __init__(self, copying: Copying, opened: ExitStack) -> None:
        self._copying = copying
        self._opened = opened
        self._world: World | None = None

    def run[T](self, act: Callable[[World], T], is_accepted: Callable[[T], bool]) -> T:
        if self._world is not None:
            outcome = act(self._world)
            if is_accepted(outcome):
                return outcome
        self._opened.close()
        self._world = self._opened.enter_context(self._copying())
        return act(self._world)
