"""Trusted documents, validated when they are loaded, and the cache of parsed and validated documents."""

from collections.abc import Iterator, Mapping
from typing import Any, Self

import strawberry
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, parse, specified_rules
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from efe_domain.shared.messages import Message
from efe_graphql.bounded_cache import BoundedCache
from efe_graphql.contract.library_messages import library_message
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
        if errors := validate_document(built, node, (budget_rule(limits), *specified_rules)):
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


MAX_CACHE_BYTES = 20_000_000
"""Capacity of each cache, in estimated bytes."""
_TOKEN = 600  # bytes of a token with the node that it becomes, as measured; a character of the text has 4 at most

PARSED: BoundedCache[DocumentNode] = BoundedCache(MAX_CACHE_BYTES)
VALIDATED: BoundedCache[tuple[DocumentNode, list[GraphQLError] | None]] = BoundedCache(MAX_CACHE_BYTES)
"""The value holds the document: so no other object can have its `id`, which is in the key."""


def size_of(document: DocumentNode, text: str) -> int:
    return document.token_count * _TOKEN + 4 * len(text)


class KnownDocuments(SchemaExtension):
    """Caches of parsed and validated documents, bounded by size; Strawberry's two are bounded by number.

    A trusted document was parsed, and valid by the same rules, when it was loaded.
    """

    def on_parse(self) -> Iterator[None]:
        query = self.execution_context.query
        self.execution_context.graphql_document = (
            query.node if isinstance(query, TrustedDocument) else self._parsed(query or "")
        )
        yield

    def on_validate(self) -> Iterator[None]:
        document, query = self.execution_context.graphql_document, self.execution_context.query
        if document:
            trusted = isinstance(query, TrustedDocument)
            self.execution_context.pre_execution_errors = [] if trusted else self._errors(document, query or "")
        yield

    def _parsed(self, text: str) -> DocumentNode:
        options = self.execution_context.parse_options
        key = text, *sorted(options.items())
        document = PARSED.get(key)
        if document is None:
            document = parse(text, **options)
            PARSED.put(key, document, size_of(document, text))
        return document

    def _errors(self, document: DocumentNode, text: str) -> list[GraphQLError] | None:
        schema, rules = self.execution_context.schema._schema, self.execution_context.validation_rules  # noqa: SLF001
        key = schema, id(document), rules
        validated = VALIDATED.get(key)
        if validated is None:
            validated = document, validate_document(schema, document, rules)
            VALIDATED.put(key, validated, size_of(document, text))
        return validated[1]
