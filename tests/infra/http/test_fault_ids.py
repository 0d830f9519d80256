"""A fault is shown by an id, and the log has it under that id: on whichever way it was met."""

import json
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from io import BytesIO

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from websockets.exceptions import ConnectionClosed

from efe_infra.http.app import create_app
from efe_infra.http.server.server import bound_socket, server
from tests.api.streams import EVENTS, PATIENCE, socket_to
from tests.infra.http.demonstration import PRINCIPALS, SECRET, Subscription, schema

COUNT = "subscription { count(to: 1) }"


async def fails(_: Request) -> Response:
    raise RuntimeError(SECRET)


async def fails_late(_: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"one"
        raise RuntimeError(SECRET)

    return StreamingResponse(parts())


@pytest.fixture
def url(lines: BytesIO) -> Iterator[str]:
    app = create_app(
        schema(Subscription),
        principals=PRINCIPALS,
        routes=[Route("/fails", fails), Route("/fails-late", fails_late)],
    )
    with bound_socket("127.0.0.1", 0) as bound:
        web = server(app)
        thread = threading.Thread(target=web.run, kwargs={"sockets": [bound]})
        thread.start()
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        web.should_exit = True
        thread.join()


def by_post(query: str, token: str, accept: str) -> Callable[[str], str]:
    headers = {"Authorization": f"Bearer {token}", "Accept": accept}
    return lambda url: httpx.post(f"{url}/graphql", json={"query": query}, headers=headers).text


def over_socket(query: str, token: str) -> Callable[[str], str]:
    def ask(url: str) -> str:
        with socket_to(url) as socket:
            socket.begin(Authorization=f"Bearer {token}")
            socket.subscribe("1", query)
            heard = [socket.hear()]
            while heard[-1]["type"] == "next" and "errors" not in heard[-1]["payload"]:
                heard.append(socket.hear())
        return json.dumps(heard)

    return ask


def shut_out(url: str) -> str:
    with socket_to(url) as socket:
        socket.say("connection_init", payload={"Authorization": "Bearer panne"})
        with pytest.raises(ConnectionClosed) as closed:
            socket.connection.recv(timeout=PATIENCE)
    assert closed.value.rcvd
    return f"{closed.value.rcvd.code} {closed.value.rcvd.reason}"


WAYS: dict[str, Callable[[str], str]] = {
    "a field, by POST": by_post("{ broken greeting }", "valable", "application/json"),
    "outside every field, by POST": by_post("{ greeting }", "sinistre", "application/json"),
    "before the operation, by POST": by_post("{ greeting }", "panne", "application/json"),
    "a field, in an event stream": by_post("{ broken greeting }", "valable", EVENTS),
    "outside every field, in an event stream": by_post("{ greeting }", "sinistre", EVENTS),
    "before an event stream": by_post(COUNT, "panne", EVENTS),
    "a subscription, in an event stream": by_post(COUNT, "valable", EVENTS),
    "a field, over a socket": over_socket("{ broken greeting }", "valable"),
    "outside every field, over a socket": over_socket("{ greeting }", "sinistre"),
    "a subscription, over a socket": over_socket(COUNT, "valable"),
    "before a socket is open": shut_out,
    "beside GraphQL": lambda url: httpx.get(f"{url}/fails").text,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_log_has_a_fault_under_the_id_that_was_shown(url: str, lines: BytesIO, way: str) -> None:
    told = WAYS[way](url)

    logged = [line for line in map(json.loads, lines.getvalue().splitlines()) if line["event"] == "fault"]
    [fault] = logged
    assert set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", told)) == {fault["error_id"]}
    assert fault["exception"] == "builtins.RuntimeError"
    assert fault["correlation_id"]
    assert fault["frames"]
    assert SECRET not in told
    assert SECRET.encode() not in lines.getvalue()


def test_what_cuts_an_answer_off_is_in_the_log_alone(
    url: str, lines: BytesIO, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{url}/fails-late")

    [fault] = [line for line in map(json.loads, lines.getvalue().splitlines()) if line["event"] == "fault"]
    assert fault["error_id"] in caplog.text
    assert SECRET not in caplog.text
