"""What an operation was, for whoever operates the platform: nothing that a client wrote."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import OperationDefinitionNode, get_operation_ast
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from efe_graphql.weight import PAGES, Scale


@dataclass
class Observed:
    """`kind` is None while the document could not be read. `cost` is estimated where `weighed` is asked for.

    `recorded` deeds were carried out, and others were refused with these codes.
    """

    weighed: bool = False
    kind: OperationType | None = None
    cost: int | None = None
    recorded: int = 0
    refused: list[str] = field(default_factory=list)


class Observing(SchemaExtension):
    """Tells the context what is being run, if it wants to know."""

    def on_parse(self) -> Iterator[None]:
        yield
        if (seen := self._seen) and (operation := self._operation):
            seen.kind = OperationType(operation.operation.value)

    def on_validate(self) -> Iterator[None]:
        yield
        running = self.execution_context
        if (seen := self._seen) and seen.weighed and not running.pre_execution_errors:
            seen.cost = self._weigh()

    @property
    def _seen(self) -> Observed | None:
        seen = getattr(self.execution_context.context, "observed", None)
        return seen if isinstance(seen, Observed) else None

    @property
    def _operation(self) -> OperationDefinitionNode | None:
        document = self.execution_context.graphql_document
        return get_operation_ast(document, self.execution_context.operation_name) if document else None

    def _weigh(self) -> int | None:
        document, operation = self.execution_context.graphql_document, self._operation
        if not document or not operation:
            return None
        schema = self.execution_context.schema._schema  # noqa: SLF001 - Strawberry keeps that of graphql-core
        return Scale(schema, document, PAGES).weigh(operation, schema.get_root_type(operation.operation)).cost
