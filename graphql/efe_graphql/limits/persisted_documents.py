"""Trusted documents, validated when they are loaded, and the documents of clients, each examined once."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Self

import strawberry
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, parse, specified_rules
from strawberry.extensions import SchemaExtension

from efe_domain.shared.messages import Message
from efe_graphql.contract.library_messages import library_message
from efe_graphql.limits.examination import Examination, validated
from efe_graphql.limits.limits import LIMITS, Limits, budget_rule, costs


class NotValid(Exception):
    """Raised for a document that is not valid in this schema. `reasons` name the rules that it breaks."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        self.reasons = [library_message(error.message).rstrip(".") for error in errors]
        super().__init__(" ; ".join(self.reasons))


class TrustedDocument(str):
    """Text of a document that was validated when it was loaded, with its parsed form and costs."""

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
        if errors := validated(built, node, (budget_rule(limits), *specified_rules)):
            raise NotValid(errors)
        if not any(isinstance(each, OperationDefinitionNode) for each in node.definitions):
            raise NotValid([GraphQLError(Message("Le document n'a pas d'opération."))])
        document = cls(text)
        document.node, document.costs = node, costs(built, node, limits)
        return document


def cost_of(running: Any) -> int:
    """Returns the cost of the operation that runs, among those of the document; `running` is Strawberry's context."""
    costs_by_operation: Mapping[str, int] = (
        running.query.costs
        if isinstance(running.query, TrustedDocument)
        else costs(running.schema._schema, running.graphql_document)  # noqa: SLF001
    )
    return costs_by_operation[running.operation_name or ""]


class KnownDocuments(SchemaExtension):
    """In place of Strawberry's parsing, validation and two caches, which count documents, however large.

    A trusted document was parsed, and valid by the same rules, when it was loaded.
    """

    _errors: Sequence[GraphQLError] = ()

    async def on_parse(self) -> AsyncIterator[None]:
        execution, query = self.execution_context, self.execution_context.query
        if isinstance(query, TrustedDocument):
            execution.graphql_document, self._errors = query.node, ()
        else:
            examination = Examination(
                execution.schema._schema,  # noqa: SLF001 - as the extensions of the library reach it
                query or "",
                options=execution.parse_options,
                rules=execution.validation_rules,
            )
            execution.graphql_document, self._errors = await examination.result(execution.context)
        yield

    def on_validate(self) -> Iterator[None]:
        self.execution_context.pre_execution_errors = list(self._errors)
        yield
