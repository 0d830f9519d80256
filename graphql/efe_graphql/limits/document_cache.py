"""A cache of parsed and validated documents, bounded in bytes because clients choose the size of documents."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from threading import Lock

from graphql import DocumentNode, GraphQLError
from graphql.language import parse
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from efe_graphql.limits.persisted_documents import TrustedDocument

ROOM = 20_000_000
"""Bytes, as they are estimated."""
_TOKEN = 600  # bytes of a token with the node that it becomes, as measured; a character of the text has 4 at most


class Shelf[V]:
    """Values by key; when they take more than there is room for, those that were used least recently go."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> V | None:
        with self._lock:
            if found := self._kept.get(key):
                self._kept.move_to_end(key)
                return found[0]
        return None

    def put(self, key: Hashable, value: V, size: int) -> None:
        """A value larger than the whole room is not kept."""
        if size > self._room:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = value, size
            self.size += size
            while self.size > self._room:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        if gone := self._kept.pop(key, None):
            self.size -= gone[1]


PARSED: Shelf[DocumentNode] = Shelf(ROOM)
VALIDATED: Shelf[tuple[DocumentNode, list[GraphQLError] | None]] = Shelf(ROOM)
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
        known = VALIDATED.get(key)
        if known is None:
            known = document, validate_document(schema, document, rules)
            VALIDATED.put(key, known, size_of(document, text))
        return known[1]
