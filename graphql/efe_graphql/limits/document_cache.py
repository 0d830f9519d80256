"""A cache of parsed and validated documents, bounded in bytes because clients choose the size of documents."""

from collections.abc import Iterator

from graphql import DocumentNode, GraphQLError
from graphql.language import parse
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from efe_graphql.bounded_cache import Shelf
from efe_graphql.limits.persisted_documents import TrustedDocument

MAX_CACHE_BYTES = 20_000_000
"""Capacity of each cache, in estimated bytes."""
_TOKEN = 600  # bytes of a token with the node that it becomes, as measured; a character of the text has 4 at most

PARSED: Shelf[DocumentNode] = Shelf(MAX_CACHE_BYTES)
VALIDATED: Shelf[tuple[DocumentNode, list[GraphQLError] | None]] = Shelf(MAX_CACHE_BYTES)
"""With the document itself: as long as it is kept, no other has its identity."""


def size_of(document: DocumentNode, text: str) -> int:
    return document.token_count * _TOKEN + 4 * len(text)


class KnownDocuments(SchemaExtension):
    """In place of Strawberry's two caches, which count documents, however large.

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
