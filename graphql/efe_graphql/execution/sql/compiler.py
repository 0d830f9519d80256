"""Compilation of a selection to one SQL statement with the whole answer, if every field has a marker."""

from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple, cast

from graphql import GraphQLObjectType, GraphQLOutputType, get_named_type
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from strawberry.types.field import StrawberryField

from efe_graphql.contract.arguments import check_first
from efe_graphql.execution.columns.compiler import OperationDocument
from efe_graphql.execution.columns.fields import Arguments, arguments_of
from efe_graphql.execution.markers import (
    ByKey,
    ColumnMarker,
    Computed,
    CursorOf,
    Elements,
    FieldArguments,
    Mark,
    PagesMarker,
    RootKey,
    RootMark,
    RootPage,
    RowObject,
    SameRow,
    SqlPlace,
    UnknownRow,
    mark_of,
    plain_fields,
)
from efe_graphql.execution.sql import connections as pages
from efe_graphql.execution.sql.builder import FieldSource, Write
from efe_graphql.execution.sql.json_sql import UnsupportedInSql
from efe_graphql.execution.sql.objects import (
    Element,
    by_key,
    computed,
    element,
    elements,
    fields,
    identity,
    plain,
    same_row,
    type_name,
    type_name_of_element,
)
from efe_projections.engine.row import ReadTable

type Asking = Callable[[FieldArguments, Any], FieldSource]
"""Function that returns the source of a field. Raises as its resolver does, or `UnsupportedInSql`."""


type Below[W] = Callable[[GraphQLObjectType, FieldDetailsList], W]
"""Function that writes a field of an object."""


class FieldSourceRequest(NamedTuple):
    number: int
    arguments: Arguments
    source: Asking


class RootSelection(NamedTuple):
    """Root field. `key` are the columns that identify its object, if it shows one."""

    number: int
    arguments: Arguments
    mark: RootMark
    key: tuple[str, ...]


class FieldSelection(NamedTuple):
    """Field in one place of a document."""

    parent: GraphQLObjectType
    kind: GraphQLOutputType
    definition: StrawberryField
    details: FieldDetailsList
    arguments: Arguments

    @property
    def mark(self) -> Any:
        """The marker; None for an attribute, and for a field without one."""
        return mark_of(self.definition.base_resolver.wrapped_func) if self.definition.base_resolver else None

    def is_called(self, name: str) -> bool:
        return bool(self.definition.python_name == name)

    @property
    def name(self) -> str:
        return f"{self.parent.name}.{self.details[0].node.name.value}"


