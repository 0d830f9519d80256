"""An event stream while nothing is to be told, and when the client goes."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from starlette.types import Message
from strawberry.types import ExecutionResult

from efe_graphql.request.context import Progress
from efe_infra.http.graphql.event_stream import EventStream
from efe_infra.http.graphql.streams import Streams

pytestmark = pytest.mark.anyio


class Client:
    """The other end: it takes what is sent, and goes when it is told to."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.gone = asyncio.Event()
        self.news = asyncio.Condition()

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        async with self.news:
            self.sent.append(message.get("body", b""))
            self.news.notify_all()

    async def has(self, chunk: bytes, times: int = 1) -> None:
        async with asyncio.timeout(20), self.news:
            await self.news.wait_for(lambda: self.sent.count(chunk) >= times)


class Source:
    """Results that come when they are let, and whether it was closed."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.closed = False
        self.entries: asyncio.Queue[int] = asyncio.Queue()

    async def results(self) -> AsyncGenerator[ExecutionResult]:
        try:
            while True:
                self.progress.at = await self.entries.get()
                yield ExecutionResult(data={"seq": self.progress.at}, errors=None)
                self.progress.passed = self.progress.at
        finally:
            self.closed = True


async def followed(source: Source, client: Client, streams: Streams) -> None:
    stream = EventStream(source.results(), source.progress, expires_in=None, streams=streams, keep_alive_s=0.02)
    await stream({"type": "http"}, client.receive, client.send)


async def test_a_silent_stream_says_that_it_lives_and_how_far_it_has_come() -> None:
    client, streams, source = Client(), Streams(), Source(Progress(passed=7))
    stream = asyncio.create_task(followed(source, client, streams))

    await client.has(b"id: 7\n:\n\n")
    await client.has(b":\n\n", times=2)
    source.progress.passed = 9
    await client.has(b"id: 9\n:\n\n")
    source.entries.put_nowait(12)
    await client.has(b'id: 12\nevent: next\ndata: {"data":{"seq":12}}\n\n')
    silent = len(client.sent)
    await client.has(b":\n\n", times=4)
    client.gone.set()
    await stream

    assert not any(chunk.startswith(b"id") for chunk in client.sent[silent:])


async def test_a_client_that_goes_ends_what_it_followed() -> None:
    client, streams, source = Client(), Streams(), Source(Progress(passed=7))
    stream = asyncio.create_task(followed(source, client, streams))
    await client.has(b":\n\n")
    while_there = len(streams)

    client.gone.set()
    await stream

    assert (while_there, len(streams), source.closed) == (1, 0, True)


async def test_what_begins_while_the_server_stops_ends_at_once() -> None:
    client, streams, source = Client(), Streams(), Source(Progress())
    await streams.close()

    async with asyncio.timeout(20):
        await followed(source, client, streams)

    assert b'"code":"GOING_AWAY"' in client.sent[-2]
    assert source.closed


async def test_a_result_that_cannot_be_written_is_a_fault_with_an_id() -> None:
    client, streams = Client(), Streams()

    async def results() -> AsyncGenerator[ExecutionResult]:
        yield ExecutionResult(data={"seq": object()}, errors=None)

    async with asyncio.timeout(20):
        await EventStream(results(), Progress(), expires_in=None, streams=streams)(
            {"type": "http"}, client.receive, client.send
        )

    assert b'"errorId"' in client.sent[-2]
    assert client.sent[-2].endswith(b"event: complete\ndata:\n\n")
    assert client.sent[-1] == b""
