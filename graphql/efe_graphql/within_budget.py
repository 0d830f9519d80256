"""An operation is run while its author has the budget for it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from strawberry.extensions import SchemaExtension

from efe_graphql.budget import costs
from efe_graphql.context import Context
from efe_graphql.trusted import TrustedDocument


class WithinBudget(SchemaExtension):
    """Before all that begins with the execution of an operation: what is refused leaves nothing behind."""

    def on_execute(self) -> Iterator[None]:
        spend(self.execution_context.context, self._cost)
        yield

    def _cost(self) -> int:
        """That of the operation that is run, of all those of the document."""
        asked: Any = self.execution_context
        found: Mapping[str, int] = (
            asked.query.costs
            if isinstance(asked.query, TrustedDocument)
            else costs(asked.schema._schema, asked.graphql_document)  # noqa: SLF001
        )
        return found[asked.operation_name or ""]


def spend(context: object, cost: Callable[[], int]) -> None:
    """Raises `BudgetSpent`."""
    if isinstance(context, Context) and (budget := context.ports.budget):
        context.left = budget.spend(context.spender, cost())
