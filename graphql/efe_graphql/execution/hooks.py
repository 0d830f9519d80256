"""Hooks around an operation: limits and telemetry, which the executor itself does not have."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Final

from graphql import DocumentNode, GraphQLSchema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.graphql import OperationType

from efe_graphql.answer_memory import Witnessed


def _nothing(*_: object) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Hooks:
    """Functions called in this order, with the request's context, around an operation that the schema has cached.

    An error of a hook is the answer, and the operation does not run. At the first use of an operation, the extensions
    of the schema do the same work.
    """

    cost: Callable[[GraphQLSchema, DocumentNode, str], int] = lambda *_: 0
    """Estimated cost of the named operation; called by `observe` and `spend` only when they need it."""
    observe: Callable[[object, OperationType, Callable[[], int]], None] = _nothing
    share: Callable[[OperationType], AbstractContextManager[None]] = lambda _: nullcontext()
    """Counts the operation as running, for its client."""
    spend: Callable[[object, Callable[[], int]], None] = _nothing
    """Charges the cost of the operation."""
    deadline: Callable[[object, OperationType], AbstractAsyncContextManager[None]] = lambda *_: nullcontext()
    """Cancels the operation at its deadline; not called for one without reads."""
    witnessed: Callable[[object], Witnessed | None] = lambda _: None
    """Returns the context for an answer that may be kept; None if none is. Called for each query that SQL leaves."""
    repeated: Callable[[object], None] = _nothing
    """Called once the answer is known to be a remembered one."""
    fallback: Callable[[object, str], None] = _nothing
    """Receives the reason of a fallback to graphql-core."""
    sql_fallback: Callable[[object, str], None] = _nothing
    """Receives the reason why SQL did not answer."""
    executor: type[StrawberryGraphQLCoreExecutionContext] = StrawberryGraphQLCoreExecutionContext
    """Executor of what compiled selections do not answer."""


NO_HOOKS: Final = Hooks()
