"""Markers: declarations of how SQL gives a field from rows, without a call of its resolver.

The resolver gives the same. A marker is a decorator of the resolver, below `field`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple

from strawberry.types.base import get_object_definition

from efe_graphql.contract.as_of import ResolvedAsOf
from efe_projections.engine.listing import Listing
from efe_projections.engine.projection import Key
from efe_projections.engine.row import Row


class RowObject:
    """Object that shows a row. An attribute of `ROW` fills a field of that name without a resolver. The id is the
    row's key."""

    ROW: ClassVar[type[Row]]


@cache
def plain_fields(kind: type[RowObject]) -> frozenset[str]:
    """Returns the fields without a resolver that an attribute of the row fills."""
    fields = get_object_definition(kind, strict=True).fields
    names = {each.python_name for each in fields if each.is_basic_field} - {"id"}
    return frozenset(names.intersection(kind.ROW.__struct_fields__ if hasattr(kind, "ROW") else ()))


type Below = Callable[[Any, Any], Listing[Any]]
"""Function that returns a list of an object, for the context of a request."""
type FieldArguments = Mapping[str, Any]
"""Arguments of a field."""
type Values = Mapping[str, Any]
"""Parameters of SQL."""


class ColumnRef(NamedTuple):
    """Name of a column of the row above, in place of a value."""

    column: str


class SqlPlace(NamedTuple):
    """Place in a statement: the alias of a row, and the number of the root field above it."""

    row: str
    root: int


type CursorOf = Callable[[Listing[Any], SqlPlace], str]
"""Function that returns SQL for the cursor of a row."""


class UnknownRow:
    """Placeholder for an object and its row: its attributes are names of columns."""

    @property
    def row(self) -> "UnknownRow":
        return self

    def __getattr__(self, name: str) -> ColumnRef:
        return ColumnRef(name)


@dataclass(frozen=True)
class ColumnMarker:
    """Column of the row, unchanged."""

    name: str


@dataclass(frozen=True)
class Computed:
    """SQL of a PostgreSQL type, with its parameters; the row is `%(row)s`."""

    sql: str
    type: str
    params: Callable[[FieldArguments, Any], Values] = lambda *_: {}


@dataclass(frozen=True)
class SameRow:
    """Another object of the same row, `%(row)s`, under a condition."""

    when: str


@dataclass(frozen=True)
class ByKey:
    """Rows of a type by some of their columns: the first, or all in key order.

    `in_force` names an argument with a day, which filters the rows if present.
    """

    row: type[Row]
    columns: tuple[str, ...]
    key: Key
    many: bool = False
    in_force: str | None = None


@dataclass(frozen=True)
class Elements:
    """Objects in a verbatim JSON column, each with these keys in their order."""

    column: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class PagesMarker:
    """Pages of a list below an object, which may be `UnknownRow`."""

    of: Callable[[], type[RowObject]]
    listing: Below


type Mark = ColumnMarker | Computed | SameRow | ByKey | Elements | PagesMarker


class RequestedPage(NamedTuple):
    """Page of a list, as of a position, after a key if there is one.

    If `backward`, `listing` is turned, and the rows are shown in their own order again.
    """

    listing: Listing[Any]
    as_of: ResolvedAsOf
    first: int
    after: Key | None = None
    backward: bool = False


@dataclass(frozen=True)
class RootPage:
    """Page that a root field shows. `begin` raises as the resolver does; `after_read` is called once rows are read.

    `cursor` is SQL for cursors, where they are not the usual ones.
    """

    row: type[Row]
    begin: Callable[[Any, FieldArguments], Awaitable[RequestedPage]]
    after_read: Callable[[Any, FieldArguments, RequestedPage], Awaitable[None]] | None = None
    cursor: CursorOf | None = None


class Keyed(NamedTuple):
    """Key of an object, as of a position."""

    key: Key
    as_of: ResolvedAsOf


@dataclass(frozen=True)
class RootKey:
    """Object of a key, shown by a root field; `begin` raises as the resolver does.

    Without a `row`, the resolver answers.
    """

    row: type[Row] | None
    begin: Callable[[Any, FieldArguments], Awaitable[Keyed]]


type RootMark = RootPage | RootKey


def in_sql[R: Callable[..., Any]](mark: Mark | RootMark) -> Callable[[R], R]:
    def put(resolver: R) -> R:
        resolver.in_sql = mark  # type: ignore[attr-defined]
        return resolver

    return put


def mark_of(resolver: object) -> Mark | RootMark | None:
    return getattr(resolver, "in_sql", None)
