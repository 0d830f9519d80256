"""Packets of answers: the head with a content that follows at once, alone otherwise."""

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, Iterator

import pytest
import strawberry

from efe_infra.http.app import create_app
from efe_infra.http.server.server import bound_socket, server
from tests.infra.http.demonstration import PRINCIPALS, schema

PATIENCE = 10
BODY = b'{"query": "{ __typename }"}'
ANSWER = b'{"data":{"__typename":"Query"}}'
END = b"\r\n\r\n"


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def silence(self) -> AsyncGenerator[str]:
        await asyncio.Event().wait()
        yield "never"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    app = create_app(schema(Subscription), principals=PRINCIPALS)
    with bound_socket("127.0.0.1", 0) as bound:
        web = server(app)
        thread = threading.Thread(target=web.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            yield bound.getsockname()[1]
        finally:
            web.should_exit = True
            thread.join()


@pytest.fixture
def client(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connected:
        yield connected


def request(method: str = "POST", body: bytes = BODY, **headers: str) -> bytes:
    given = {"Host": "x", "Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items())
    return f"{method} /graphql HTTP/1.1\r\n{lines}\r\n".encode() + body


def all_of(client: socket.socket) -> bytes:
    """Until the server closes."""
    return b"".join(iter(lambda: client.recv(65_536), b""))


def test_an_answer_comes_in_one_piece(client: socket.socket) -> None:
    client.sendall(request())

    head, _, body = client.recv(65_536).partition(END)

    assert head.startswith(b"HTTP/1.1 200 ")
    assert body == ANSWER


def test_answers_come_in_the_order_of_what_was_asked_at_once(client: socket.socket) -> None:
    heads = request("HEAD", b"", Accept="application/json")
    client.sendall(request() + heads + request() + request(Connection="close"))

    found = all_of(client)

    statuses = [each[:3] for each in found.split(b"HTTP/1.1 ")[1:]]
    bodies = [part.partition(b"HTTP/1.1")[0] for part in found.split(END)[1:]]
    assert statuses == [b"200", b"400", b"200", b"200"]
    assert bodies == [ANSWER, b"", ANSWER, ANSWER]


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_what_closes_the_connection_is_said_whole_before(client: socket.socket, method: str) -> None:
    client.sendall(request(method, BODY if method == "POST" else b"", Connection="close"))

    head, end, body = all_of(client).partition(END)

    assert b"connection: close" in head
    assert end == END
    assert body == (ANSWER if method == "POST" else b"")


def test_the_head_of_what_lasts_does_not_wait_for_its_first_event(client: socket.socket) -> None:
    client.sendall(request(body=b'{"query": "subscription { silence }"}', Accept="text/event-stream"))

    head = client.recv(65_536)

    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"text/event-stream" in head


def test_a_client_that_waits_to_be_told_to_go_on_is_told(client: socket.socket) -> None:
    client.sendall(request(Expect="100-continue", Connection="close").removesuffix(BODY))
    going = client.recv(65_536)
    client.sendall(BODY)

    assert going.startswith(b"HTTP/1.1 100 ")
    assert all_of(client).endswith(END + ANSWER)
