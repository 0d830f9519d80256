"""Output coercion of a column of leaves or lists. Values that graphql-core accepts pass; others are a fallback."""

from collections.abc import Callable
from itertools import chain, islice
from types import NoneType
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLScalarType,
    GraphQLString,
    Undefined,
)

from efe_graphql.execution.columns.run import Column, Complete, Completed, Deferred, Fallback, Run

_AS_IT_IS: dict[GraphQLScalarType, type] = {GraphQLID: str, GraphQLBoolean: bool}
_NOTHING = {NoneType, type(Undefined)}
_LARGEST_INT = 2**31 - 1


def leaf(kind: GraphQLLeafType) -> Complete:
    """Returns the coercion of a scalar or an enumeration."""
    if isinstance(kind, GraphQLEnumType):
        return enumeration(kind)
    if kind is GraphQLInt:
        return integer
    if kind is GraphQLString:
        return text
    return exactly(_AS_IT_IS[kind]) if kind in _AS_IT_IS else serialised(kind)


def text(values: Column, _: Run) -> Column:
    """Passes texts, and the content of messages, which are texts that know their words."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        return values
    if not all(issubclass(each, str) for each in kinds):
        raise Fallback("value")
    return list(map(str.__str__, values))


def exactly(of: type) -> Complete:
    """Returns the coercion that passes values of exactly this Python type unchanged."""
    expected = {of}

    def complete(values: Column, _: Run) -> Column:
        return checked(values, expected)

    return complete


def integer(values: Column, _: Run) -> Column:
    checked(values, {int})
    if values and not -_LARGEST_INT - 1 <= min(values) <= max(values) <= _LARGEST_INT:
        raise Fallback("value")
    return values


def enumeration(kind: GraphQLEnumType) -> Complete:
    wrapped: type = kind.wrapped_cls  # type: ignore[attr-defined] # of Strawberry's subclass
    names = {wrapped(value.value): name for name, value in reversed(kind.values.items())}

    def complete(values: Column, _: Run) -> Column:
        return list(map(names.__getitem__, checked(values, {wrapped})))

    return complete


def serialised(kind: GraphQLScalarType) -> Complete:
    """Returns the coercion by the serialiser of a scalar."""
    coerce: Callable[[Any], Any] = (
        GraphQLFloat.coerce_output_value if kind is GraphQLFloat else kind.coerce_output_value
    )

    def complete(values: Column, _: Run) -> Column:
        answers = list(map(coerce, values))
        if not _NOTHING.isdisjoint(map(type, answers)):
            raise Fallback("value")
        return answers

    return complete


def checked(values: Column, expected: set[type]) -> Column:
    """Returns the values. Raises `Fallback` for one of another type."""
    if not expected.issuperset(map(type, values)):
        raise Fallback("value")
    return values


def non_null(inner: Complete) -> Complete:
    def complete(values: Column, run: Run) -> Completed:
        if not _NOTHING.isdisjoint(map(type, values)):
            raise Fallback("null")
        return inner(values, run)

    return complete


def nullable(inner: Complete) -> Complete:
    def complete(values: Column, run: Run) -> Completed:
        if NoneType not in set(map(type, values)):
            return inner(values, run)
        present = [value for value in values if value is not None]
        return then(inner(present, run), lambda answers: _spread(values, answers))

    return complete


def _spread(values: Column, answers: Column) -> Column:
    following = iter(answers)
    return [None if value is None else next(following) for value in values]


def list_of(inner: Complete) -> Complete:
    def complete(values: Column, run: Run) -> Completed:
        checked(values, {list, tuple} if values else set())
        answers = inner(list(chain.from_iterable(values)), run)
        return then(answers, lambda items: _cut(items, map(len, values)))

    return complete


def _cut(items: Column, lengths: Any) -> Column:
    following = iter(items)
    return [list(islice(following, length)) for length in lengths]


def then(answers: Completed, go: Callable[[Column], Column]) -> Completed:
    """Applies a function to the answers: at once, or when a deferred column is awaited."""
    return go(answers) if isinstance(answers, list) else Deferred(lambda: _later(answers, go))


async def _later(answers: Deferred, go: Callable[[Column], Column]) -> Column:
    return go(await answers)
