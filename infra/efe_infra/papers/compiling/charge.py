"""Charge for the compilation of papers: the processor time of a child process, from the budget of the reader."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from efe_graphql.limits.cost_budget import CostBudget
from efe_graphql.limits.examination import UNITS_PER_S
from efe_infra.papers.compiling.compile import CompiledPaper, PaperRefused

MIN_COST: Final = UNITS_PER_S // 20
"""Cost that must be left of a budget before a paper is compiled."""


@dataclass(frozen=True)
class Payer:
    """Client that papers are charged to: an account, the address of a visitor, or a part of the platform.

    Without a budget, only the queue bounds the client.
    """

    name: str
    budget: CostBudget | None = None

    def compiled(self, work: Callable[[], CompiledPaper]) -> bytes:
        """Returns the file of `work`, whose processor time is charged. Raises `BudgetSpent`, and errors of `work`."""
        if self.budget is None:
            return work().content
        self.budget.check(self.name, MIN_COST)
        try:
            paper = work()
        except PaperRefused as refused:
            self._charge(refused.cpu_s)
            raise
        self._charge(paper.cpu_s)
        return paper.content

    def _charge(self, cpu_s: float) -> None:
        if self.budget:
            self.budget.charge(self.name, int(cpu_s * UNITS_PER_S))
