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
from efe_infra.http.graphql.streams import EXPIRED, STOPPING, Ending, Results, Streams, drain
from efe_infra.http.negotiation import EVENTS

KEEP_ALIVE_S = 12.0
"""Silence after which a comment is sent. Many proxies cut an idle connection after 30 s."""
FIRST_MARK_S = 0.5
"""Silence at the start after which the client gets its position, so that it can resume there."""
COMPLETE = b"event: complete\ndata:\n\n"


def last_event_id(request: Request) -> int | None:
    """Returns the position after which a reconnected client resumes. Raises `RequestRefused`."""
    event_id = request.headers.get("last-event-id")
    try:
        return parse_position(event_id) if event_id else None
    except ValueError:
        raise RequestRefused(400, "BAD_USER_INPUT", "`Last-Event-ID` est une position du registre.") from None


def event(body: dict[str, object], position: int | None = None) -> bytes:
    mark = b"" if position is None else b"id: %d\n" % position
    return b"%sevent: next\ndata: %s\n\n" % (mark, orjson.dumps(body))


class EventStream(Response):
    """Results of one operation. `id` is the position of an event's entry. Lines end with LF, as urql needs."""

    media_type = EVENTS

    def __init__(
        self,
        results: Results,
        progress: Progress,
        *,
        expires_in: float | None,
        streams: Streams,
        keep_alive_s: float = KEEP_ALIVE_S,
        language: Language = Language.FRENCH,
        observed: Observed | None = None,
    ) -> None:
        """Takes the results of an operation; `expires_in` is in seconds."""
        headers = {"Cache-Control": "no-store", "Vary": VARY, "X-Accel-Buffering": "no"}
        super().__init__(headers=headers)
        del self.headers["content-length"]
        self._results = results
        self._progress, self._observed = progress, observed
        self._expires_in = expires_in
        self._streams = streams
        self._keep_alive_s = keep_alive_s
        self._language = language
        self._marked: int | None = None

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        self._end: asyncio.Future[Ending] = loop.create_future()
        expiry = loop.call_later(self._expires_in, self._finish, EXPIRED) if self._expires_in is not None else None
        with self._streams.open(lambda: self._finish(STOPPING)):
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            sending, leaving = (
                asyncio.create_task(self._send(send)),
                asyncio.create_task(wait_for_disconnect(receive)),
            )
            try:
                await self._wait(sending, leaving, send)
            finally:
                if expiry:
                    expiry.cancel()
                sending.cancel()
                leaving.cancel()
                await asyncio.gather(sending, leaving, return_exceptions=True)
            if self._end.done() and not completed(sending):
                ending = self._end.result()
                error = formatted(ending.code, ending.message, self._language)
                await chunk(send, event({"errors": [error]}) + COMPLETE)
            elif fault := fault_of(sending):
                await chunk(send, event({"errors": [hidden(fault, self._language)]}) + COMPLETE)
            await chunk(send, b"", more=False)

    def _finish(self, ending: Ending) -> None:
        if not self._end.done():
            self._end.set_result(ending)

    async def _wait(self, sending: asyncio.Task[None], leaving: asyncio.Task[None], send: Send) -> None:
        """Waits until all results are sent, the client has left, or the server ends the stream."""
        pause = min(FIRST_MARK_S, self._keep_alive_s)
        until: set[asyncio.Future[Any]] = {sending, leaving, self._end}
        while not (await asyncio.wait(until, timeout=pause, return_when=asyncio.FIRST_COMPLETED))[0]:
            await chunk(send, self._mark())
            pause = self._keep_alive_s
        if self._end.done() and self._end.result() is STOPPING:
            await drain([(sending, self._observed)], [leaving], self._streams.stop_timeout_s)

    async def _send(self, send: Send) -> None:
        async with aclosing(self._results):
            async for result in self._results:
                self._marked = self._progress.at
                await chunk(send, event(body_of(result, self._language), self._progress.at))
        await chunk(send, COMPLETE)

    def _mark(self) -> bytes:
        """Returns a comment, with the client's position if it has moved past entries that were not for the client."""
        passed = self._progress.passed
        if passed is None or passed == self._marked:
            return b":\n\n"
        self._marked = passed
        return b"id: %d\n:\n\n" % passed


def fault_of(task: asyncio.Task[None]) -> BaseException | None:
    return task.exception() if task.done() and not task.cancelled() else None


def completed(task: asyncio.Task[None]) -> bool:
    return task.done() and not task.cancelled() and fault_of(task) is None


async def wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def chunk(send: Send, content: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": content, "more_body": more})
