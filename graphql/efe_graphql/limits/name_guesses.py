"""Rate limit on guesses of names: a search that no recorded command keeps discloses who is in the vault."""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from efe_domain.shared.errors import Refusal
from efe_graphql.contract.errors import Timeout
from efe_graphql.limits.lost_races import LostRaces

ALLOWED = 10
"""Guesses of one account in a period; they come back little by little."""
PERIOD = 3600.0
"""Seconds."""
LAST_GUESS_S: Final = PERIOD * (1 - 1 / ALLOWED)
"""Time in which the guesses come back of an account that has one left."""
PATIENCE_S: Final = 10.0
"""Time for which a command waits for other commands of its account that hold the last guesses."""


class TooManyNamedTexts(Refusal):
    """Commands with texts are refused unread for a while, whether they name a person or not."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "Trop de textes de ce compte nommaient une personne : réessayez dans {wait} s.", wait=math.ceil(seconds)
        )


class TooManyLostRaces(Refusal):
    """Commands with texts are refused unread for a while: other acts overtook too many, whose texts were searched."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "D'autres actes ont devancé trop de commandes de ce compte, dont les textes étaient déjà examinés : "
            "réessayez dans {wait} s.",
            wait=math.ceil(seconds),
        )


class Guesses:
    """Guesses that a request holds: others cannot use them meanwhile. It spends some, and gives back the rest."""

    def __init__(self, limit: "NameGuesses", account: str, count: int) -> None:
        self._limit, self._account = limit, account
        self.count = count

    def check(self) -> None:
        """Raises `TooManyNamedTexts` or `TooManyLostRaces`."""
        if not self.count:
            raise self._limit.refusal(self._account)

    def spend(self, guesses: int = 1) -> None:
        """Spends so many guesses, or as many as it holds."""
        guesses = min(guesses, self.count)
        self.count -= guesses
        self._limit.settle(self._account, guesses, spent=True)

    def lose_race(self, acts: int) -> None:
        """Spends a guess on a search whose command another act overtook, or gives it back.

        It is given back at most as often in a period as the account recorded `acts` in it.
        """
        if self.count:
            self.count -= 1
            self._limit.settle(self._account, 1, spent=not self._limit.forgive_race(self._account, acts))

    def give_back(self) -> None:
        self._limit.settle(self._account, self.count, spent=False)
        self.count = 0


class NameGuesses:
    """Counters of one process, thread-safe. Accounts without recent guesses are dropped.

    A request holds its guesses before it searches. Otherwise requests at the same time would all be within the limit.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._whole_at: dict[str, float] = {}
        self._planned_until: dict[tuple[str, bytes], float] = {}
        self._held = Counter[str]()
        self._races = LostRaces(clock, PERIOD)
        self._changed = threading.Condition()

    @contextmanager
    def guesses(self, account: str, count: int, *, patience_s: float = PATIENCE_S) -> Iterator[Guesses]:
        """Holds so many guesses if they are left, or else one. Holds none if all are spent.

        Waits while other requests hold the last ones. Raises `Timeout`.
        """
        guesses = Guesses(self, account, self._hold(account, count, patience_s) if count else 0)
        try:
            yield guesses
        finally:
            guesses.give_back()

    def settle(self, account: str, guesses: int, *, spent: bool) -> None:
        """Ends the hold on guesses, which count if they are spent."""
        with self._changed:
            self._held[account] -= guesses
            self._held += Counter()  # without zeros
            if spent:
                now = self._clock()
                self._whole_at = {who: whole for who, whole in self._whole_at.items() if whole > now}
                self._whole_at[account] = max(self._whole_at.get(account, now), now) + guesses * PERIOD / ALLOWED
            self._changed.notify_all()

    def forgive_race(self, account: str, acts: int) -> bool:
        """Notes a lost race. Returns True if it spends no guess."""
        with self._changed:
            return self._races.forgive(account, acts)

    def note_plan(self, account: str, texts: bytes) -> None:
        """Remembers the fingerprint of texts that a dry run searched: they have spent their guess."""
        with self._changed:
            now = self._clock()
            self._planned_until = {key: until for key, until in self._planned_until.items() if until > now}
            self._planned_until[account, texts] = now + PERIOD

    def is_planned(self, account: str, texts: bytes) -> bool:
        """Tells whether a dry run searched these texts less than a period ago."""
        with self._changed:
            return self._planned_until.get((account, texts), -math.inf) > self._clock()

    def forgive(self, account: str, texts: bytes) -> None:
        """Gives back the guess of a dry run: a recorded command keeps its texts."""
        with self._changed:
            if self._planned_until.pop((account, texts), -math.inf) > self._clock():
                self._whole_at[account] = self._whole_at.get(account, -math.inf) - PERIOD / ALLOWED
                self._changed.notify_all()

    def wait_s(self, account: str) -> float:
        """Returns the seconds after which the account has a guess again."""
        with self._changed:
            return max(0.0, self._spent_s(account) - LAST_GUESS_S)

    def refusal(self, account: str) -> Refusal:
        """Returns why texts of the account are refused unread: lost races, if it had guesses left without them."""
        wait_s = self.wait_s(account)
        with self._changed:
            of_races_s = self._races.count(account) * PERIOD / ALLOWED
            without_races_s = self._spent_s(account) - of_races_s
        return (
            TooManyLostRaces(wait_s) if of_races_s and without_races_s <= LAST_GUESS_S else TooManyNamedTexts(wait_s)
        )

    def _hold(self, account: str, count: int, patience_s: float) -> int:
        with self._changed:
            if not self._changed.wait_for(lambda: not 0 < self._unspent(account) <= self._held[account], patience_s):
                raise Timeout
            unspent = self._unspent(account)
            if count > unspent - self._held[account]:
                count = min(unspent, 1)
            self._held[account] += count
            return count

    def _unspent(self, account: str) -> int:
        return max(0, ALLOWED - math.ceil(self._spent_s(account) * ALLOWED / PERIOD - 1e-6))

    def _spent_s(self, account: str) -> float:
        return max(0.0, self._whole_at.get(account, -math.inf) - self._clock())
