"""Mutations answered by compiled selections."""

from typing import Any, Self

import strawberry
from graphql import DocumentNode, FieldNode, OperationDefinitionNode, OperationType, get_operation_ast

from efe_graphql.execution.columns.run import Arguments
from efe_graphql.execution.hooks import NO_HOOKS, Hooks
from efe_graphql.execution.operation import Operation


class MutationOperation(Operation):
    """A mutation of one field: of several, each waits for the one before it, which is left to graphql-core.

    The resolver runs once, also when its answer is left: what it gave, or raised, is kept, and graphql-core is given
    that. The values of variables are not kept: they do not come again, and may be names of persons.
    """

    KIND = OperationType.MUTATION

    @classmethod
    def of(
        cls, schema: strawberry.Schema, document: DocumentNode, name: str | None, hooks: Hooks = NO_HOOKS
    ) -> Self | None:
        node = get_operation_ast(document, name)
        return super().of(schema, document, name, hooks) if node and is_one_command(node) else None

    def _known(self, variables: dict[str, Any]) -> Arguments | None:
        return self._coerced(variables)


def is_one_command(node: OperationDefinitionNode) -> bool:
    match node.selection_set.selections:
        case [FieldNode(name=name)]:
            return name.value != "__typename"
    return False
