"""A document with several operations is run only when the request names one (GetOperation of the specification)."""

from collections.abc import Iterator

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension

from efe_domain.shared.messages import Message


class OneOperation(SchemaExtension):
    """Strawberry would run the first operation."""

    def on_parse(self) -> Iterator[None]:
        yield
        context = self.execution_context
        definitions = context.graphql_document.definitions if context.graphql_document else ()
        several = sum(isinstance(node, OperationDefinitionNode) for node in definitions) > 1
        if several and not context._provided_operation_name:  # noqa: SLF001 — the public name falls back to the first
            raise GraphQLError(
                Message("Le document contient plusieurs opérations : indiquez `operationName`."),
                extensions={"code": "BAD_USER_INPUT"},
            )
