"""Many connections of one address, and many requests of one connection."""

import socket
from contextlib import ExitStack, suppress

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from efe_infra.http.server.connection_limits import ConnectionLimits
from tests.api.streams import PROTOCOL, socket_to
from tests.hostile.connections.client import (
    ASKED,
    HEAD,
    LATE,
    LIMITS,
    START,
    WHOLE,
    asked,
    code,
    connected,
    heard,
    listening,
    status,
)
from tests.infra.ledger.given import until


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


def test_what_is_refused_while_another_answer_is_due_is_not_taken_for_it(url: str) -> None:
    with connected(url) as client:
        with suppress(ConnectionError):
            client.sendall(WHOLE + START + b"X-Long: " + b"a" * 100_000)
        answer = heard(client)

    assert b"HTTP/1.1 431" not in answer.partition(b"\r\n\r\n")[0]
