"""Clients that send too much, too slowly or nothing at all: each is ended in time, others are served meanwhile."""

import json
import socket
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import httpx
import pytest
import strawberry
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from efe_infra.http.app import create_app
from efe_infra.http.connection_limits import ConnectionLimits
from efe_infra.http.server import bound_socket, server
from tests.api.streams import PATIENCE, PROTOCOL, socket_to
from tests.infra.http.demonstration import context_getter, schema
from tests.infra.ledger.given import until

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
    app = create_app(schema(Subscription), context_getter=context_getter, limits=limits)
    with bound_socket("127.0.0.1", 0, stalled=1) as bound:
        web = server(app)
        thread = threading.Thread(target=web.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            web.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with listening() as url:
        yield url


@pytest.fixture(autouse=True)
def others_are_served(url: str) -> Iterator[None]:
    """However the test before ended, and this one too."""
    yield
    assert asked(url) == 200


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


SLOW: dict[str, Callable[[socket.socket], object]] = {
    "nothing": lambda _: None,
    "half a line": lambda client: client.sendall(b"POST /gra"),
    "half a head": lambda client: client.sendall(START),
    "only empty lines": lambda client: client.sendall(b"\r\n\r\n"),
    "half a body": lambda client: client.sendall(HEAD + ASKED[:5]),
    "no body": lambda client: client.sendall(HEAD),
    "half a chunk": lambda client: client.sendall(CHUNKED + b"ff\r\nabc"),
    "half a trailer": lambda client: client.sendall(CHUNKED + b"3\r\nabc\r\n0\r\nX-A: "),
    "half a handshake": lambda client: client.sendall(UPGRADE),
    "a body that nobody reads": lambda client: client.sendall(
        b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
    ),
    "half of a second request": lambda client: client.sendall(WHOLE + START),
}
TOLD = {"half a line": 408, "half a head": 408, "half a body": 408, "no body": 408, "half a handshake": 408}


@pytest.mark.parametrize("how", SLOW)
def test_who_stops_in_the_middle_is_ended(url: str, how: str) -> None:
    with connected(url) as client:
        SLOW[how](client)
        served = asked(url)
        answer = heard(client)

    assert served == 200
    if how in TOLD:
        assert (status(answer), code(answer)) == (TOLD[how], "REQUEST_TIMEOUT")


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (START, b"X: y\r\n"),
        (b"", b"\r\n"),
        (b"POST /", b"a"),
        (START + b"Content-Length: 900000\r\n\r\n", b"x"),
        (CHUNKED, b"1\r\nx\r\n"),
        (UPGRADE, b"X: y\r\n"),
    ],
    ids=["headers", "empty lines", "a path", "a body", "chunks", "a handshake"],
)
def test_who_trickles_is_ended_all_the_same(url: str, begin: bytes, piece: bytes) -> None:
    with connected(url) as client:
        client.sendall(begin)
        ended = trickle(client, piece)

    assert ended


def test_a_body_that_comes_steadily_may_take_longer(url: str) -> None:
    body = b" " * 20_000 + ASKED
    with connected(url) as client:
        client.sendall(START + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body))
        for begin in range(0, len(body), 2_500):
            client.sendall(body[begin : begin + 2_500])
            time.sleep(0.1)
        answer = heard(client)

    assert status(answer) == 200


MANY: dict[str, bytes] = {
    "1 MB of a header": START + b"X-Long: " + b"a" * 1_000_000 + b"\r\n\r\n",
    "100 kB of a header": START + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\n",
    "10,000 headers": START + b"".join(b"X-%d: y\r\n" % n for n in range(10_000)) + b"\r\n",
    "200 headers": START + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n",
    "a path of 1 MB": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a handshake of 1 MB": UPGRADE + b"X-Long: " + b"a" * 1_000_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("how", MANY)
def test_a_head_that_is_too_large_is_refused(url: str, how: str) -> None:
    with connected(url) as client:
        client.settimeout(PATIENCE)
        with suppress(ConnectionError):
            client.sendall(MANY[how])
        answer = heard(client)

    assert (status(answer), code(answer)) == (431, "HEADERS_TOO_LARGE")


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (START + b"X-Long: ", b"a" * 50_000),
        (b"GET /", b"a" * 50_000),
        (b"", b"\r\n" * 25_000),
        (START, b"X: y\r\n" * 8_000),
        (CHUNKED + b"3;", b"a" * 50_000),
        (CHUNKED + b"3\r\nabc\r\n0\r\nX-Long: ", b"a" * 50_000),
        (CHUNKED + b"3\r\nabc\r\n0\r\n", b"X: y\r\n" * 8_000),
        (UPGRADE + b"X-Long: ", b"a" * 50_000),
    ],
    ids=["a header", "a path", "empty lines", "headers", "a chunk's head", "a trailer", "trailers", "a handshake"],
)
def test_what_would_have_no_end_is_taken_no_further(url: str, begin: bytes, piece: bytes) -> None:
    with connected(url) as client:
        client.sendall(begin)
        taken = flood(client, piece, 50_000_000)

    assert taken < 25_000_000


