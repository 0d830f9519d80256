"""GraphQL over server-sent events, one stream for one operation (graphql-sse, distinct connections mode)."""

import asyncio
from contextlib import aclosing
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from efe_domain.shared.messages import Language
from efe_graphql.contract.scalars import parse_position
from efe_graphql.limits.telemetry import Observed
from efe_graphql.request.context import Progress
from efe_infra.http.errors.faults import hidden
from efe_infra.http.errors.refusals import VARY, RequestRefused
from efe_infra.http.graphql.response import body_of, formatted
from efe_infra.http.graphql.streams import EXPIRED, STOPPING, Ending, Results, Streams, last_words
from efe_infra.http.negotiation import EVENTS

KEEP_ALIVE = 12.0
"""Seconds of silence after which a comment is sent: many a proxy cuts a connection after 30 or 60."""
FIRST_MARK = 0.5
"""Seconds after which a client that has been sent nothing is told where it stands, so that it can resume there."""
COMPLETE = b"event: complete\ndata:\n\n"


def last_event_id(request: Request) -> int | None:
    """The position after which a client resumes that was cut off. Raises `RequestRefused`."""
    told = request.headers.get("last-event-id")
    try:
        return parse_position(told) if told else None
    except ValueError:
        raise RequestRefused(400, "BAD_USER_INPUT", "`Last-Event-ID` est une position du registre.") from None


def event(body: dict[str, object], position: int | None = None) -> bytes:
    mark = b"" if position is None else b"id: %d\n" % position
    return b"%sevent: next\ndata: %s\n\n" % (mark, orjson.dumps(body))


class EventStream(Response):
    """`id` is the position of the entry that an event speaks of. Lines end with LF: urql reads no other end."""

    media_type = EVENTS

    def __init__(
        self,
        results: Results,
        progress: Progress,
        *,
        expires_in: float | None,
        streams: Streams,
        keep_alive: float = KEEP_ALIVE,
        language: Language = Language.FRENCH,
        observed: Observed | None = None,
    ) -> None:
        """`expires_in` and `keep_alive` are in seconds."""
        common = {"Cache-Control": "no-store", "Vary": VARY, "X-Accel-Buffering": "no"}
        super().__init__(headers=common)
        del self.headers["content-length"]
        self._results = results
        self._progress, self._observed = progress, observed
        self._expires_in = expires_in
        self._streams = streams
        self._keep_alive = keep_alive
        self._language = language
        self._marked: int | None = None

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        self._end: asyncio.Future[Ending] = loop.create_future()
        expiry = loop.call_later(self._expires_in, self._finish, EXPIRED) if self._expires_in is not None else None
        with self._streams.open(lambda: self._finish(STOPPING)):
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            telling, leaving = asyncio.create_task(self._tell(send)), asyncio.create_task(left(receive))
            try:
                await self._wait(telling, leaving, send)
            finally:
                if expiry:
                    expiry.cancel()
                telling.cancel()
                leaving.cancel()
                await asyncio.gather(telling, leaving, return_exceptions=True)
            if self._end.done() and not completed(telling):
                ending = self._end.result()
                error = formatted(ending.code, ending.message, self._language)
                await chunk(send, event({"errors": [error]}) + COMPLETE)
            elif fault := fault_of(telling):
                await chunk(send, event({"errors": [hidden(fault, self._language)]}) + COMPLETE)
            await chunk(send, b"", more=False)

    def _finish(self, ending: Ending) -> None:
        if not self._end.done():
            self._end.set_result(ending)

    async def _wait(self, telling: asyncio.Task[None], leaving: asyncio.Task[None], send: Send) -> None:
        """Until all is told, the client has left, or there is a reason to end."""
        pause = min(FIRST_MARK, self._keep_alive)
        until: set[asyncio.Future[Any]] = {telling, leaving, self._end}
        while not (await asyncio.wait(until, timeout=pause, return_when=asyncio.FIRST_COMPLETED))[0]:
            await chunk(send, self._mark())
            pause = self._keep_alive
        if self._end.done() and self._end.result() is STOPPING:
            await last_words([(telling, self._observed)], [leaving], self._streams.grace)

    async def _tell(self, send: Send) -> None:
        async with aclosing(self._results):
            async for result in self._results:
                self._marked = self._progress.at
                await chunk(send, event(body_of(result, self._language), self._progress.at))
        await chunk(send, COMPLETE)

    def _mark(self) -> bytes:
        """A comment, and how far the client has come if it does not know: also what was not for it is behind it."""
        passed = self._progress.passed
        if passed is None or passed == self._marked:
            return b":\n\n"
        self._marked = passed
        return b"id: %d\n:\n\n" % passed


def fault_of(telling: asyncio.Task[None]) -> BaseException | None:
    return telling.exception() if telling.done() and not telling.cancelled() else None


def completed(telling: asyncio.Task[None]) -> bool:
    return telling.done() and not telling.cancelled() and fault_of(telling) is None


async def left(receive: Receive) -> None:
    """Until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def chunk(send: Send, content: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": content, "more_body": more})
