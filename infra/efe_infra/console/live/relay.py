"""The entries of some Instances, from `/graphql` to a browser: by subscriptions with the token of the session.

Nothing is kept in between: a browser that reads slowly holds up its own subscriptions, which catch up by themselves.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import msgspec
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from efe_infra.console.live.followers import Followers, TooMany
from efe_infra.console.live.translation import FOLLOWED, Piece, Reading, entry, last, life
from efe_infra.console.register.client import scope_of
from efe_infra.console.sign_in.flow import SignIn
from efe_infra.console.web.page_request import Visitor
from efe_infra.http.graphql.streams import SUBSCRIPTION_STOP_TIMEOUT_S
from efe_infra.http.negotiation import EVENTS, JSON

RETRY_FIELD: Final = b"retry: 2000\n\n"
"""Server-sent event field: a disconnected browser reconnects after 2,000 ms."""
LOOK: Final = 20.0
"""Seconds after which it is looked whether the session still holds: it may have ended in another process."""
ENDED: Final = "UNAUTHENTICATED"
TOO_MANY_REQUESTS: Final = 429


class LiveEntries(Response):
    """A stream that ends with the first of its subscriptions, with the session, or with the browser."""

    media_type = EVENTS

    def __init__(
        self,
        visitor: Visitor,
        asked: Sequence[dict[str, Any]],
        *,
        after: int,
        cookie: str,
        sign_in: SignIn,
        followers: Followers,
        look: float = LOOK,
    ) -> None:
        """`asked` are the variables of each subscription; they begin after the position `after`."""
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._visitor, self._asked = visitor, asked
        self._cookie, self._sign_in, self._followers, self._look = cookie, sign_in, followers, look
        self._passed = [after] * len(asked)
        self._status = 0
        self._gone = asyncio.Event()
        self._sending = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._send, self._ended = send, asyncio.Event()
        try:
            with self._followers.following(self._cookie, self._ended.set):
                await self._relay(receive)
        except TooMany:
            self._status = TOO_MANY_REQUESTS
        if self._status == 200:
            await self._tell_last(b"", more=False)
        else:
            await Response(status_code=self._status or 503, headers={"Retry-After": "5"})(scope, receive, send)

    async def _relay(self, receive: Receive) -> None:
        subscriptions = [asyncio.create_task(self._follow(place)) for place in range(len(self._asked))]
        others = [asyncio.create_task(each) for each in (left(receive), self._until_ended())]
        try:
            await asyncio.wait([*subscriptions, *others], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._gone.set()
            for each in others:
                each.cancel()
            await asyncio.gather(*subscriptions, *others, return_exceptions=True)
        if self._ended.is_set() and self._status == 200:
            await self._tell_last(last(ENDED))

    async def _follow(self, place: int) -> None:
        """One subscription, by a call of the application."""
        body = msgspec.json.encode({"documentId": FOLLOWED.id, "variables": self._asked[place]})
        headers = {
            "content-type": JSON,
            "content-length": str(len(body)),
            "accept": EVENTS,
            "accept-language": self._visitor.language,
            "last-event-id": str(self._passed[place]),
        }
        session, request = self._visitor.session, self._visitor.request
        scope = scope_of(
            request, "POST", "/graphql", token=session.access_token if session else None, headers=headers
        )
        reading, sent = Reading(), [body]

        async def receive() -> Message:
            if sent:
                return {"type": "http.request", "body": sent.pop(), "more_body": False}
            await self._gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._begin(message["status"])
            elif self._status == 200:
                for piece in reading.pieces(message.get("body", b"")):
                    await self._pass(place, piece)

        await request.app(scope, receive, send)

    async def _begin(self, status: int) -> None:
        """The first subscription that is refused refuses all of it; one that begins, begins it."""
        async with self._sending:
            if self._status or self._gone.is_set():
                return
            self._status = status
            if status == 200:
                await self._send({"type": "http.response.start", "status": status, "headers": self.raw_headers})
                await self._send({"type": "http.response.body", "body": RETRY_FIELD, "more_body": True})

    async def _pass(self, place: int, piece: Piece) -> None:
        if self._gone.is_set():
            return
        if piece.ends is not None:
            await self._tell_last(last(piece.ends))
            self._gone.set()
            return
        told, before = piece.told, min(self._passed)
        self._passed[place] = max(self._passed[place], piece.passed or 0)
        safe = min(self._passed)
        await self._tell(entry(told, safe) if told else life(safe if safe > before else None))

    async def _tell(self, content: bytes, *, more: bool = True) -> None:
        async with self._sending:
            await self._send({"type": "http.response.body", "body": content, "more_body": more})

    async def _tell_last(self, content: bytes, *, more: bool = True) -> None:
        """A browser that does not read keeps nothing from ending."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SUBSCRIPTION_STOP_TIMEOUT_S):
                await self._tell(content, more=more)

    async def _until_ended(self) -> None:
        """Until the session has ended, wherever that was."""
        while not self._ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), self._look)
                return
            if not await self._sign_in.holds(self._cookie):
                self._ended.set()


async def left(receive: Receive) -> None:
    """Until the browser is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
