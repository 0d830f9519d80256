"""Clients that follow: an event stream as it comes over the wire, and a WebSocket message by message."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.api.given import Client

EVENTS = "text/event-stream"
PROTOCOL = "graphql-transport-ws"
ENTRIES = """
    subscription ($bassin: Bassin! = LIEGE, $after: Position, $filter: AuditFilter) {
        auditEntries(bassin: $bassin, after: $after, filter: $filter) { position seq kind subject { id } }
    }
"""
PATIENCE = 20
"""Seconds after which what is waited for will not come."""


@dataclass(frozen=True)
class Event:
    """As it was sent: its fields in their order."""

    fields: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str | None:
        return dict(self.fields).get("id")

    @property
    def name(self) -> str | None:
        return dict(self.fields).get("event")

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(dict(self.fields)["data"])
        return body

    @property
    def entry(self) -> dict[str, Any]:
        assert "errors" not in self.body, self.body
        entry: dict[str, Any] = self.body["data"]["auditEntries"]
        return entry

    @property
    def code(self) -> str:
        [error] = self.body["errors"]
        code: str = error["extensions"]["code"]
        return code


class Stream:
    """An event stream; `events` are those with a name, `marks` those that only say where the client stands."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._deadline = time.monotonic() + PATIENCE
        self._blocks = self._split()

    def _split(self) -> Iterator[Event]:
        text = ""
        for part in self.response.iter_text():
            assert time.monotonic() < self._deadline, "It did not come"
            text += part
            *blocks, text = text.split("\n\n")
            for block in blocks:
                yield Event(tuple(field_of(line) for line in block.split("\n")))

    def block(self) -> Event:
        return next(self._blocks)

    def mark(self) -> str:
        """The position of the first block that has one, before every event; a server under load comments first."""
        block = next(each for each in self._blocks if each.name or each.id)
        assert (block.name, block.id is not None) == (None, True), block
        return str(block.id)

    def event(self) -> Event:
        return next(block for block in self._blocks if block.name)

    def events(self, count: int) -> list[Event]:
        return [self.event() for _ in range(count)]

    def rest(self) -> list[Event]:
        return [block for block in self._blocks if block.name]


def field_of(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.removeprefix(" ")


@contextmanager
def stream(
    by: Client, query: str = ENTRIES, *, accept: str = EVENTS, last: str | None = None, **variables: Any
) -> Iterator[Stream]:
    headers = {**by.headers, "Accept": accept, **({"Last-Event-ID": last} if last else {})}
    body = {"query": query, "variables": variables}
    url = f"{by.http.url}/graphql"
    with httpx.stream("POST", url, json=body, headers=headers, timeout=PATIENCE) as response:
        yield Stream(response)


class Socket:
    """A client of the protocol."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def say(self, kind: str, **content: Any) -> None:
        self.connection.send(json.dumps({"type": kind, **content}))

    def hear(self) -> dict[str, Any]:
        text = self.connection.recv(timeout=PATIENCE)
        assert isinstance(text, str)
        message: dict[str, Any] = json.loads(text)
        return message

    def begin(self, **params: str) -> None:
        self.say("connection_init", payload=params)
        assert self.hear() == {"type": "connection_ack"}

    def subscribe(self, key: str, query: str = ENTRIES, **variables: Any) -> None:
        self.say("subscribe", id=key, payload={"query": query, "variables": variables})

    def entry(self, key: str) -> dict[str, Any]:
        message = self.hear()
        assert (message["type"], message["id"]) == ("next", key), message
        entry: dict[str, Any] = message["payload"]["data"]["auditEntries"]
        return entry


@contextmanager
def socket_to(url: str, *, protocol: str = PROTOCOL, headers: Mapping[str, str] | None = None) -> Iterator[Socket]:
    address = url.replace("http", "ws", 1) + "/graphql"
    with connect(address, subprotocols=[Subprotocol(protocol)], additional_headers=headers) as connection:
        yield Socket(connection)


@contextmanager
def socket_of(by: Client) -> Iterator[Socket]:
    """Initialised, with the token in the parameters."""
    with socket_to(by.http.url) as socket:
        socket.begin(**by.headers)
        yield socket
