"""Prefetch: a field declares the rows of its resolver, and one query reads them for all objects of a level.

The resolver gives the same answer without it.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from efe_graphql.execution.markers import ByKey, UnknownRow
from efe_projections.engine.batch import KeyBatch
from efe_projections.engine.projection import Key

type Asking = Callable[[Any, Mapping[str, Any]], Key | None]
"""Function that returns the key for an object and the field's arguments, or None."""


class RowType(Protocol):
    """Type of objects that show rows."""

    def of(self, row: Any, as_of: Any, /) -> Any: ...


class Prefetch(NamedTuple):
    batch: KeyBatch[Any]
    key: Asking
    gives: RowType | None

    async def read(self, objects: list[Any], arguments: Mapping[str, Any], context: Any) -> list[Any] | None:
        """Reads the rows, and returns the resolver's results for all objects if the rows alone give them."""
        keys = [(each.as_of.position, key) for each in objects if (key := self.key(each, arguments)) is not None]
        await context.rows.prefetch(self.batch, keys)
        if self.gives is None or len(keys) < len(objects):
            return None
        rows, show = context.rows.first(self.batch, keys), self.gives.of
        return [row and show(row, each.as_of) for each, row in zip(objects, rows, strict=True)]


class Shows(StrEnum):
    """Rows that a field shows: the first, all, or those in force on `in_force_on`."""

    FIRST = "first"
    ALL = "all"
    IN_FORCE = "in force"


def reading[R: Callable[..., Any]](
    batch: KeyBatch[Any], key: Asking, *, gives: RowType | None = None, shows: Shows | None = None
) -> Callable[[R], R]:
    """Declares the rows of a resolver; a decorator below `field`, for objects with an `as_of`.

    `gives` is the type of the answer, if that is the first row of the key and nothing more. `shows` names the rows
    that the field shows, independent of their content.
    """
    shows = Shows.FIRST if gives else shows

    def mark(resolver: R) -> R:
        resolver.prefetch = Prefetch(batch, key, gives)  # type: ignore[attr-defined]
        if shows and batch.row:
            day = "in_force_on" if shows is Shows.IN_FORCE else None
            marker = ByKey(batch.row, batch.columns, key(UnknownRow(), {}) or (), shows is not Shows.FIRST, day)
            resolver.in_sql = marker  # type: ignore[attr-defined]
        return resolver

    return mark


def prefetch_of(resolver: object) -> Prefetch | None:
    return getattr(resolver, "prefetch", None)
