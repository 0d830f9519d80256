"""Requests without an end, too large, or not of HTTP: they are refused."""

from contextlib import suppress

import pytest

from tests.api.streams import PATIENCE
from tests.hostile.connections.client import (
    ASKED,
    CHUNKED,
    HEAD,
    START,
    UPGRADE,
    code,
    connected,
    flood,
    heard,
    status,
)

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


@pytest.mark.parametrize("text", [b"\x16\x03\x01\x02\x00", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET\r\n\r\n"])
def test_what_is_no_http_has_a_code(url: str, text: bytes) -> None:
    with connected(url) as client:
        client.sendall(text)
        answer = heard(client)

    assert (status(answer), code(answer)) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    "lines",
    [
        b"",
        b"Host:\r\n",
        b"Host: x\r\nHost: x\r\n",
        b"Host: x\r\nhOST: y\r\n",
        b"Host: x, y\r\n",
        b"Host: x/y\r\n",
        b"Host: u@x\r\n",
    ],
)
@pytest.mark.parametrize("upgrade", [False, True])
def test_a_request_names_one_host(url: str, lines: bytes, upgrade: bool) -> None:
    head = UPGRADE if upgrade else HEAD
    with connected(url) as client:
        client.sendall(head.replace(b"Host: x\r\n", lines) + (b"\r\n" if upgrade else ASKED))
        answer = heard(client)

    assert (status(answer), code(answer)) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize("lines", [b"Host: x\r\n", b"Host: [::1]:8000\r\n", b"Host: efe.exemple.be:443\r\n"])
def test_a_request_with_a_host_is_read(url: str, lines: bytes) -> None:
    with connected(url) as client:
        client.sendall(HEAD.replace(b"Host: x\r\n", lines) + ASKED)
        answer = client.recv(65536)

    assert status(answer) == 200


def test_a_health_check_of_http_1_0_needs_no_host(url: str) -> None:
    with connected(url) as client:
        client.sendall(b"GET /health/live HTTP/1.0\r\n\r\n")
        answer = client.recv(65536)

    assert status(answer) in {200, 404}
