"""WebSockets of any schema, with a silent client and with a failing resolver."""

import socket
import threading
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.exceptions import ConnectionClosed

from efe_infra.http.graphql.request import ANY_DOCUMENT
from efe_infra.http.graphql.streams import Streams
from efe_infra.http.graphql.websocket import WebSocketEndpoint
from efe_infra.http.server.connection_limits import ConnectionLimits
from efe_infra.http.server.server import bound_socket, server
from tests.api.streams import PATIENCE, socket_to
from tests.infra.http.demonstration import PRINCIPALS, SECRET, Subscription, gone, schema
from tests.infra.ledger.given import until


@pytest.fixture
def streams() -> Streams:
    return Streams()


@pytest.fixture
def url(streams: Streams) -> Iterator[str]:
    endpoint = WebSocketEndpoint(
        schema(Subscription),
        principals=PRINCIPALS,
        streams=streams,
        trusted=ANY_DOCUMENT,
        init_timeout_s=0.1,
    )
    app = Starlette(routes=[WebSocketRoute("/graphql", endpoint.answer)])
    app.state.streams, app.state.limits = streams, ConnectionLimits()
    with bound_socket("127.0.0.1", 0) as bound:
        yield from running(app, bound)


def running(app: Starlette, bound: socket.socket) -> Iterator[str]:
    web = server(app)
    thread = threading.Thread(target=web.run, kwargs={"sockets": [bound]})
    thread.start()
    yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    web.should_exit = True
    thread.join()


def test_who_says_nothing_in_time_is_shut_out(url: str) -> None:
    with socket_to(url) as client, pytest.raises(ConnectionClosed) as closing:
        client.connection.recv(timeout=PATIENCE)

    assert closing.value.rcvd
    assert closing.value.rcvd.code == 4408


def test_who_began_in_time_may_be_silent_for_longer(url: str) -> None:
    with socket_to(url) as client:
        client.begin()
        with pytest.raises(TimeoutError):
            client.connection.recv(timeout=0.3)


def test_a_subscription_that_fails_hides_why(url: str) -> None:
    with socket_to(url) as client:
        client.begin()
        client.subscribe("1", "subscription { count(to: 2) }")
        first, second, failure = client.hear(), client.hear(), client.hear()

    assert [first["payload"], second["payload"]] == [{"data": {"count": 0}}, {"data": {"count": 1}}]
    assert (failure["type"], failure["payload"][0]["extensions"]["code"]) == ("error", "INTERNAL_SERVER_ERROR")
    assert SECRET not in str(failure)


def test_a_field_that_fails_is_answered_beside_the_others(url: str) -> None:
    with socket_to(url) as client:
        client.begin()
        client.subscribe("1", "{ broken greeting }")
        answer = client.hear()

    assert answer["payload"]["data"] == {"broken": None, "greeting": "Bonjour, monde"}
    assert SECRET not in str(answer)


def test_a_failure_outside_every_resolver_is_hidden_too(url: str) -> None:
    with socket_to(url) as client:
        client.begin(Authorization="Bearer sinistre")
        client.subscribe("1", "{ greeting }")
        failure = client.hear()

    assert failure["payload"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert SECRET not in str(failure)


def test_a_client_that_goes_leaves_nothing_behind(url: str, streams: Streams) -> None:
    with socket_to(url) as client:
        client.begin()
        client.subscribe("1", "subscription { silence }")
        client.subscribe("2", "{ greeting }")
        client.hear()
        while_there = len(streams)
    until(lambda: len(streams) == 0)

    assert while_there == 1
    assert gone[-1:] == [True]
