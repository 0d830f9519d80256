"""A stage on which the commands of a module are done one after the other."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from efe_domain.shared.errors import Refusal
from tests.infra.commands.stage import Stage


class SharedStage:
    """Stage that changes when a command is refused there: the command is done again, on a fresh one.

    A refusal may come from what other cases have recorded; the refusal on a fresh stage counts.
    """

    def __init__(self, copying: Callable[[], AbstractContextManager[Stage]], opened: ExitStack) -> None:
        self._copying = copying
        self._opened = opened
        self._stage: Stage | None = None

    def run[T](self, act: Callable[[Stage], T]) -> tuple[Stage, T]:
        """Returns the stage on which `act` was done, and its result."""
        if self._stage is not None:
            try:
                return self._stage, act(self._stage)
            except Refusal:
                self._opened.close()
        self._stage = self._opened.enter_context(self._copying())
        return self._stage, act(self._stage)
