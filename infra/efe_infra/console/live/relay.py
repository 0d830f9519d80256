"""Relay of new entries from subscriptions of `/graphql` to a browser, with the token of its session.

The relay buffers nothing: a slow browser delays its own subscriptions, which catch up afterwards (back-pressure).
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

import msgspec
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from efe_infra.console.live.generated import FOLLOWED
from efe_infra.console.live.sse_events import EventStreamParser, SourceEvent, end_event, entry_event, heartbeat
from efe_infra.console.register.client import scope_of
from efe_infra.console.sign_in.flow import SignIn
from efe_infra.console.web.page_request import PageRequest
from efe_infra.http.graphql.streams import SUBSCRIPTION_STOP_TIMEOUT_S
from efe_infra.http.negotiation import EVENTS, JSON

RETRY_FIELD: Final = b"retry: 2000\n\n"
"""Server-sent event field: a disconnected browser reconnects after 2,000 ms."""
SESSION_CHECK_INTERVAL_S: Final = 20.0
"""Interval of checks whether the session has ended in another process."""
SESSION_ENDED: Final = "UNAUTHENTICATED"
TOO_MANY_REQUESTS: Final = 429
MAX_SESSION_STREAMS: Final = 6
"""Limit of event streams of one session: a browser opens as many connections to one host. Hidden pages have none."""


class TooMany(Exception):
    """Raised if a session has as many streams as it may have."""


class Followers:
    """Open streams of one event loop, by the cookie of their session."""

    def __init__(self, max_streams: int = MAX_SESSION_STREAMS) -> None:
        self._max_streams = max_streams
        self._open: defaultdict[str, set[Callable[[], object]]] = defaultdict(set)

    def __len__(self) -> int:
        return sum(map(len, self._open.values()))

    @contextmanager
    def following(self, cookie: str, end: Callable[[], object]) -> Iterator[None]:
        """Registers a stream. Calls `end`, which must not block, at the end of the session. Raises `TooMany`."""
        if len(self._open.get(cookie, ())) >= self._max_streams:
            raise TooMany
        self._open[cookie].add(end)
        try:
            yield
        finally:
            self._open[cookie].discard(end)
            if not self._open[cookie]:
                del self._open[cookie]

    def end(self, cookie: str) -> None:
        for each in tuple(self._open.get(cookie, ())):
            each()


class LiveEntries(Response):
    """Event stream that ends with its first ended subscription, with the session, or with the connection."""

    media_type = EVENTS

    def __init__(
        self,
        visitor: PageRequest,
        variables: Sequence[dict[str, Any]],
        *,
        after: int,
        cookie: str,
        sign_in: SignIn,
        followers: Followers,
        check_interval_s: float = SESSION_CHECK_INTERVAL_S,
    ) -> None:
        """Prepares one subscription for each set of variables, from the position `after` on."""
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._visitor, self._variables = visitor, variables
        self._cookie, self._sign_in, self._followers = cookie, sign_in, followers
        self._check_interval_s = check_interval_s
        self._positions = [after] * len(variables)
        self._status = 0
        self._stopped = asyncio.Event()
        self._sending = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._send, self._ended = send, asyncio.Event()
        try:
            with self._followers.following(self._cookie, self._ended.set):
                await self._relay(receive)
        except TooMany:
            self._status = TOO_MANY_REQUESTS
        if self._status == 200:
            await self._send_last(b"", more=False)
        else:
            await Response(status_code=self._status or 503, headers={"Retry-After": "5"})(scope, receive, send)

    async def _relay(self, receive: Receive) -> None:
        subscriptions = [asyncio.create_task(self._follow(index)) for index in range(len(self._variables))]
        others = [asyncio.create_task(each) for each in (disconnected(receive), self._session_end())]
        try:
            await asyncio.wait([*subscriptions, *others], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._stopped.set()
            for each in others:
                each.cancel()
            await asyncio.gather(*subscriptions, *others, return_exceptions=True)
        if self._ended.is_set() and self._status == 200:
            await self._send_last(end_event(SESSION_ENDED))

    async def _follow(self, index: int) -> None:
        """Runs one subscription by calling the application in process."""
        body = msgspec.json.encode({"documentId": FOLLOWED.id, "variables": self._variables[index]})
        headers = {
            "content-type": JSON,
            "content-length": str(len(body)),
            "accept": EVENTS,
            "accept-language": self._visitor.language,
            "last-event-id": str(self._positions[index]),
        }
        session, request = self._visitor.session, self._visitor.request
        scope = scope_of(
            request, "POST", "/graphql", token=session.access_token if session else None, headers=headers
        )
        parser, bodies = EventStreamParser(), [body]

        async def receive() -> Message:
            if bodies:
                return {"type": "http.request", "body": bodies.pop(), "more_body": False}
            await self._stopped.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._begin(message["status"])
            elif self._status == 200:
                for event in parser.feed(message.get("body", b"")):
                    await self._forward(index, event)

        await request.app(scope, receive, send)

    async def _begin(self, status: int) -> None:
        """Starts the response with the status of the first subscription that answers."""
        async with self._sending:
            if self._status or self._stopped.is_set():
                return
            self._status = status
            if status == 200:
                await self._send({"type": "http.response.start", "status": status, "headers": self.raw_headers})
                await self._send({"type": "http.response.body", "body": RETRY_FIELD, "more_body": True})

    async def _forward(self, index: int, event: SourceEvent) -> None:
        if self._stopped.is_set():
            return
        if event.ends is not None:
            await self._send_last(end_event(event.ends))
            self._stopped.set()
            return
        before = min(self._positions)
        self._positions[index] = max(self._positions[index], event.position or 0)
        safe = min(self._positions)
        await self._send_chunk(
            entry_event(event.entry, safe) if event.entry else heartbeat(safe if safe > before else None)
        )

    async def _session_end(self) -> None:
        await until_session_ends(self._ended, self._cookie, self._sign_in, self._check_interval_s)

    async def _send_chunk(self, content: bytes, *, more: bool = True) -> None:
        async with self._sending:
            await self._send({"type": "http.response.body", "body": content, "more_body": more})

    async def _send_last(self, content: bytes, *, more: bool = True) -> None:
        """Sends the last chunk, and gives up if the browser does not read it in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SUBSCRIPTION_STOP_TIMEOUT_S):
                await self._send_chunk(content, more=more)


async def until_session_ends(ended: asyncio.Event, cookie: str, sign_in: SignIn, check_interval_s: float) -> None:
    """Waits for the end of the session in this process, and sets `ended` at its end in another one."""
    while not ended.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), check_interval_s)
            return
        if not await sign_in.holds(cookie):
            ended.set()


async def disconnected(receive: Receive) -> None:
    """Waits until the browser disconnects."""
    while (await receive())["type"] != "http.disconnect":
        pass
