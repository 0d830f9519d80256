"""A server with short limits, and a client of raw sockets."""

import json
import socket
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPResponse

import httpx
import strawberry

from efe_infra.http.app import create_app
from efe_infra.http.server.connection_limits import ConnectionLimits
from efe_infra.http.server.server import bound_socket, server
from tests.api.streams import PATIENCE
from tests.infra.http.demonstration import PRINCIPALS, schema

LIMITS = ConnectionLimits(
    header_timeout=0.3, body_timeout=0.3, body_rate=10_000, keep_alive=0.3, connections=20, proxies=""
)

LATE = 10 * LIMITS.header_timeout
"""Seconds after which a connection that is still there was not ended by its limit."""

ASKED = json.dumps({"query": "{ greeting }"}).encode()

START = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

HEAD = START + b"Content-Length: %d\r\n\r\n" % len(ASKED)

WHOLE = HEAD + ASKED

CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"

UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n"
)


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def never(self) -> AsyncGenerator[str]:
        yield "x"


@contextmanager
def listening(limits: ConnectionLimits = LIMITS) -> Iterator[str]:
    app = create_app(schema(Subscription), principals=PRINCIPALS, limits=limits)
    with bound_socket("127.0.0.1", 0, stalled=1) as bound:
        web = server(app)
        thread = threading.Thread(target=web.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            web.should_exit = True
            thread.join()


def asked(url: str) -> int:
    return httpx.post(f"{url}/graphql", content=ASKED, headers={"Content-Type": "application/json"}).status_code


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port or 80), timeout=PATIENCE) as client:
        yield client


def heard(client: socket.socket) -> bytes:
    """All until the end of the connection, which comes before it is late."""
    client.settimeout(LATE)
    found = b""
    with suppress(ConnectionResetError):
        while got := client.recv(65536):
            found += got
    return found


def one_status(client: socket.socket) -> int:
    """Reads one answer, in as many pieces as it comes, and returns its status; the connection stays open."""
    answer = HTTPResponse(client)
    answer.begin()
    answer.read()
    return answer.status


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def code(answer: bytes) -> str:
    found: str = json.loads(answer.partition(b"\r\n\r\n")[2])["errors"][0]["extensions"]["code"]
    return found


def flood(client: socket.socket, piece: bytes, most: int) -> int:
    """Bytes that were taken, of so many at most."""
    sent = 0
    with suppress(OSError):
        while sent < most:
            client.sendall(piece)
            sent += len(piece)
    return sent


def trickle(client: socket.socket, piece: bytes) -> bool:
    """Whether it was ended, however slowly it goes on."""
    end = time.monotonic() + LATE
    with suppress(OSError):
        while time.monotonic() < end:
            client.sendall(piece)
            client.settimeout(0.05)
            with suppress(TimeoutError):
                if not client.recv(65536):
                    return True
        return False
    return True
