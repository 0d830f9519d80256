"""Documents that were parsed and validated, kept within a bound of memory: whoever asks chooses how large each is."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from threading import Lock

from graphql import DocumentNode, GraphQLError
from graphql.language import parse
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

ROOM = 20_000_000
"""Bytes, as they are estimated."""
_TOKEN = 600  # bytes of a token with the node that it becomes, as measured; a character of the text has 4 at most


class Shelf[V]:
    """Values by key; when they weigh more than there is room for, those that were used least recently go."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = Lock()
        self.weight = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> V | None:
        with self._lock:
            if found := self._kept.get(key):
                self._kept.move_to_end(key)
                return found[0]
        return None

    def put(self, key: Hashable, value: V, weight: int) -> None:
        """What is heavier than all the room is not kept."""
        if weight > self._room:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = value, weight
            self.weight += weight
            while self.weight > self._room:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        if gone := self._kept.pop(key, None):
            self.weight -= gone[1]


PARSED: Shelf[DocumentNode] = Shelf(ROOM)
VALIDATED: Shelf[tuple[DocumentNode, list[GraphQLError] | None]] = Shelf(ROOM)
"""With the document itself: as long as it is kept, no other has its identity."""


def weight(document: DocumentNode, text: str) -> int:
    return document.token_count * _TOKEN + 4 * len(text)


class KnownDocuments(SchemaExtension):
    """In place of Strawberry's two caches, which count documents, however large."""

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        text = context.query or ""
        key = text, *sorted(context.parse_options.items())
        document = PARSED.get(key)
        if document is None:
            document = parse(text, **context.parse_options)
            PARSED.put(key, document, weight(document, text))
        context.graphql_document = document
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        document, schema = context.graphql_document, context.schema._schema  # noqa: SLF001
        if document:
            key = schema, id(document), context.validation_rules
            known = VALIDATED.get(key)
            if known is None:
                known = document, validate_document(schema, document, context.validation_rules)
                VALIDATED.put(key, known, weight(document, context.query or ""))
            context.pre_execution_errors = known[1]
        yield
