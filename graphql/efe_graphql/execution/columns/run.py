"""State of one answer by compiled selections: shared arguments, and the results of resolvers for a fallback."""

from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import strawberry
from graphql import FieldNode
from graphql.execution.values import VariableValues

type Column = list[Any]
"""Values of one field, for all objects of one level."""


class Deferred:
    """Column to await. A deferred column that is never awaited has not begun."""

    def __init__(self, begin: Callable[[], Coroutine[Any, Any, Column]]) -> None:
        self._begin = begin

    def __await__(self) -> Generator[Any, Any, Column]:
        return self._begin().__await__()


type Completed = Column | Deferred
"""Column in its response form, now or when awaited."""
type Complete = Callable[[Column, "Run"], Completed]


class Fallback(Exception):
    """Raised when graphql-core must answer. The message is the reason, for a counter."""


class ResolverResult(NamedTuple):
    """Result or exception of a resolver for an object. It keeps the object alive, whose identity is the key."""

    source: Any
    value: Any


class OnlyContext(NamedTuple):
    """Reduced `Info` for resolvers; access to anything else is a fallback."""

    context: Any


@dataclass(eq=False)
class Arguments:
    """Variables, and the arguments of each field with them. They depend on neither the viewer nor the time."""

    variables: VariableValues
    arguments: dict[object, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Run:
    """One answer. `ran` holds the results of every resolver that ran: a fallback does not run them again.

    `repeated` tells whether the answer was remembered.
    """

    context: Any
    argument_values: Arguments
    ran: list[tuple[FieldNode, Column, Column]] = field(default_factory=list)
    repeated: bool = False

    @cached_property
    def outcomes(self) -> dict[tuple[int, int], ResolverResult]:
        """Results by object and field, built only for a fallback."""
        return {
            (id(source), id(node)): ResolverResult(source, outcome)
            for node, sources, outcomes in self.ran
            for source, outcome in zip(sources, outcomes, strict=False)
        }

    @cached_property
    def info(self) -> strawberry.Info[Any, None]:
        return strawberry.Info(_raw_info=OnlyContext(self.context), _field=None)  # type: ignore[arg-type]

    def keep(self, node: FieldNode, sources: Column, outcomes: Column) -> Column:
        """Stores the results of a resolver. Raises `Fallback` if one of them is an exception."""
        self.ran.append((node, sources, outcomes))
        if raised := next((each for each in outcomes if isinstance(each, BaseException)), None):
            raise Fallback("refused") if isinstance(raised, Exception) else raised
        return outcomes

    def resolve(self, resolve: Callable[..., Any], source: Any, info: Any, **arguments: Any) -> Any:
        """Returns or raises the stored result of a resolver: a middleware of graphql-core."""
        outcome = self.outcomes.get((id(source), id(info.field_nodes[0])))
        if outcome is None:
            return resolve(source, info, **arguments)
        if isinstance(outcome.value, Exception):
            raise outcome.value
        return outcome.value
