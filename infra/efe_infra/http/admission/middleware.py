"""Layer that admits each HTTP request, before anything is read of it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from efe_infra.http.admission.admissions import Admissions, TooManyStrangers
from efe_infra.http.admission.metering import CURRENT
from efe_infra.http.admission.request_turn import RequestTurn
from efe_infra.http.errors.refusals import RequestRefused, answer_refusal

HEALTH: Final = "/health/"
"""Beginning of the addresses that never wait."""
CREDENTIALS: Final = frozenset({b"authorization", b"cookie"})
"""Headers that may name an account. Where they name none, the request waits there (`admit_stranger`)."""
MAX_READ_BYTES: Final = 65_536
"""Bytes of a body that are read while the request waits, to notice that its client has left."""

type Refused = Callable[[Request, RequestRefused], Awaitable[Response]]


class AdmissionMiddleware:
    """Middleware that lets strangers wait for their turn. `refused` answers those that waited for too long."""

    def __init__(self, app: ASGIApp, *, admissions: Admissions, refused: Refused) -> None:
        self._app, self._admissions, self._refused = app, admissions, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(HEALTH):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            if isinstance(turn := CURRENT.get(), RequestTurn):
                await turn.proceed()
                await self._app(scope, receive, send)
                return
            turn = RequestTurn(self._admissions, request)
            has_credentials = any(name in CREDENTIALS for name, _ in scope["headers"])
            if not (has_credentials or turn.begin_now()):
                receive = await waited(turn, receive)
        except RequestRefused as refusal:
            has_waited = isinstance(refusal, TooManyStrangers) and refusal.has_waited
            answer = await (self._refused if has_waited else answer_refusal)(request, refusal)
            await answer(scope, receive, send)
            return
        await turn.run(partial(self._served, scope, receive, send))

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


async def waited(turn: RequestTurn, receive: Receive) -> Receive:
    """Waits for a turn; returns a `receive` for the request. Raises `ClientDisconnect`, and the errors of a turn."""
    messages: list[Message] = []
    waiting, reading = asyncio.ensure_future(turn.begin()), asyncio.ensure_future(read(receive, messages))
    try:
        await asyncio.wait({waiting, reading}, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done() and reading.result():
            raise ClientDisconnect
        await waiting
    finally:
        for task in (waiting, reading):
            task.cancel()
        await asyncio.gather(waiting, reading, return_exceptions=True)
    return replayed(messages, receive)


async def read(receive: Receive, messages: list[Message]) -> bool:
    """Reads what arrives. Returns True once the client has left, False if its body is too long to be kept."""
    size = 0
    while size <= MAX_READ_BYTES:
        message = await receive()
        messages.append(message)
        if message["type"] == "http.disconnect":
            return True
        size += len(message.get("body", b""))
    return False


def replayed(messages: Sequence[Message], receive: Receive) -> Receive:
    """Returns a `receive` that begins with messages that came already."""
    rest = iter(messages)

    async def next_message() -> Message:
        return next(rest, None) or await receive()

    return next_message if messages else receive
