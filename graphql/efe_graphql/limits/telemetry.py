"""Observation of each operation (kind, outcome, cost), which the HTTP layer reports; without any text of a client."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from graphql import OperationDefinitionNode, get_operation_ast
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from efe_graphql.limits.persisted_documents import cost_of


@dataclass
class Observed:
    """Observation of one request. `kind` is None while the document could not be read. `cost` is estimated if
    `with_cost` is set.

    `refused` has the codes of refusals; `named_texts` of them were for a text that names a person.
    `fallback_reason` says why graphql-core answered, `sql_fallback_reason` why PostgreSQL did not.
    """

    with_cost: bool = False
    kind: OperationType | None = None
    cost: int | None = None
    recorded_commands: int = 0
    named_texts: int = 0
    fallback_reason: str | None = None
    sql_fallback_reason: str | None = None
    refused: list[str] = field(default_factory=list)


class Observing(SchemaExtension):
    """Records the kind and the cost of the running operation in the context's `observed`."""

    def on_parse(self) -> Iterator[None]:
        yield
        if operation := self._operation:
            observe(self.execution_context.context, OperationType(operation.operation.value))

    def on_validate(self) -> Iterator[None]:
        yield
        running, operation = self.execution_context, self._operation
        if operation and not running.pre_execution_errors:
            observe(running.context, OperationType(operation.operation.value), partial(cost_of, running))

    @property
    def _operation(self) -> OperationDefinitionNode | None:
        document = self.execution_context.graphql_document
        return get_operation_ast(document, self.execution_context.operation_name) if document else None


def note_fallback(context: object, reason: str) -> None:
    """Notes why graphql-core answered in place of the compiled selections."""
    if isinstance(observed := getattr(context, "observed", None), Observed):
        observed.fallback_reason = reason


def note_sql_fallback(context: object, reason: str) -> None:
    """Notes why PostgreSQL did not give the whole answer."""
    if isinstance(observed := getattr(context, "observed", None), Observed):
        observed.sql_fallback_reason = reason


def observe(context: object, kind: OperationType, cost: Callable[[], int] | None = None) -> None:
    """Sets `cost` only if the span wants it."""
    observed = getattr(context, "observed", None)
    if isinstance(observed, Observed):
        observed.kind = kind
        if cost and observed.with_cost:
            observed.cost = cost()
