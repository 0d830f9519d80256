"""Clients that ask and never read: what waits for them is bounded, and they are cut."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest
import strawberry
from websockets.exceptions import ConnectionClosed

from efe_infra.http.app import create_app
from efe_infra.http.graphql.streams import Streams
from efe_infra.http.graphql.websocket import INIT_TIMEOUT_S
from efe_infra.http.server.server import MAX_MESSAGE_BYTES, bound_socket, server
from tests.api.streams import EVENTS, PATIENCE, PROTOCOL, socket_to
from tests.infra.http.demonstration import PRINCIPALS, schema
from tests.infra.ledger.given import until

LINE = "x" * 10_000
FLOOD = "subscription { flood }"
KERNEL = 20_000_000
"""Bytes that the buffers of both ends of a connection hold together, generously."""


class Counted:
    lines = 0


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def flood(self) -> AsyncGenerator[str]:
        while True:
            Counted.lines += 1
            await asyncio.sleep(0)
            yield LINE


@contextmanager
def listening(*, stalled: float = 1, most: int = 100) -> Iterator[tuple[str, Streams]]:
    app = create_app(schema(Subscription), principals=PRINCIPALS, streams=Streams(most))
    with bound_socket("127.0.0.1", 0, stalled=stalled) as bound:
        web = server(app)
        thread = threading.Thread(target=web.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}", app.state.streams
        finally:
            web.should_exit = True
            thread.join()


@contextmanager
def deaf(url: str) -> Iterator[socket.socket]:
    """A connection whose client has little room for what it never reads."""
    address = httpx.URL(url)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect((address.host, address.port or 80))
        client.settimeout(PATIENCE)
        yield client


def request(method: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} /graphql HTTP/1.1", "Host: x", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def follow_events(client: socket.socket) -> None:
    body = json.dumps({"query": FLOOD}).encode()
    length = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    client.sendall(request("POST", {"Accept": EVENTS, **length}, body))


def open_socket(client: socket.socket) -> None:
    asked = request(
        "GET",
        {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
            "Sec-WebSocket-Protocol": PROTOCOL,
        },
    )
    client.sendall(asked)
    assert b" 101 " in client.recv(4096)


def frame(payload: bytes, *, kind: int = 1) -> bytes:
    """From a client, whose mask changes nothing."""
    assert len(payload) < 65536
    short = len(payload) < 126
    length = bytes([128 | len(payload)]) if short else b"\xfe" + len(payload).to_bytes(2)
    return bytes([128 | kind]) + length + bytes(4) + payload


def message(**content: object) -> bytes:
    return frame(json.dumps(content).encode())


PINGS = frame(b"x" * 125, kind=9) * 1000


def sent_until_nobody_reads(client: socket.socket) -> int:
    """Bytes of pings that the other end takes while nobody reads its pongs; at most four times what buffers hold."""
    sent = 0
    client.settimeout(1)
    with suppress(TimeoutError):
        while sent < 4 * KERNEL:
            sent += client.send(PINGS[sent % len(PINGS) :])
    return sent


def heard_until(client: socket.socket, end: bytes) -> None:
    heard = b""
    while end not in heard[-len(end) - 65536 :]:
        heard += client.recv(65536)


def has_ended(client: socket.socket) -> bool:
    """Before it would end because nobody said who they are."""
    client.settimeout(INIT_TIMEOUT_S / 2)
    with suppress(ConnectionResetError):
        while client.recv(65536):
            pass
    return True


def follow_by_socket(client: socket.socket) -> None:
    open_socket(client)
    client.sendall(message(type="connection_init") + message(type="subscribe", id="1", payload={"query": FLOOD}))


@pytest.mark.parametrize("follow", [follow_events, follow_by_socket])
def test_who_follows_and_never_reads_is_cut(follow: Callable[[socket.socket], None]) -> None:
    Counted.lines = 0
    with listening() as (url, streams), deaf(url) as client:
        follow(client)
        until(lambda: Counted.lines > 0)
        until(lambda: len(streams) == 0, within=PATIENCE)
        told = Counted.lines
        time.sleep(0.2)

    assert told * len(LINE) < KERNEL
    assert Counted.lines == told


def test_who_pings_without_end_and_never_reads_is_not_answered_without_end() -> None:
    with listening(stalled=60) as (url, _), deaf(url) as client:
        open_socket(client)
        sent = sent_until_nobody_reads(client)

    assert sent < KERNEL


def test_a_connection_that_reads_again_goes_on() -> None:
    with listening(stalled=60) as (url, streams), deaf(url) as client:
        open_socket(client)
        client.sendall(message(type="connection_init"))
        sent = sent_until_nobody_reads(client)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_000_000)
        client.settimeout(PATIENCE)
        heard_until(client, b"connection_ack")
        rest = threading.Thread(target=client.sendall, args=[PINGS[sent % len(PINGS) :] + message(type="ping")])
        rest.start()
        heard_until(client, b'{"type":"pong"}')
        rest.join()
        still = len(streams)

    assert still == 1


def test_a_message_in_pieces_is_no_longer_than_a_whole_one() -> None:
    piece = b" " * 60_000
    with listening() as (url, _), deaf(url) as client:
        open_socket(client)
        first, *others = [piece] * (MAX_MESSAGE_BYTES // len(piece) + 2)
        client.sendall(bytes([1]) + frame(first)[1:])
        with suppress(ConnectionError):
            for each in others:
                client.sendall(bytes([0]) + frame(each)[1:])
        ended = has_ended(client)

    assert ended


def test_one_more_than_there_is_room_for_is_told_to_come_later() -> None:
    with listening(most=1) as (url, streams), socket_to(url) as first:
        first.begin()
        refused = httpx.post(f"{url}/graphql", json={"query": FLOOD}, headers={"Accept": EVENTS})
        with socket_to(url) as second, pytest.raises(ConnectionClosed) as closing:
            second.connection.recv(timeout=PATIENCE)
        usual = httpx.post(f"{url}/graphql", json={"query": "{ greeting }"})
        there = len(streams)

    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert closing.value.rcvd
    assert closing.value.rcvd.code == 1013
    assert (usual.status_code, there) == (200, 1)
