"""Hooks around an operation: limits and telemetry, which the executor itself does not have."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Final

from graphql import DocumentNode, GraphQLSchema
from strawberry.types.graphql import OperationType


def _nothing(*_: object) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Hooks:
    """Called in this order around an operation that was answered before, with the context of the request.

    What one of them raises is the answer, and the operation is not run. The first time, extensions of the schema do
    the same: they see the document parsed and validated.
    """

    cost: Callable[[GraphQLSchema, DocumentNode, str], int] = lambda *_: 0
    """Estimated cost of the named operation; called by `observe` and `spend` only when they need it."""
    observe: Callable[[object, OperationType, Callable[[], int]], None] = _nothing
    share: Callable[[OperationType], AbstractContextManager[None]] = lambda _: nullcontext()
    """The operation is one of those that its author has under way."""
    spend: Callable[[object, Callable[[], int]], None] = _nothing
    """The operation is paid for."""
    deadline: Callable[[object, OperationType], AbstractAsyncContextManager[None]] = lambda *_: nullcontext()
    """The operation is ended in time; not called for one that reads nothing."""
    left: Callable[[object, str], None] = _nothing
    """Why graphql-core answers it."""
    left_to_python: Callable[[object, str], None] = _nothing
    """Why PostgreSQL does not."""


NO_HOOKS: Final = Hooks()
