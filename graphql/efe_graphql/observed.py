"""What an operation was, for whoever operates the platform: nothing that a client wrote."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import OperationDefinitionNode, get_operation_ast
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from efe_graphql.budget import costs


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
        running, operation = self.execution_context, self._operation
        if not running.graphql_document or not operation:
            return None
        found = costs(running.schema._schema, running.graphql_document)  # noqa: SLF001 - that of graphql-core
        return found[operation.name.value if operation.name else ""]
