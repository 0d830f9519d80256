"""Answers that last: who is to be told when the process ends, and why an answer ends before its time."""

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

LAST_WORDS = 0.5
"""Seconds that a subscription has to end by itself, when the process ends."""
STOP_TIMEOUT_S = 15.0
"""Time for running commands and queries to finish at a stop; a command waits up to 10 s for the ledger."""
MAX_STREAMS = 10_000
"""Limit of open streams of one process."""


class Ending(NamedTuple):
    """Why an answer ends that could go on. `close` is the code that closes a WebSocket."""

    code: str
    message: Message
    close: int


EXPIRED = Ending("UNAUTHENTICATED", Message("Le jeton a expiré."), 4401)
STOPPING = Ending("GOING_AWAY", Message("Le serveur s'arrête ; reprenez après la dernière position reçue."), 1001)


class Streams:
    """The lasting answers of one application, of one event loop, and who sees operations.

    There are `most` at the same time; `grace` is in seconds.
    """

    def __init__(
        self, most: int = MAX_STREAMS, *, observer: Observer | None = None, grace: float = STOP_TIMEOUT_S
    ) -> None:
        self.observer = observer or Observer()
        self.grace = grace
        self._most = most
        self._open: dict[object, Callable[[], object]] = {}
        self._stopping = False
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        return len(self._open)

    def check_room(self) -> None:
        """Raises `RequestRefused`."""
        if len(self._open) >= self._most:
            raise RequestRefused(
                503,
                "SERVICE_UNAVAILABLE",
                "Trop de clients suivent déjà ce serveur ; réessayez plus tard.",
                headers={"Retry-After": "5"},
            )

    @contextmanager
    def open(self, stop: Callable[[], object]) -> Iterator[None]:
        """`stop` is called when the process ends, at once if it is ending; it does not wait."""
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
        """Ends them all in order, and waits for them a little; those that begin from now on end at once."""
        self._stopping = True
        for stop in list(self._open.values()):
            stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.grace):
                await self._empty.wait()


async def answers(
    schema: BaseSchema,
    asked: GraphQLRequest,
    context: object,
    allowed: set[OperationType],
    seen: AbstractContextManager[ObservedOperation],
) -> Results:
    """The results of an operation, one after the other; a query or a mutation has one, and so has what fails."""
    with seen as operation:
        async with aclosing(_results(schema, asked, context, allowed)) as results:
            async for result in results:
                yield operation.take(result)


async def _results(
    schema: BaseSchema, asked: GraphQLRequest, context: object, allowed: set[OperationType]
) -> Results:
    results = await schema.stream(
        asked.query,
        variable_values=asked.variables,
        context_value=context,
        operation_name=asked.operation_name or None,
        allowed_operation_types=allowed,
        operation_extensions=asked.extensions,
    )
    async with aclosing(results):
        try:
            async for result in results:
                yield cast("ExecutionResult", result)  # incremental delivery, which has others, is off
        except GraphQLError as error:  # an extension refused the document
            yield PreExecutionError(data=None, errors=[error])
        except Exception as fault:  # noqa: BLE001 - it is hidden and reported where the answer is written
            yield PreExecutionError(data=None, errors=[GraphQLError(str(fault), original_error=fault)])


async def last_words(
    running: Iterable[tuple[asyncio.Future[None], Observed | None]],
    others: Iterable[asyncio.Future[Any]],
    grace: float,
) -> None:
    """Lets all end by themselves for a moment, and for `grace` seconds what is no subscription: it has an end.

    Until one of the `others` is done: then nobody listens any more.
    """
    running, others = list(running), list(others)
    await _all_done([task for task, _ in running], others, LAST_WORDS)
    ending = [task for task, seen in running if not (seen and seen.kind is OperationType.SUBSCRIPTION)]
    await _all_done(ending, others, grace - LAST_WORDS)


async def _all_done(tasks: list[asyncio.Future[None]], others: list[asyncio.Future[Any]], seconds: float) -> None:
    if tasks and not any(each.done() for each in others):
        every = asyncio.ensure_future(asyncio.wait(tasks))
        await asyncio.wait({every, *others}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        every.cancel()


def observed_in(context: object) -> Observed | None:
    return context.observed if isinstance(context, Context) else None


def progress_of(context: object) -> Progress:
    return context.progress if isinstance(context, Context) else Progress()


def seconds_left(context: object) -> float | None:
    """Until the token expires; None when nothing does."""
    expires_at: Any = getattr(context, "expires_at", None)
    return (expires_at - datetime.now(UTC)).total_seconds() if expires_at else None
