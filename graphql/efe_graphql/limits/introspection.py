"""Introspection of clients: computed off the event loop in fair turns, bounded in time and in bytes of its answer."""

import asyncio
import time
from collections.abc import Callable
from copy import copy as shallow_copy  # `copy` runs SQL elsewhere
from functools import cached_property, partial
from typing import Any, Final, Self, cast

from graphql import GraphQLError, GraphQLField, GraphQLLeafType, GraphQLObjectType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from efe_domain.shared.messages import Message
from efe_graphql.limits.cost_budget import in_turn
from efe_graphql.limits.introspection_cost import INTROSPECTION

MAX_ANSWER_BYTES: Final = 2_000_000
"""Bytes of the introspections of one operation at most. The largest one that tools ask for has 1.2 MB."""
MAX_COMPUTATION_S: Final = 2.0
"""Processor time of the introspections of one operation at most. The cost allows 0.4 s on the machine measured on."""
FIELDS_PER_CHECK: Final = 1_000
"""Fields after which the clock is read."""
FIELD_BYTES: Final = 4
"""Quotes, colon and comma of a field."""


class IntrospectionTooLarge(GraphQLError):
    """Refusal of an introspection whose answer is too large, or that takes too long."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason, extensions={"code": "QUERY_TOO_COMPLEX"})


class BoundReached(BaseException):
    """Ends an introspection. graphql-core keeps an `Exception` beside the data and goes on."""


class AnswerBound:
    """Bounds of the introspections of one operation, which are computed one after the other."""

    def __init__(self, *, max_bytes: int = MAX_ANSWER_BYTES, max_s: float = MAX_COMPUTATION_S) -> None:
        self._max_bytes, self._left_s = max_bytes, max_s
        self._bytes = self._fields = 0
        self._began = 0.0

    def run[T](self, work: Callable[[], T]) -> T:
        """Computes in the thread of this call. Raises `IntrospectionTooLarge`."""
        self._began = time.thread_time()
        try:
            self._check_time()
            return work()
        except BoundReached as reached:
            raise IntrospectionTooLarge(*reached.args) from None
        finally:
            self._left_s -= time.thread_time() - self._began

    def add_field(self, name: str | int) -> None:
        self._fields += 1
        if not self._fields % FIELDS_PER_CHECK:
            self._check_time()
        self._add_bytes(FIELD_BYTES + len(str(name)))

    def add_value(self, value: object) -> None:
        self._add_bytes(len(value) if isinstance(value, str) else FIELD_BYTES)

    def _add_bytes(self, count: int) -> None:
        self._bytes += count
        if self._bytes > self._max_bytes:
            raise BoundReached(
                Message("Requête trop lourde : introspection de plus de {most} octets.", most=self._max_bytes)
            )

    def _check_time(self) -> None:
        if time.thread_time() - self._began > self._left_s:
            raise BoundReached(Message("Requête trop lourde : introspection trop longue."))


class IntrospectingExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executor whose introspections are `Computations`; all other fields run on the event loop.

    A copy of the executor computes one field of `INTROSPECTION`, as graphql-core does with its sub-executors.
    """

    bound: AnswerBound | None = None
    """That of the copy that computes; None for the executor on the event loop."""

    @cached_property
    def _answer_bound(self) -> AnswerBound:
        return AnswerBound()

    @cached_property
    def _computing(self) -> Self:
        computing = shallow_copy(self)
        computing.bound = self._answer_bound
        return computing

    @cached_property
    def _turn(self) -> asyncio.Lock:
        """One computation of an operation waits at a time: others of the client take their turns between."""
        return asyncio.Lock()

    def execute_field(
        self, parent_type: GraphQLObjectType, source: Any, field_details_list: Any, path: Any, position_context: Any
    ) -> Any:
        parts = parent_type, source, field_details_list, path, position_context
        if self.bound:
            self.bound.add_field(path.key)
        elif parent_type is self.schema.query_type and field_details_list[0].node.name.value in INTROSPECTION:
            return self._computed(*parts)
        return super().execute_field(*parts)

    async def _computed(
        self, parent_type: GraphQLObjectType, source: Any, field_details_list: Any, path: Any, position_context: Any
    ) -> Any:
        parts = parent_type, source, field_details_list, path, position_context
        work = partial(self._answer_bound.run, partial(self._computing.execute_field, *parts))
        try:
            async with self._turn:
                return await in_turn(self.context_value, work)
        except Exception as raw_error:  # noqa: BLE001 - as graphql-core takes the error of a field
            field = cast("GraphQLField", self.schema.get_field(parent_type, field_details_list[0].node.name.value))
            self.handle_field_error(raw_error, field.type, field_details_list, path)

    def complete_leaf_value(self, return_type: GraphQLLeafType, result: Any) -> Any:  # type: ignore[override]
        completed = super().complete_leaf_value(return_type, result)
        if self.bound:
            self.bound.add_value(completed)
        return completed
