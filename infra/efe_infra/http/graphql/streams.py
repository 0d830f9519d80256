"""Long-lived answers (event streams, WebSockets): their registry, their results, and their end at a shutdown."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import AbstractContextManager, aclosing, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

from graphql import GraphQLError
from strawberry.schema.base import BaseSchema
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from efe_domain.shared.messages import Message
from efe_graphql.limits.telemetry import Observed
from efe_graphql.request.context import Context, Progress
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.graphql.operation_telemetry import ObservedOperation, Observer
from efe_infra.http.graphql.request import GraphQLRequest
from efe_infra.process.metrics import LASTING

type Results = AsyncGenerator[ExecutionResult]

SUBSCRIPTION_STOP_TIMEOUT_S = 0.5
"""Time that a subscription has to end by itself at a shutdown."""
STOP_TIMEOUT_S = 15.0
"""Time that a running command or query has at a shutdown. The ledger lets a command wait for 10 s."""
MAX_STREAMS = 10_000
"""Concurrent long-lived answers of one process."""


class Ending(NamedTuple):
    """Reason why the server ends an answer. `close` is the closing code of a WebSocket."""

    code: str
    message: Message
    close: int


EXPIRED = Ending("UNAUTHENTICATED", Message("Le jeton a expiré."), 4401)
STOPPING = Ending("GOING_AWAY", Message("Le serveur s'arrête ; reprenez après la dernière position reçue."), 1001)


class Streams:
    """Registry of the long-lived answers of one application and one event loop, with the observer of operations."""

    def __init__(
        self,
        max_streams: int = MAX_STREAMS,
        *,
        observer: Observer | None = None,
        stop_timeout_s: float = STOP_TIMEOUT_S,
    ) -> None:
        self.observer = observer or Observer()
        self.stop_timeout_s = stop_timeout_s
        self._max_streams = max_streams
        self._open: dict[object, Callable[[], object]] = {}
        self._stopping = False
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        return len(self._open)

    def check_room(self) -> None:
        """Raises `RequestRefused` if the maximum is reached."""
        if len(self._open) >= self._max_streams:
            raise RequestRefused(
                503,
                "SERVICE_UNAVAILABLE",
                "Trop de clients suivent déjà ce serveur ; réessayez plus tard.",
                headers={"Retry-After": "5"},
            )

    @contextmanager
    def open(self, stop: Callable[[], object]) -> Iterator[None]:
        """Registers an answer. Calls `stop` at a shutdown, or at once during one; `stop` must not block."""
        token = object()
        self._open[token] = stop
        self._empty.clear()
        LASTING.inc()
        if self._stopping:
            stop()
        try:
            yield
        finally:
            del self._open[token]
            LASTING.dec()
            if not self._open:
                self._empty.set()

    async def close(self) -> None:
        """Stops all answers and waits for them up to the timeout. Later answers stop at once."""
        self._stopping = True
        for stop in list(self._open.values()):
            stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.stop_timeout_s):
                await self._empty.wait()


async def answers(
    schema: BaseSchema,
    body: GraphQLRequest,
    context: object,
    allowed: set[OperationType],
    observation: AbstractContextManager[ObservedOperation],
) -> Results:
    """Yields the results of an operation. A query, a mutation or a failed operation has one result."""
    with observation as operation:
        async with aclosing(_results(schema, body, context, allowed)) as results:
            async for result in results:
                yield operation.take(result)


async def _results(schema: BaseSchema, body: GraphQLRequest, context: object, allowed: set[OperationType]) -> Results:
    results = await schema.stream(
        body.query,
        variable_values=body.variables,
        context_value=context,
        operation_name=body.operation_name or None,
        allowed_operation_types=allowed,
        operation_extensions=body.extensions,
    )
    async with aclosing(results):
        try:
            async for result in results:
                yield cast("ExecutionResult", result)  # incremental delivery, which has other types, is off
        except GraphQLError as error:  # from an extension that refused the document
            yield PreExecutionError(data=None, errors=[error])
        except Exception as fault:  # noqa: BLE001 - the writer of the answer reports it
            yield PreExecutionError(data=None, errors=[GraphQLError(str(fault), original_error=fault)])


async def drain(
    running: Iterable[tuple[asyncio.Future[None], Observed | None]],
    client_tasks: Iterable[asyncio.Future[Any]],
    timeout_s: float,
) -> None:
    """Waits for running operations at a shutdown: briefly for subscriptions, up to `timeout_s` for the others.

    Stops waiting when one of `client_tasks` is done: the client has left.
    """
    running, client_tasks = list(running), list(client_tasks)
    await _wait_for_all([task for task, _ in running], client_tasks, SUBSCRIPTION_STOP_TIMEOUT_S)
    finite = [task for task, observed in running if not (observed and observed.kind is OperationType.SUBSCRIPTION)]
    await _wait_for_all(finite, client_tasks, timeout_s - SUBSCRIPTION_STOP_TIMEOUT_S)


async def _wait_for_all(
    tasks: list[asyncio.Future[None]], client_tasks: list[asyncio.Future[Any]], timeout_s: float
) -> None:
    if tasks and not any(each.done() for each in client_tasks):
        every = asyncio.ensure_future(asyncio.wait(tasks))
        await asyncio.wait({every, *client_tasks}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        every.cancel()


def observed_in(context: object) -> Observed | None:
    return context.observed if isinstance(context, Context) else None


def progress_of(context: object) -> Progress:
    return context.progress if isinstance(context, Context) else Progress()


def seconds_left(context: object) -> float | None:
    """Returns the seconds until the token expires, or None without a token."""
    expires_at: Any = getattr(context, "expires_at", None)
    return (expires_at - datetime.now(UTC)).total_seconds() if expires_at else None
