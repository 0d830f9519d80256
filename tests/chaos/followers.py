"""Subscribers, by server-sent events and by WebSocket: each resumes after the last entry that it was given."""

import json
import threading
import time
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from efe_infra.http.graphql.event_stream import KEEP_ALIVE_S
from tests.api.streams import EVENTS, PROTOCOL, Socket
from tests.chaos.promises import OUTAGES, Fault
from tests.hostile.crowd import JSON

FOLLOW = """
    subscription ($bassin: Bassin!, $after: Position) {
        auditEntries(bassin: $bassin, after: $after) { position seq }
    }
"""
SILENT = 3 * KEEP_ALIVE_S
"""Seconds after which a stream that says nothing, not even that it lives, is given up."""
PAUSE = 0.1
"""Seconds before one who was cut off comes back."""
GOING = OUTAGES | {"GOING_AWAY"}


class Cut(Exception):
    """The subscription ended; it may be begun again."""


class Follower(threading.Thread):
    """`position` and `seq` are those of the last entry that it was given: the next one has the next number."""

    def __init__(self, name: str, url: str, headers: dict[str, str], bassin: str) -> None:
        super().__init__(name=name, daemon=True)
        self.url, self.headers, self.bassin = url, headers, bassin
        self.position = self.seq = self.times = 0
        self.heard = time.monotonic()
        self.fault: BaseException | None = None
        self._ended = threading.Event()

    def end(self) -> None:
        self._ended.set()

    def run(self) -> None:
        try:
            while not self._ended.is_set():
                self.times += 1
                with suppress(Cut, OSError, HTTPException, WebSocketException):
                    for body in self._bodies():
                        self._take(body)
                        if self._ended.is_set():
                            return
                self._ended.wait(PAUSE)
        except Exception as fault:  # noqa: BLE001 - raised by whoever looks
            self.fault = fault

    @abstractmethod
    def _bodies(self) -> Iterator[dict[str, Any]]:
        """Yields the bodies of one subscription, which begins after `position`."""

    def _take(self, body: dict[str, Any]) -> None:
        if "errors" in body:
            self._refused(body["errors"])
        entry = body["data"]["auditEntries"]
        position, seq = int(entry["position"]), int(entry["seq"])
        if seq != self.seq + 1 or position <= self.position:
            raise Fault(
                f"{self.name} is given the entry {seq} at {position} after the entry {self.seq} at {self.position}"
            )
        self.position, self.seq, self.heard = position, seq, time.monotonic()

    def _refused(self, errors: Sequence[dict[str, Any]]) -> None:
        code = errors[0]["extensions"]["code"]
        if code not in GOING:
            raise Fault(f"{self.name} is told {code}")
        raise Cut

    @property
    def variables(self) -> dict[str, Any]:
        return {"bassin": self.bassin, "after": str(self.position)}


class ByEvents(Follower):
    """Resumes by `Last-Event-ID`."""

    def _bodies(self) -> Iterator[dict[str, Any]]:
        with closing(HTTPConnection(urlsplit(self.url).netloc, timeout=SILENT)) as connection:
            last = {"Last-Event-ID": str(self.position)} if self.position else {}
            body = json.dumps({"query": FOLLOW, "variables": {"bassin": self.bassin, "after": "0"}})
            headers = {**JSON, **self.headers, **last, "Accept": EVENTS}
            connection.request("POST", "/graphql", body, headers)
            response = connection.getresponse()
            if response.status != 200:
                self._refused(json.loads(response.read())["errors"])
            while line := response.readline():
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))


class BySocket(Follower):
    """Resumes by the argument `after`."""

    def _bodies(self) -> Iterator[dict[str, Any]]:
        address = f"{self.url.replace('http', 'ws', 1)}/graphql"
        with connect(address, subprotocols=[Subprotocol(PROTOCOL)], close_timeout=1) as connection:
            socket = Socket(connection)
            socket.say("connection_init", payload=self.headers)
            socket.say("subscribe", id="1", payload={"query": FOLLOW, "variables": self.variables})
            while not self._ended.is_set():
                with suppress(TimeoutError):
                    yield from self._told(json.loads(connection.recv(timeout=1)))

    def _told(self, message: dict[str, Any]) -> Iterator[dict[str, Any]]:
        match message["type"]:
            case "next":
                yield message["payload"]
            case "error":
                self._refused(message["payload"])
            case "complete":
                raise Cut


@contextmanager
def following(followers: Sequence[Follower]) -> Iterator[None]:
    for each in followers:
        each.start()
    try:
        yield
    finally:
        for each in followers:
            each.end()
