"""Markers: how a field is answered from rows by SQL, without a call of its resolver.

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
    """An attribute of the `ROW` fills a field of the same name that has no resolver. The id is the key of the row."""

    ROW: ClassVar[type[Row]]


@cache
def plain_fields(kind: type[RowObject]) -> frozenset[str]:
    """Fields without a resolver that an attribute of the row fills."""
    fields = get_object_definition(kind, strict=True).fields
    names = {each.python_name for each in fields if each.is_basic_field} - {"id"}
    return frozenset(names.intersection(kind.ROW.__struct_fields__ if hasattr(kind, "ROW") else ()))


type Below = Callable[[Any, Any], Listing[Any]]
"""A list that an object has, for the context of a request."""
type FieldArguments = Mapping[str, Any]
"""The arguments of a field."""
type Values = Mapping[str, Any]
"""Parameters of SQL."""


class ColumnRef(NamedTuple):
    """A column of the row above, where its value would stand."""

    column: str


class SqlPlace(NamedTuple):
    """Place in a statement: the alias of a row, and the number of the root field above it."""

    row: str
    root: int


type CursorOf = Callable[[Listing[Any], SqlPlace], str]
"""SQL that gives the cursor of a row."""


class Unknown:
    """Stands for an object, and for its row, of which nothing is known but the names of its columns."""

    @property
    def row(self) -> "Unknown":
        return self

    def __getattr__(self, name: str) -> ColumnRef:
        return ColumnRef(name)


@dataclass(frozen=True)
class ColumnMarker:
    """A column of the row, as it is."""

    name: str


@dataclass(frozen=True)
class Computed:
    """SQL that gives a value of a type of PostgreSQL, with the parameters that it needs; the row is `%(row)s`."""

    sql: str
    type: str
    params: Callable[[FieldArguments, Any], Values] = lambda *_: {}


@dataclass(frozen=True)
class SameRow:
    """Another object that shows the same row, `%(row)s`, where a condition is met."""

    when: str


@dataclass(frozen=True)
class ByKey:
    """The rows of a type by some of their columns: one of them, or all in the order of their keys.

    With `in_force`, the name of an argument, only those of the day that is given, if one is.
    """

    row: type[Row]
    columns: tuple[str, ...]
    key: Key
    many: bool = False
    in_force: str | None = None


@dataclass(frozen=True)
class Elements:
    """The objects in a column of JSON that is verbatim, each with these keys in their order."""

    column: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class PagesMarker:
    """Pages of a list below an object: that of an object, or of one of which nothing is known."""

    of: Callable[[], type[RowObject]]
    listing: Below


type Mark = ColumnMarker | Computed | SameRow | ByKey | Elements | PagesMarker


class PageRequest(NamedTuple):
    """A page of a list, as of a position, after a key if there is one.

    Read `backward`, `listing` is the list turned, and its rows are shown in their own order again.
    """

    listing: Listing[Any]
    as_of: ResolvedAsOf
    first: int
    after: Key | None = None
    backward: bool = False


@dataclass(frozen=True)
class RootPage:
    """Page that a root field shows. `begin` raises as the resolver does; `read` is called after the read.

    `cursor` is SQL for cursors, where they are not the usual ones.
    """

    row: type[Row]
    begin: Callable[[Any, FieldArguments], Awaitable[PageRequest]]
    read: Callable[[Any, FieldArguments, PageRequest], Awaitable[None]] | None = None
    cursor: CursorOf | None = None


class Keyed(NamedTuple):
    """An object by its key, as of a position."""

    key: Key
    as_of: ResolvedAsOf


@dataclass(frozen=True)
class RootKey:
    """The object of a key, shown by a root field; `begin` raises what the resolver raises.

    Without a `row` it is left to the resolver.
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
