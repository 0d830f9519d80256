"""An operation is run while its author has the budget for it."""

from collections.abc import Callable, Iterator
from functools import partial

from strawberry.extensions import SchemaExtension

from efe_graphql.limits.limited import Limited
from efe_graphql.limits.persisted_documents import cost_of


class WithinBudget(SchemaExtension):
    """Before all that begins with the execution of an operation: what is refused leaves nothing behind."""

    def on_execute(self) -> Iterator[None]:
        spend(self.execution_context.context, partial(cost_of, self.execution_context))
        yield


def spend(context: object, cost: Callable[[], int]) -> None:
    """Raises `BudgetSpent`."""
    if isinstance(context, Limited) and (budget := context.budget):
        context.left = budget.spend(context.spender, cost())
