"""Rate limit on guesses of names: a search that no recorded command keeps discloses who is in the vault."""

import math
import time
from collections.abc import Callable
from threading import Lock

from efe_domain.shared.errors import Refusal

ALLOWED = 10
"""Guesses of one account in a period; they come back little by little."""
PERIOD = 3600.0
"""Seconds."""


class TooManyNamedTexts(Refusal):
    """Commands with texts are refused unread for a while, whether they name a person or not."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "Trop de textes de ce compte nommaient une personne : réessayez dans {wait} s.", wait=math.ceil(seconds)
        )


class NamedTexts:
    """Counters of one process, thread-safe. Accounts without recent guesses are dropped."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._whole_at: dict[str, float] = {}
        self._lock = Lock()

    def check(self, account: str) -> None:
        """Raises `TooManyNamedTexts`."""
        with self._lock:
            wait = self._whole_at.get(account, -math.inf) - self._clock() - PERIOD * (1 - 1 / ALLOWED)
        if wait > 1e-6:
            raise TooManyNamedTexts(wait)

    def remaining(self, account: str) -> int:
        """Returns the number of guesses that are left."""
        with self._lock:
            spent_s = max(0.0, self._whole_at.get(account, -math.inf) - self._clock())
        return max(0, ALLOWED - math.ceil(spent_s * ALLOWED / PERIOD - 1e-6))

    def count(self, account: str, guesses: int = 1) -> None:
        with self._lock:
            now = self._clock()
            self._whole_at = {who: whole for who, whole in self._whole_at.items() if whole > now}
            self._whole_at[account] = max(self._whole_at.get(account, now), now) + guesses * PERIOD / ALLOWED
