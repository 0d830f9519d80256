"""Clients that send slowly, or stop in the middle: the limits of time end them."""

import socket
import time
from collections.abc import Callable

import pytest

from tests.hostile.connections.client import (
    ASKED,
    CHUNKED,
    HEAD,
    LIMITS,
    START,
    UPGRADE,
    WHOLE,
    asked,
    code,
    connected,
    heard,
    one_status,
    status,
    trickle,
)

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


def test_a_connection_that_asks_again_is_kept_and_an_idle_one_is_not(url: str) -> None:
    with connected(url) as client:
        for _ in range(3):
            client.sendall(WHOLE)
            assert one_status(client) == 200
            time.sleep(LIMITS.keep_alive / 3)
        assert heard(client) == b""


@pytest.mark.parametrize("begun", [b"", b"POST /gr", START, HEAD, UPGRADE])
def test_who_closes_their_half_is_let_go(url: str, begun: bytes) -> None:
    with connected(url) as client:
        client.sendall(begun)
        client.shutdown(socket.SHUT_WR)
        heard(client)
