"""One operation that was validated, answered by compiled selections, or by graphql-core where they are left."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import strawberry
from graphql import (
    DirectiveNode,
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    get_operation_ast,
    visit,
)
from graphql import execute as executed
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.middleware import MiddlewareManager
from graphql.execution.values import VariableValues, get_variable_values
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.utils.await_maybe import await_maybe

from efe_graphql.budget import costs
from efe_graphql.compiled.fields import NotCompiled
from efe_graphql.compiled.plan import Document, compiled
from efe_graphql.compiled.run import Complete, Left, Run
from efe_graphql.observed import Observed

MOST_VARIANTS = 16
"""Selections kept of one operation, where variables say which fields are asked for."""


@dataclass
class Tally:
    """How often operations were answered by compiled selections, and for which reasons they were not."""

    answered: int = 0
    left: Counter[str] = field(default_factory=Counter)

    def leave(self, reason: str, context: object) -> None:
        self.left[reason] += 1
        if isinstance(seen := getattr(context, "observed", None), Observed):
            seen.left = reason


class Operation:
    """Queries only: what writes is executed field by field, and what lasts event by event."""

    KIND: ClassVar = OperationType.QUERY

    def __init__(self, schema: strawberry.Schema, document: DocumentNode, node: OperationDefinitionNode) -> None:
        self._schema = schema
        self._document = document
        self._node = node
        self._name = node.name.value if node.name else None
        self._fragments = {
            each.name.value: FragmentDetails(each, None)
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self._selecting = selecting(document)
        self._variants: dict[tuple[Any, ...], Complete | NotCompiled] = {}
        self.asks_nothing = not node.variable_definitions and all(
            isinstance(each, FieldNode) and each.name.value == "__typename" for each in node.selection_set.selections
        )
        """Whether it is answered alike to everybody, without a read."""

    def cost(self) -> int:
        return costs(self._schema._schema, self._document)[self._name or ""]  # noqa: SLF001

    @classmethod
    def of(cls, schema: strawberry.Schema, document: DocumentNode, name: str | None) -> Self | None:
        """None for what is not of this kind."""
        node = get_operation_ast(document, name)
        return cls(schema, document, node) if node and node.operation is cls.KIND else None

    async def answer(self, context: Any, variables: dict[str, Any] | None, tally: Tally) -> ExecutionResult:
        coerced = get_variable_values(
            self._schema._schema,  # noqa: SLF001
            self._node.variable_definitions or (),
            variables or {},
        )
        if isinstance(coerced, list):
            tally.leave("variables", context)
            return await self._ordinary(context, variables)
        run = Run(context, coerced)
        try:
            done = self._selection(coerced)([None], run)
            [data] = done if isinstance(done, list) else await done
        except Exception as surprise:  # noqa: BLE001 - graphql-core makes of it what it makes of it
            tally.leave(reason(surprise), context)
            return await self._ordinary(context, variables, run)
        tally.answered += 1
        return ExecutionResult(data, None)

    def _selection(self, variables: VariableValues) -> Complete:
        """Raises `NotCompiled`, or `Left` when there are too many variants."""
        chosen = tuple(variables.coerced.get(name) for name in self._selecting)
        if chosen not in self._variants:
            if len(self._variants) >= MOST_VARIANTS:
                raise Left("variants")
            document = Document(self._schema, self._node, self._fragments, variables)
            try:
                self._variants[chosen] = compiled(document)
            except NotCompiled as reason:
                self._variants[chosen] = reason
        found = self._variants[chosen]
        if isinstance(found, NotCompiled):
            raise Left(f"not compiled: {found}")
        return found

    async def _ordinary(
        self, context: Any, variables: dict[str, Any] | None, run: Run | None = None
    ) -> ExecutionResult:
        """As Strawberry asks graphql-core. No resolver that ran already runs again."""
        result: ExecutionResult = await await_maybe(
            executed(
                self._schema._schema,  # noqa: SLF001
                self._document,
                context_value=context,
                variable_values=variables,
                operation_name=self._name,
                middleware=MiddlewareManager(run) if run and run.outcomes else None,
                executor_class=StrawberryGraphQLCoreExecutionContext,
                is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type] # it is one for a type guard
            )
        )
        return result


def reason(surprise: Exception) -> str:
    """Why a selection was left, for a counter."""
    return str(surprise) if isinstance(surprise, Left) else type(surprise).__name__


def selecting(document: DocumentNode) -> tuple[str, ...]:
    """The variables on which it depends what is selected."""
    found = Selecting()
    visit(document, found)
    return tuple(sorted(found.variables))


class Selecting(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.variables: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.variables.add(argument.value.name.value)
