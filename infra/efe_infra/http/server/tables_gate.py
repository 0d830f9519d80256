"""Middleware of a process whose read tables are of another version of the code: other processes answer instead."""

from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from efe_domain.shared.errors import Refusal
from efe_infra.http.admission.middleware import HEALTH
from efe_infra.http.errors.refusals import RequestRefused

ASK_ANOTHER: Final = (b"efe-ask-another", b"1")
"""Header of a 503 after which a proxy repeats the request to another process: that doubles nothing."""
RETRY_AFTER_S: Final = "1"


class TablesVerdict(NamedTuple):
    """Consequences of the read tables for requests.

    `refusal` is that of all requests, or None. The tables that `are_current` are of this code.
    """

    refusal: Refusal | None
    are_current: bool


class TablesGate:
    """Middleware that refuses every request but those for health while the tables are not those to answer from.

    It marks each 503 for proxies unless the tables are those of this code: the reason may be a table that is gone.
    `answer` makes the response to a refusal, as for any other. `compare` compares the tables with this code now: the
    process asked before this one may have refused because it lost tables that this one has gained.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        verdict: Callable[[], TablesVerdict],
        compare: Callable[[], Awaitable[None]],
        answer: Callable[[Request, HTTPException], Awaitable[Response]],
    ) -> None:
        self._app, self._verdict, self._compare, self._answer = app, verdict, compare, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            is_refusal = message["type"] == "http.response.start" and message["status"] == 503
            if is_refusal and not self._verdict().are_current:
                message["headers"] = [*message["headers"], ASK_ANOTHER]
            await send(message)

        if scope["type"] not in {"http", "websocket"} or scope["path"].startswith(HEALTH):
            await self._app(scope, receive, send)
        elif (refusal := await self._current_refusal()) is None:
            await self._app(scope, receive, marked)
        elif scope["type"] == "http":
            refused = RequestRefused(503, refusal.code(), refusal.message, headers={"Retry-After": RETRY_AFTER_S})
            await (await self._answer(Request(scope, receive), refused))(scope, receive, marked)
        else:
            denial = Response(status_code=503, headers={"Retry-After": RETRY_AFTER_S})
            await WebSocket(scope, receive, send).send_denial_response(denial)

    async def _current_refusal(self) -> Refusal | None:
        """Returns no refusal of tables that have changed since the last comparison."""
        if self._verdict().refusal is not None:
            await self._compare()
        return self._verdict().refusal