def test_a_head_within_the_limit_is_read(url: str) -> None:
    with connected(url) as client:
        client.sendall(START + b"X-Long: " + b"a" * 60_000 + HEAD[len(START) - 2 :] + ASKED)
        answer = client.recv(65536)

    assert status(answer) == 200


def test_a_connection_that_asks_again_is_kept_and_an_idle_one_is_not(url: str) -> None:
    with connected(url) as client:
        for _ in range(3):
            client.sendall(WHOLE)
            assert status(client.recv(65536)) == 200
            time.sleep(LIMITS.keep_alive / 3)
        assert heard(client) == b""


def test_one_address_has_so_many_connections(url: str) -> None:
    with ExitStack() as stack:
        mine = [stack.enter_context(connected(url)) for _ in range(LIMITS.connections)]
        mine[0].sendall(b"POST /")
        with connected(url) as one_more, connected(url) as silent:
            one_more.sendall(WHOLE)
            answer, nothing = heard(one_more), heard(silent)

    assert (status(answer), code(answer)) == (429, "TOO_MANY_CONNECTIONS")
    assert b"retry-after: 5" in answer
    assert nothing == b""
    until(lambda: asked(url) == 200)


def test_a_socket_keeps_its_place_until_it_is_closed() -> None:
    with listening(ConnectionLimits(connections=2, proxies="")) as url:
        with socket_to(url) as one, socket_to(url) as other:
            one.begin()
            other.begin()
            with pytest.raises(InvalidStatus) as refused:
                connect(url.replace("http", "ws") + "/graphql", subprotocols=[PROTOCOL])  # type: ignore[list-item]
        until(lambda: asked(url) == 200)

    assert refused.value.response.status_code == 429


def test_a_proxy_has_the_connections_of_its_clients() -> None:
    with listening(ConnectionLimits(connections=1, proxies="127.0.0.1")) as url, connected(url), connected(url):
        assert asked(url) == 200


def test_a_few_pipelined_requests_are_answered_in_turn(url: str) -> None:
    with connected(url) as client:
        client.sendall(WHOLE * 4 + START + b"Connection: close\r\n" + HEAD[len(START) :] + ASKED)
        answer = heard(client)

    assert answer.count(b"HTTP/1.1 200") == 5


def test_a_flood_of_pipelined_requests_is_cut(url: str) -> None:
    with connected(url) as client:
        with suppress(ConnectionError):
            client.sendall(WHOLE * 10_000)
        answer = heard(client)

    assert answer.count(b"HTTP/1.1 200") <= LIMITS.pipelined


def test_who_reads_nothing_of_many_answers_is_cut(url: str) -> None:
    with connected(url) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sent, client_ended = 0, False
        client.settimeout(LATE)
        try:
            while sent < 500_000_000:
                sent += client.send(WHOLE)
        except TimeoutError:
            pass
        except OSError:
            client_ended = True
        served = asked(url)

    assert served == 200
    assert sent < 100_000_000
    assert client_ended


@pytest.mark.parametrize("begun", [b"", b"POST /gr", START, HEAD, UPGRADE])
def test_who_closes_their_half_is_let_go(url: str, begun: bytes) -> None:
    with connected(url) as client:
        client.sendall(begun)
        client.shutdown(socket.SHUT_WR)
        heard(client)


@pytest.mark.parametrize("text", [b"\x16\x03\x01\x02\x00", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET\r\n\r\n"])
def test_what_is_no_http_has_a_code(url: str, text: bytes) -> None:
    with connected(url) as client:
        client.sendall(text)
        answer = heard(client)

    assert (status(answer), code(answer)) == (400, "BAD_USER_INPUT")


def test_what_is_refused_while_another_answer_is_due_is_not_taken_for_it(url: str) -> None:
    with connected(url) as client:
        with suppress(ConnectionError):
            client.sendall(WHOLE + START + b"X-Long: " + b"a" * 100_000)
        answer = heard(client)

    assert b"HTTP/1.1 431" not in answer.partition(b"\r\n\r\n")[0]
