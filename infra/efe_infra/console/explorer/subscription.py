"""Relay of a subscription of GraphiQL to `/graphql`, with the token of the session, as server-sent events."""

import asyncio
from contextlib import suppress
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from efe_infra.console.live.relay import (
    SESSION_CHECK_INTERVAL_S,
    TOO_MANY_REQUESTS,
    Followers,
    TooMany,
    disconnected,
    until_session_ends,
)
from efe_infra.console.register.client import scope_of
from efe_infra.console.sign_in.flow import SignIn
from efe_infra.http.graphql.event_stream import COMPLETE, event
from efe_infra.http.negotiation import EVENTS

NO_STORE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Accel-Buffering": "no"}
SESSION_ENDED: Final = {"message": "Votre session a pris fin.", "extensions": {"code": "UNAUTHENTICATED"}}


class SessionSubscription(Response):
    """Event stream that ends with its subscription, with the session, or with the connection.

    Each chunk is sent before the next one is read: a slow browser delays its own subscription (back-pressure).
    """

    media_type = EVENTS

    def __init__(
        self,
        request: Request,
        *,
        token: str,
        headers: dict[str, str],
        cookie: str,
        sign_in: SignIn,
        followers: Followers,
    ) -> None:
        super().__init__(headers=NO_STORE)
        del self.headers["content-length"]
        self._request, self._token, self._sent_headers = request, token, headers
        self._cookie, self._sign_in, self._followers = cookie, sign_in, followers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ended = asyncio.Event()
        try:
            with self._followers.following(self._cookie, ended.set):
                await self._relay(receive, send, ended)
        except TooMany:
            await Response(status_code=TOO_MANY_REQUESTS, headers={"Retry-After": "5"})(scope, receive, send)

    async def _relay(self, receive: Receive, send: Send, ended: asyncio.Event) -> None:
        """Calls `/graphql` in process; a browser that leaves and the end of the session disconnect it."""
        scope = scope_of(self._request, "POST", "/graphql", token=self._token, headers=self._sent_headers)
        watching = asyncio.create_task(
            until_session_ends(ended, self._cookie, self._sign_in, SESSION_CHECK_INTERVAL_S)
        )
        has_body = False
        status = 0

        async def take() -> Message:
            nonlocal has_body
            if not has_body:
                message = await receive()
                has_body = not message.get("more_body", False)
                return message
            leaving, ending = asyncio.create_task(disconnected(receive)), asyncio.create_task(ended.wait())
            try:
                await asyncio.wait([leaving, ending], return_when=asyncio.FIRST_COMPLETED)
            finally:
                leaving.cancel()
                ending.cancel()
            return {"type": "http.disconnect"}

        async def give(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own_headers = [pair for pair in message["headers"] if pair[0] in {b"content-type", b"retry-after"}]
                await send({**message, "headers": [*own_headers, *encoded(NO_STORE)]})
                return
            if ended.is_set() and status == 200 and not message.get("more_body", False):
                await send({**message, "body": event({"errors": [SESSION_ENDED]}) + COMPLETE, "more_body": True})
            await send(message)

        try:
            await self._request.app(scope, take, give)
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


def encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
