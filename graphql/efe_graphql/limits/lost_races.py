"""Lost races of accounts in the last period: those whose guess was given back, and those that spent one."""

from collections import deque
from collections.abc import Callable


class LostRaces:
    """Lost races by account, of one process. Its owner locks it.

    Without a bound an account could lose races on purpose, and search the vault in commands that leave no act.
    """

    def __init__(self, clock: Callable[[], float], period_s: float) -> None:
        self._clock, self._period_s = clock, period_s
        self._forgiven: dict[str, deque[float]] = {}
        self._counted: dict[str, deque[float]] = {}

    def forgive(self, account: str, acts: int) -> bool:
        """Notes a lost race. Returns True if fewer than `acts` were forgiven: then it spends no guess."""
        self._prune()
        is_forgiven = len(self._forgiven.get(account, ())) < acts
        instants_of = self._forgiven if is_forgiven else self._counted
        instants_of.setdefault(account, deque()).append(self._clock())
        return is_forgiven

    def count(self, account: str) -> int:
        """Counts the lost races that spent a guess."""
        self._prune()
        return len(self._counted.get(account, ()))

    def _prune(self) -> None:
        """Drops what is older than the period, and the accounts without anything else."""
        oldest = self._clock() - self._period_s
        for instants_of in (self._forgiven, self._counted):
            for account, instants in [*instants_of.items()]:
                while instants and instants[0] <= oldest:
                    instants.popleft()
                if not instants:
                    del instants_of[account]