class Selection:
    """Compiled operation; `write` writes its data. Raises `UnsupportedInSql` or `NotCompiled`."""

    def __init__(self, document: OperationDocument) -> None:
        self.roots: list[RootSelection] = []
        self.asks: list[FieldSourceRequest] = []
        self._document = document
        self._numbers = count()
        self.write = fields(_pairs(*document.root(), self._root, type_name))

    def _root(self, parent: GraphQLObjectType, details: FieldDetailsList) -> Write:
        of, number = self._of(parent, details), next(self._numbers)
        match of.mark:
            case RootPage(row=row, cursor=cursor):
                write = self._page(of, number, row.TABLE, cursor or pages.usual_cursor)
            case RootKey(row=row) if row:
                key = ByKey(row, row.TABLE.key, row.TABLE.key)
                write = by_key(key, of.kind, number, self._object(of, row.TABLE))
            case _:
                raise UnsupportedInSql(of.name)
        self.roots.append(RootSelection(number, of.arguments, of.mark, row.TABLE.key))
        return lambda writing, _: write(writing, SqlPlace("", number))

    def _of(self, parent: GraphQLObjectType, details: FieldDetailsList) -> FieldSelection:
        field = self._document.field(parent, details)
        field_definition: StrawberryField | None = (field.extensions or {}).get("strawberry-definition")
        if field_definition is None or field_definition.extensions:
            raise UnsupportedInSql("field")
        arguments = arguments_of(field, field_definition, details[0], self._document.schema.schema_converter)
        return FieldSelection(parent, field.type, field_definition, details, arguments)

    def _below[W](self, of: FieldSelection, write: Below[W], constant: Callable[[str], W]) -> list[tuple[str, W]]:
        kind = get_named_type(of.kind)
        if not isinstance(kind, GraphQLObjectType):
            raise UnsupportedInSql("type")
        return _pairs(kind, self._document.below(kind, of.details), write, constant)

    def _object(self, of: FieldSelection, table: ReadTable) -> Write:
        return fields(self._below(of, lambda parent, details: self._field(parent, details, table), type_name))

    def _field(self, parent: GraphQLObjectType, details: FieldDetailsList, table: ReadTable) -> Write:
        of = self._of(parent, details)
        match of.mark:
            case None if of.definition.base_resolver is None:
                return attribute(of, table)
            case ColumnMarker(name=name):
                return plain(of.kind, table, name)
            case Computed(sql=sql, type=kind) as mark:
                return computed(of.kind, kind, self._ask(of, computing(mark)), sql)
            case mark:
                return self._further(of, mark, table)

    def _further(self, of: FieldSelection, mark: Mark | None, table: ReadTable) -> Write:
        """Writes objects below: of the same row or of other rows."""
        match mark:
            case SameRow(when=when):
                return same_row(of.kind, when, self._object(of, table))
            case ByKey(row=row):
                return by_key(mark, of.kind, self._ask(of, in_force(mark)), self._object(of, row.TABLE))
            case Elements():
                return elements(mark, self._below(of, self._element, type_name_of_element))
            case PagesMarker(of=kind):
                return self._page(of, self._ask(of, first_page(mark)), kind().ROW.TABLE, pages.usual_cursor)
            case _:
                raise UnsupportedInSql(of.name)

    def _ask(self, of: FieldSelection, asking: Asking) -> int:
        number = next(self._numbers)
        self.asks.append(FieldSourceRequest(number, of.arguments, asking))
        return number

    def _element(self, parent: GraphQLObjectType, details: FieldDetailsList) -> Element:
        of = self._of(parent, details)
        if of.definition.base_resolver is not None:
            raise UnsupportedInSql(of.name)
        return element(of.definition.python_name)

    def _page(self, of: FieldSelection, number: int, table: ReadTable, cursor: CursorOf) -> Write:
        """Writes a connection: its edges, `pageInfo` and `totalCount`."""

        def edge(parent: GraphQLObjectType, details: FieldDetailsList) -> pages.Section:
            below = self._of(parent, details)
            return pages.own_cursor if below.is_called("cursor") else pages.node(self._object(below, table))

        def info(parent: GraphQLObjectType, details: FieldDetailsList) -> pages.Section:
            return pages.INFO[self._of(parent, details).definition.python_name]

        def section(parent: GraphQLObjectType, details: FieldDetailsList) -> pages.Section:
            below = self._of(parent, details)
            if below.is_called("edges"):
                return pages.edges(self._below(below, edge, pages.type_name))
            if below.is_called("page_info"):
                return pages.together(self._below(below, info, pages.type_name))
            return pages.total

        return pages.page(number, self._below(of, section, pages.type_name), cursor)


def _pairs[W](
    kind: GraphQLObjectType, fields: GroupedFieldSet, write: Below[W], constant: Callable[[str], W]
) -> list[tuple[str, W]]:
    """Returns the fields by response name. `__typename` is constant."""
    return [
        (key, constant(kind.name) if details[0].node.name.value == "__typename" else write(kind, details))
        for key, details in fields.items()
    ]


def attribute(of: FieldSelection, table: ReadTable) -> Write:
    """Writes a field that an attribute of the row fills. Raises `UnsupportedInSql`."""
    definition = (of.parent.extensions or {}).get("strawberry-definition")
    origin, name = definition and definition.origin, of.definition.python_name
    if not (isinstance(origin, type) and issubclass(origin, RowObject) and origin.ROW.TABLE is table):
        raise UnsupportedInSql(of.name)
    if name == "id":
        return identity(origin.__name__, table)
    if name not in plain_fields(cast("Any", origin)):
        raise UnsupportedInSql(of.name)
    return plain(of.kind, table, name)


def computing(mark: Computed) -> Asking:
    return lambda arguments, context: FieldSource((), mark.params(arguments, context))


def in_force(mark: ByKey) -> Asking:
    def asking(arguments: FieldArguments, _: Any) -> FieldSource:
        day = arguments.get(mark.in_force) if mark.in_force else None
        return FieldSource(day is not None, {} if day is None else {"day": day})

    return asking


def first_page(mark: PagesMarker) -> Asking:
    """Returns the source of a first page; with a cursor, which may carry another position, the resolver reads."""
    unknown = UnknownRow()

    def asking(arguments: FieldArguments, context: Any) -> FieldSource:
        check_first(arguments["first"])
        if arguments.get("after") is not None:
            raise UnsupportedInSql("after")
        return pages.source(mark.listing(unknown, context), arguments["first"])

    return asking
