"""Compilation of a selection to columns: work that graphql-core repeats for every object is done once."""

from typing import Any, NamedTuple

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from strawberry.types.base import get_object_definition

from efe_graphql.execution.columns.fields import NotCompiled, column, settled
from efe_graphql.execution.columns.leaves import leaf, list_of, non_null, nullable
from efe_graphql.execution.columns.run import Column, Complete, Completed, Deferred, Fallback, Run


class OperationDocument(NamedTuple):
    """One operation of a document, and the values of the variables on which its selection depends.

    graphql-core decides which fields a selection has, merging, fragments and directives included.
    """

    schema: strawberry.Schema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues

    @property
    def built(self) -> GraphQLSchema:
        return self.schema._schema  # noqa: SLF001

    def root(self) -> tuple[GraphQLObjectType, GroupedFieldSet]:
        """Raises `NotCompiled`."""
        kind = self.built.get_root_type(self.operation.operation)
        if kind is None:
            raise NotCompiled("root")
        collected = collect_fields(self.built, self.fragments, self.variables, kind, self.operation)
        return kind, collected.grouped_field_set

    def below(self, kind: GraphQLObjectType, details: FieldDetailsList) -> GroupedFieldSet:
        collected = collect_subfields(self.built, self.fragments, self.variables, self.operation, kind, details)
        return collected.grouped_field_set

    def field(self, parent: GraphQLObjectType, details: FieldDetailsList) -> GraphQLField:
        """Raises `NotCompiled`."""
        field = self.built.get_field(parent, details[0].node.name.value)
        if field is None:
            raise NotCompiled("field")
        return field


def compiled(document: OperationDocument) -> Complete:
    """Returns the compiled data of the operation, for its one root value. Raises `NotCompiled`."""
    return Compiler(document).selection(*document.root())


class Compiler:
    def __init__(self, document: OperationDocument) -> None:
        self._document = document
        self._converter = document.schema.schema_converter

    def selection(self, parent: GraphQLObjectType, fields: GroupedFieldSet) -> Complete:
        """Raises `NotCompiled`."""
        columns = [self._column(parent, details) for details in fields.values()]
        keys = tuple(fields)

        def complete(values: Column, run: Run) -> Completed:
            if not values:
                return []
            results: list[Any] = [each(values, run) for each in columns]
            waiting = [place for place, each in enumerate(results) if not isinstance(each, list)]
            if waiting:
                return Deferred(lambda: _awaited(keys, results, waiting))
            return _objects(keys, results, len(values))

        return complete

    def _column(self, parent: GraphQLObjectType, details: FieldDetailsList) -> Complete:
        if details[0].node.name.value == "__typename":
            return lambda values, _: [parent.name] * len(values)
        field = self._document.field(parent, details)
        definition = (parent.extensions or {}).get("strawberry-definition")
        origin = definition.origin if definition else None
        return column(field, details[0], self._value(field.type, details), self._converter, origin)

    def _value(self, kind: GraphQLOutputType, details: FieldDetailsList) -> Complete:
        if isinstance(kind, GraphQLNonNull):
            return non_null(self._present(kind.of_type, details))
        return nullable(self._present(kind, details))

    def _present(self, kind: GraphQLOutputType, details: FieldDetailsList) -> Complete:
        match kind:
            case GraphQLList(of_type=item):
                return list_of(self._value(item, details))
            case GraphQLObjectType():
                return self._object(kind, details)
            case GraphQLInterfaceType():
                return self._interface(kind, details)
            case _ if is_leaf_type(kind):
                return leaf(kind)
            case _:
                raise NotCompiled("union")

    def _object(self, kind: GraphQLObjectType, details: FieldDetailsList) -> Complete:
        definition = (kind.extensions or {}).get("strawberry-definition")
        if definition is None or definition.is_type_of:
            raise NotCompiled("type")
        selection = self.selection(kind, self._document.below(kind, details))
        if kind.is_type_of is None:
            return selection
        expected = {definition.origin}

        def complete(values: Column, run: Run) -> Completed:
            if not expected.issuperset(map(type, values)):
                raise Fallback("type")
            return selection(values, run)

        return complete

    def _interface(self, kind: GraphQLInterfaceType, details: FieldDetailsList) -> Complete:
        """Returns a column that compiles one selection for each class of objects, at its first object."""
        if kind.extensions["strawberry-definition"].resolve_type:
            raise NotCompiled("type")
        selections: dict[type, Complete] = {}

        def complete(values: Column, run: Run) -> Completed:
            of_class: dict[type, Column] = {}
            for value in values:
                of_class.setdefault(type(value), []).append(value)
            for each in of_class.keys() - selections.keys():
                selections[each] = self._object(self._runtime_type(kind, each), details)
            if len(of_class) == 1:
                return selections[type(values[0])](values, run)
            return Deferred(lambda: _mixed(values, of_class, selections, run))

        return complete

    def _runtime_type(self, kind: GraphQLInterfaceType, of: type) -> GraphQLObjectType:
        definition = get_object_definition(of)
        runtime_type = (
            self._document.built.get_type(definition.name)
            if definition and not definition.is_graphql_generic
            else None
        )
        if not isinstance(runtime_type, GraphQLObjectType) or not self._document.built.is_sub_type(
            kind, runtime_type
        ):
            raise Fallback("type")
        return runtime_type


def _objects(keys: tuple[str, ...], columns: list[Column], count: int) -> Column:
    return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)] if keys else [{}] * count


async def _awaited(keys: tuple[str, ...], columns: list[Any], waiting: list[int]) -> Column:
    for place, settled_column in zip(waiting, await settled([columns[place] for place in waiting]), strict=True):
        if isinstance(settled_column, BaseException):
            raise settled_column
        columns[place] = settled_column
    return _objects(keys, columns, 0)


async def _mixed(values: Column, of_class: dict[type, Column], selections: dict[type, Complete], run: Run) -> Column:
    following: dict[type, Any] = {}
    for each, objects in of_class.items():
        answers = selections[each](objects, run)
        following[each] = iter(answers if isinstance(answers, list) else await answers)
    return [next(following[type(value)]) for value in values]
