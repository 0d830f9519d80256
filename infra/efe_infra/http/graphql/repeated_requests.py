"""Requests for GraphQL that came before, answered before anything is parsed, as long as their answers are true."""

import asyncio
import marshal
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

import orjson
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.types.graphql import OperationType

from efe_graphql.answer_memory import AnsweredRequest, AnswerMemory, digest32
from efe_graphql.limits.cost_budget import BudgetSpent
from efe_graphql.limits.deadline import ending_in
from efe_graphql.limits.extensions import refund_whole, spend
from efe_graphql.limits.fair_share import TooManyOperations, within_share
from efe_graphql.request.context import Context
from efe_infra.http.admission.middleware import replayed
from efe_infra.http.errors.refusals import JSONResponse, RequestRefused
from efe_infra.http.graphql.caching import BEGAN, DIGEST, NEW, conditional
from efe_infra.http.graphql.operation_telemetry import Observer
from efe_infra.http.graphql.request import BODY
from efe_infra.http.graphql.response import rate_headers
from efe_infra.http.graphql.seen_requests import SeenRequests

ADDRESS: Final = "/graphql"
MAX_BODY: Final = 8_192
"""Bytes of a body up to which a request may be known by its bytes."""
CONFIRMATION_S: Final = 1.0
"""Time for the round trip at most; after it the request is answered as if it were new, with what is left."""
SHARE_OF_TIME: Final = 4
"""Part of an operation's time that the round trip may take: one in so many."""
UNKNOWN_BY: Final = frozenset({b"x-correlation-id"})
"""Headers that differ between equal requests."""
UNBOUNDED: Final = frozenset({b"expect", b"transfer-encoding"})
"""Headers of a body that may be longer than announced, or that waits for an answer."""
WITHOUT_REFERENCES: Final = 2
"""Version of the format of `marshal` in which equal parts have equal bytes, and different parts never."""

type RequestParts = tuple[str, bytes, tuple[tuple[bytes, bytes], ...], tuple[bytes | None, ...]]
"""Method, parameters, headers, and the parts of the body."""
type Assume = Callable[[HTTPConnection], Awaitable[Context | None]]
"""Returns a context with the principal of the client's last request. Raises `RequestRefused`."""


class RepeatedRequests:
    """Middleware before all that reads a request.

    A digest of method, parameters, body and headers identifies a request, the token included. What these alone decide
    is decided already. What time changes is checked again: the token, the rights, the limits, the tables. Where a
    check fails, the request is answered as if it were new. `repeated` is called for each that is not.

    The first time that a request comes by `POST`, nothing is remembered of it but that it came.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        assume: Assume,
        memory: AnswerMemory,
        observer: Observer,
        repeated: Callable[[Context], None],
    ) -> None:
        self._app = app
        self._assume = assume
        self._memory = memory
        self._observer = observer
        self._repeated = repeated
        self._seen = SeenRequests()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != ADDRESS or not is_short(scope):
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        messages = [] if scope["method"] != "POST" else await whole(receive)
        parts = parts_of(scope, messages)
        if messages and not self._seen.add(hash(parts)):
            scope["state"][NEW] = True
        else:
            digest = digest_of(parts)
            scope["state"][BEGAN] = asyncio.get_running_loop().time()
            earlier = self._memory.request(digest)
            if earlier and (response := await self._answer(earlier, Request(scope), began)):
                await response(scope, receive, send)
                return
            scope["state"][DIGEST] = digest
        if messages and messages[-1]["type"] == "http.request":
            scope["state"][BODY] = b"".join([each.get("body", b"") for each in messages])
            await self._app(scope, receive, send)
        else:
            await self._app(scope, replayed(messages, receive), send)

    async def _answer(self, earlier: AnsweredRequest, request: Request, began: float) -> Response | None:
        """Returns the response; None if the request must be answered as if it were new."""
        try:
            context = await self._assume(request)
            if context is None or (context.principal, context.today) != (earlier.principal, earlier.today):
                return None
            with within_share(OperationType.QUERY):
                spend(context, lambda: earlier.cost)
                data = await self._confirmed(earlier, context)
        except (RequestRefused, BudgetSpent, TooManyOperations):
            return None
        if data is None:
            refund_whole(context)
            return None
        return self._response(earlier, context, request, data, began)

    async def _confirmed(self, earlier: AnsweredRequest, context: Context) -> bytes | None:
        """Returns the data, if the round trip confirms the principal and the state of the tables."""
        remembered = self._memory.get(earlier.answer.key)
        if remembered is None:
            return None
        try:
            with ending_in(min(CONFIRMATION_S, context.operation_timeout / SHARE_OF_TIME)):
                state = await context.read_state()
        except Exception:  # noqa: BLE001 - the whole way meets it again, or finds another principal
            return None
        answer = earlier.answer
        if state.position < answer.reached:
            return None
        if not self._memory.holds(remembered, answer.tables, state, state.position):
            self._memory.drop(answer.key)  # the whole way reads at once
            return None
        return answer.shown(remembered.data, [state.position] * len(answer.marks))

    def _response(
        self, earlier: AnsweredRequest, context: Context, request: Request, data: bytes, began: float
    ) -> Response:
        context.repeatable = earlier.answer
        context.observed.kind = OperationType.QUERY
        self._repeated(context)
        with self._observer.operation(context, request.headers) as observed:
            observed.began = began
        content = {"data": orjson.Fragment(data)}
        response = JSONResponse(content, media=earlier.media, headers=rate_headers(context.remaining_budget))
        return conditional(request, response, context)


def is_short(scope: Scope) -> bool:
    """Tells whether a request may be known by its bytes: it has no body, or announces a small one."""
    if scope["method"] != "POST":
        return True
    sizes: list[bytes] = []
    for name, value in scope["headers"]:
        if name == b"content-length":
            sizes.append(value)
        elif name in UNBOUNDED:
            return False
    return len(sizes) == 1 and sizes[0].isdigit() and int(sizes[0][:9]) <= MAX_BODY


async def whole(receive: Receive) -> list[Message]:
    """Returns the messages of a body up to its end, or to that of the connection."""
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    return messages


def parts_of(scope: Scope, messages: Iterable[Message]) -> RequestParts:
    """Returns all that decides about an answer but time."""
    headers = tuple([each for each in scope["headers"] if each[0] not in UNKNOWN_BY])
    return scope["method"], scope["query_string"], headers, tuple([each.get("body") for each in messages])


def digest_of(parts: RequestParts) -> bytes:
    """Returns the digest of the parts of a request, which its format keeps apart."""
    return digest32(marshal.dumps(parts, WITHOUT_REFERENCES))
