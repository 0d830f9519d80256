"""The part of a request context that the limits use."""

from abc import ABC, abstractmethod

from efe_graphql.limits.cost_budget import CostBudget, Remaining


class Limited(ABC):
    """The context of an operation that is limited; one of another class is of a test, and is not.

    `spender` is whose budget an operation is charged to, and `left` what is left of it.
    """

    spender: str
    left: Remaining | None

    @property
    @abstractmethod
    def budget(self) -> CostBudget | None:
        """None where there is no limit."""

    @property
    @abstractmethod
    def operation_timeout(self) -> float:
        """Seconds."""
