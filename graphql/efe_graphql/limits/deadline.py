"""Deadlines of operations: a query is cancelled, a command finishes, and reads of both stop at the deadline."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from efe_graphql.contract.errors import Timeout
from efe_graphql.limits.cost_budget import Limited

CANCEL_MARGIN_S = 1.0
"""Time after the deadline in which reads end by themselves; a second cancellation would cost their connections."""

_TICK = 0.001
"""Seconds. The timers of uvloop round to milliseconds: what ends then may find the clock just before it."""

_deadline: ContextVar[float | None] = ContextVar("_deadline", default=None)
_began: ContextVar[float | None] = ContextVar("_began", default=None)


def deadline() -> float | None:
    """Returns the deadline of the running operation's reads, by the event loop's clock; None outside one.

    Tasks inherit it: reads stop also where nothing is cancelled, as in a mutation. Raises `Timeout` afterwards.
    """
    until = _deadline.get()
    if until is not None and asyncio.get_running_loop().time() >= until - _TICK:
        raise Timeout
    return until


@contextmanager
def one_request(began: float) -> Iterator[None]:
    """Counts all deadlines of a request from its beginning, by the event loop's clock: no part has the time anew."""
    _began.set(began)
    try:
        yield
    finally:
        _began.set(None)


@contextmanager
def ending_in(seconds: float) -> Iterator[float]:
    began = _began.get()
    until = (asyncio.get_running_loop().time() if began is None else began) + seconds
    _deadline.set(until)
    try:
        yield until
    finally:
        _deadline.set(None)  # not a token: a stream may be closed by another task than the one that opened it


class InTime(SchemaExtension):
    """Extension: ends a query with `Timeout`. A mutation is bounded by its reads and by the timeouts of the ledger:
    a cancelled command would have an unknown outcome. A subscription has no deadline.
    """

    async def on_execute(self) -> AsyncIterator[None]:
        async with in_time(self.execution_context.context, self.execution_context.operation_type):
            yield


@asynccontextmanager
async def in_time(context: object, kind: OperationType) -> AsyncIterator[None]:
    """Raises `Timeout`."""
    if not isinstance(context, Limited) or kind is OperationType.SUBSCRIPTION:
        yield
        return
    with ending_in(context.operation_timeout) as until:
        if kind is OperationType.MUTATION:
            yield
            return
        try:
            async with asyncio.timeout_at(until + CANCEL_MARGIN_S):
                yield
            deadline()
        except TimeoutError:
            raise Timeout from None


@asynccontextmanager
async def rights_in_time(seconds: float) -> AsyncIterator[None]:
    """Sets a deadline for reads before an operation begins, also before a command: nothing is recorded yet. Within an
    operation, the deadline of the operation applies.

    Raises `Timeout`.
    """
    if _deadline.get() is not None:
        yield
        return
    with ending_in(seconds) as until:
        try:
            async with asyncio.timeout_at(until + CANCEL_MARGIN_S):
                yield
        except TimeoutError:
            raise Timeout from None
