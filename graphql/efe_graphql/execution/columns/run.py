"""One answer by compiled selections: what it shares, and what it has found out by the time it is left."""

from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import strawberry
from graphql import FieldNode
from graphql.execution.values import VariableValues

type Column = list[Any]
"""The values of one field, of all the objects of one level."""


class Deferred:
    """A column that is awaited. What is left before that has not begun, and need not be ended."""

    def __init__(self, begin: Callable[[], Coroutine[Any, Any, Column]]) -> None:
        self._begin = begin

    def __await__(self) -> Generator[Any, Any, Column]:
        return self._begin().__await__()


type Completed = Column | Deferred
"""A column in the form of an answer, at once or when it is awaited."""
type Complete = Callable[[Column, "Run"], Completed]


class Fallback(Exception):
    """The compiled selection does not know what graphql-core makes of this. The message says why, for a counter."""


class ResolverResult(NamedTuple):
    """The result or exception of a resolver for an object. It keeps the object alive: its identity is the key."""

    source: Any
    value: Any


class OnlyContext(NamedTuple):
    """A reduced `Info` for resolvers; access to anything else falls back to graphql-core."""

    context: Any


@dataclass(eq=False)
class Arguments:
    """The variables, and the arguments of each field with them: independent of the viewer and of the time."""

    variables: VariableValues
    arguments: dict[object, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Run:
    """`ran` has every resolver that ran, with the objects and what it gave: none runs again when the run is left."""

    context: Any
    given: Arguments
    ran: list[tuple[FieldNode, Column, Column]] = field(default_factory=list)

    @cached_property
    def outcomes(self) -> dict[tuple[int, int], ResolverResult]:
        """By object and field, once nothing runs any more: few runs are left."""
        return {
            (id(source), id(node)): ResolverResult(source, outcome)
            for node, sources, outcomes in self.ran
            for source, outcome in zip(sources, outcomes, strict=False)
        }

    @cached_property
    def info(self) -> strawberry.Info[Any, None]:
        return strawberry.Info(_raw_info=OnlyContext(self.context), _field=None)  # type: ignore[arg-type]

    def keep(self, node: FieldNode, sources: Column, outcomes: Column) -> Column:
        """An exception among the outcomes is what a resolver raised. Raises `Fallback` for it, once all are kept."""
        self.ran.append((node, sources, outcomes))
        if raised := next((each for each in outcomes if isinstance(each, BaseException)), None):
            raise Fallback("refused") if isinstance(raised, Exception) else raised
        return outcomes

    def resolve(self, resolve: Callable[..., Any], source: Any, info: Any, **arguments: Any) -> Any:
        """A middleware of graphql-core: what a resolver gave or raised before, it gives or raises again."""
        outcome = self.outcomes.get((id(source), id(info.field_nodes[0])))
        if outcome is None:
            return resolve(source, info, **arguments)
        if isinstance(outcome.value, Exception):
            raise outcome.value
        return outcome.value
