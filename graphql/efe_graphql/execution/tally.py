"""Counts of how operations were answered."""

from collections import Counter
from dataclasses import dataclass, field

from efe_graphql.execution.hooks import NO_HOOKS, Hooks


@dataclass
class ExecutorStats:
    """Counters: operations answered by compiled selections, and fallbacks by reason.

    `answered_by_sql` were one SQL statement, `repeated` were remembered; `sql_fallbacks` has why others were not.
    """

    answered: int = 0
    answered_by_sql: int = 0
    repeated: int = 0
    fallbacks: Counter[str] = field(default_factory=Counter)
    sql_fallbacks: Counter[str] = field(default_factory=Counter)
    hooks: Hooks = field(default=NO_HOOKS, repr=False)

    def answer_by_sql(self, context: object, *, repeated: bool) -> None:
        self.answered_by_sql += 1
        if repeated:
            self.repeat(context)
        else:
            self.answered += 1

    def repeat(self, context: object) -> None:
        self.answered += 1
        self.repeated += 1
        self.hooks.repeated(context)

    def leave(self, reason: str, context: object) -> None:
        self.fallbacks[reason] += 1
        self.hooks.fallback(context, reason)

    def fall_back_from_sql(self, reason: str, context: object) -> None:
        self.sql_fallbacks[reason] += 1
        self.hooks.sql_fallback(context, reason)
