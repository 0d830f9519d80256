"""The cost budget of a client: estimated costs for each minute, charged before the operation runs."""

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from graphql import GraphQLError

from efe_domain.shared.messages import Message
from efe_graphql.limits.computing import COMPUTATIONS, PATIENCE_S

PERIOD = 60.0
"""Seconds in which a whole budget comes back, little by little."""
MOST_TRACKED = 10_000
"""Number of remembered clients at most; all others share one budget."""
OTHERS = "others"


@dataclass(frozen=True, kw_only=True)
class Remaining:
    """The rest of a budget, and the seconds until the request would fit, or until the budget is full."""

    budget: int
    remaining: int
    seconds: float


class BudgetSpent(GraphQLError):
    """Refusal of an operation that costs more than the rest of the budget. It did not run, and costs nothing."""

    def __init__(self, cost: int, remaining: Remaining) -> None:
        self.remaining_budget = remaining
        wait = math.ceil(remaining.seconds)
        super().__init__(
            Message(
                "Budget de requêtes épuisé : coût estimé {cost}, reste {remaining} sur {budget} par minute. "
                "Réessayez dans {wait} s.",
                cost=cost,
                remaining=remaining.remaining,
                budget=remaining.budget,
                wait=wait,
            ),
            extensions={
                "code": "COST_BUDGET_SPENT",
                "cost": cost,
                "budget": remaining.budget,
                "remaining": remaining.remaining,
                "retryAfter": wait,
                "resetAt": (datetime.now(UTC) + timedelta(seconds=remaining.seconds)).isoformat(timespec="seconds"),
            },
        )


class CostBudget:
    """Cost budgets of one process, thread-safe. `per_minute` is at least the cost of the heaviest operation.

    It stores for each client when its budget is whole again, and forgets clients with a whole budget.
    """

    def __init__(
        self, per_minute: int, *, clock: Callable[[], float] = time.monotonic, most: int = MOST_TRACKED
    ) -> None:
        self._budget = per_minute
        self._clock = clock
        self._most = most
        self._whole_at: dict[str, float] = {}
        self._lock = Lock()
        self._swept = -math.inf

    @property
    def tracked(self) -> int:
        """Number of clients with a partly spent budget."""
        return len(self._whole_at)

    @property
    def per_minute(self) -> int:
        return self._budget

    def spend(self, who: str, cost: int) -> Remaining:
        """Raises `BudgetSpent`."""
        with self._lock:
            who, now, after = self._after(who, cost)
            self._whole_at[who] = after
            return self._left(after - now, after - now)

    def check(self, who: str, cost: int) -> None:
        """Raises `BudgetSpent` if this cost would; charges nothing."""
        with self._lock:
            self._after(who, cost)

    def charge(self, who: str, cost: int) -> Remaining:
        """Charges work that is done, also beyond what is left of the budget, down to none."""
        with self._lock:
            now = self._clock()
            who = self._tracked(who, now)
            whole = max(self._whole_at.get(who, now), now) + cost * PERIOD / self._budget
            self._whole_at[who] = min(whole, now + PERIOD)
            return self._left(self._whole_at[who] - now, self._whole_at[who] - now)

    def refund(self, who: str, cost: int) -> Remaining:
        """Gives back a part of what was spent."""
        with self._lock:
            now = self._clock()
            who = self._tracked(who, now)
            whole = max(self._whole_at.get(who, now) - cost * PERIOD / self._budget, now)
            self._whole_at[who] = whole
            return self._left(whole - now, whole - now)

    def _after(self, who: str, cost: int) -> tuple[str, float, float]:
        """Returns the tracked client, the time, and when the budget is whole again after a cost."""
        now = self._clock()
        who = self._tracked(who, now)
        before = max(self._whole_at.get(who, now), now)
        after = before + cost * PERIOD / self._budget
        if after - now > PERIOD:
            raise BudgetSpent(cost, self._left(before - now, after - now - PERIOD))
        return who, now, after

    def _left(self, missing: float, seconds: float) -> Remaining:
        """`missing` is how long it takes until the budget is whole."""
        remaining = math.floor(round((PERIOD - missing) * self._budget / PERIOD, 3))
        return Remaining(budget=self._budget, remaining=remaining, seconds=seconds)

    def _tracked(self, who: str, now: float) -> str:
        if who in self._whole_at or len(self._whole_at) < self._most:
            return who
        if now - self._swept >= 1:
            self._swept = now
            self._whole_at = {each: whole for each, whole in self._whole_at.items() if whole > now}
        return who if len(self._whole_at) < self._most else OTHERS


class Limited(ABC):
    """Context of an operation under limits. Contexts of other classes, such as those of tests, have no limits.

    `spender` is the client whose budget is charged, `left` the rest of it, and `spent` what the operation cost: the
    `whole_cost`, or less where the answer was remembered.
    """

    spender: str
    remaining_budget: Remaining | None
    spent: int
    whole_cost: int

    @property
    @abstractmethod
    def budget(self) -> CostBudget | None:
        """None where there is no limit."""

    @property
    @abstractmethod
    def operation_timeout(self) -> float:
        """Seconds."""


async def in_turn[T](context: object, work: Callable[[], T]) -> T:
    """Computes for the client of a context. Raises `TooManyOperations`, `Timeout`, and the errors of `work`."""
    client, patience_s = (
        (context.spender, context.operation_timeout) if isinstance(context, Limited) else ("", PATIENCE_S)
    )
    return await COMPUTATIONS.result(client, work, patience_s=patience_s)
