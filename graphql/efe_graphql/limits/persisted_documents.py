"""Persisted documents: parsed, checked against the limits and validated when they are loaded."""

from collections.abc import Mapping
from typing import Any, Self

import strawberry
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, parse, specified_rules
from strawberry.schema.schema import validate_document

from efe_domain.shared.messages import Message
from efe_graphql.contract.library_messages import said_by_library
from efe_graphql.limits.limits import LIMITS, Limits, budget_rule, costs


class NotValid(Exception):
    """A document that this schema does not run. `reasons` are those of the rules that it breaks."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        self.reasons = [said_by_library(error.message).rstrip(".") for error in errors]
        super().__init__(" ; ".join(self.reasons))


class TrustedDocument(str):
    """A text that is given to the schema as any other is, with what need not be found out again."""

    node: DocumentNode
    costs: Mapping[str, int]
    """The estimated cost of each operation, by its name."""

    @classmethod
    def of(cls, text: str, schema: strawberry.Schema, limits: Limits = LIMITS) -> Self:
        """Raises `NotValid`."""
        try:
            node = parse(text, max_tokens=limits.tokens)
        except GraphQLError as error:
            raise NotValid([error]) from error
        built = schema._schema  # noqa: SLF001 - as the extensions of the library reach it
        if errors := validate_document(built, node, (budget_rule(limits), *specified_rules)):
            raise NotValid(errors)
        if not any(isinstance(each, OperationDefinitionNode) for each in node.definitions):
            raise NotValid([GraphQLError(Message("Le document n'a pas d'opération."))])
        document = cls(text)
        document.node, document.costs = node, costs(built, node, limits)
        return document


def cost_of(running: Any) -> int:
    """Returns the cost of the operation that runs, among those of the document; `running` is Strawberry's context."""
    found: Mapping[str, int] = (
        running.query.costs
        if isinstance(running.query, TrustedDocument)
        else costs(running.schema._schema, running.graphql_document)  # noqa: SLF001
    )
    return found[running.operation_name or ""]
