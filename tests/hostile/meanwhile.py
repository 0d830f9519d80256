"""Service for other clients during an attack: a real server process, an honest client, a health probe."""

import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import msgspec
from websockets.exceptions import ConnectionClosed

from efe_infra.postgres.database import Database
from tests.api.streams import Socket, socket_to
from tests.infra.cli.process import EFE, environment, is_caught_up
from tests.infra.ledger.given import until
from tests.processes import program

GRACE_S: Final = 15.0
"""Time within which a server stops."""
PROBE_PAUSE_S: Final = 0.02
PAUSE_AFTER_LOSS_S: Final = 0.1
PATIENCE_S: Final = 60.0
HONEST_QUERY: Final = {"query": "query Honest { instances { bassin name } }"}
JSON: Final = {"Content-Type": "application/json"}

type Attack = Callable[[HTTPConnection, int], object]
"""One request of an attacker, over its connection, with the number of the request."""


@dataclass
class ServerProcess:
    """A running server."""

    process: subprocess.Popen[str]
    url: str

    @property
    def address(self) -> str:
        return urlsplit(self.url).netloc

    def stop(self) -> float:
        """Sends SIGTERM and returns the seconds until the end of the process."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_S)
        return time.monotonic() - began


@contextmanager
def server_process(database: Database, home: Path, **settings: str) -> Iterator[ServerProcess]:
    env = {**environment(home, database), **settings}
    options = {"env": env, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with program([*EFE, "serve", "--port", "0"], **options) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split(" : ")[1].strip()
        until(lambda: is_caught_up(url))
        yield ServerProcess(process, url)


class Service(NamedTuple):
    """What others got: the slowest answer of `/health/live`, and the answers of an honest client in a second."""

    slowest_health_s: float
    answers_per_s: float


@dataclass
class Attackers:
    """Clients that send the same attack again and again, each over a connection and from an address of its own."""

    server: ServerProcess
    attack: Attack
    number: int = 8
    one_address: bool = False
    _open: set[HTTPConnection] = field(default_factory=set)

    @contextmanager
    def attacking(self) -> Iterator[None]:
        """Attacks meanwhile. At the end the attackers leave, and wait for no answer that they are owed."""
        ended = threading.Event()
        with ThreadPoolExecutor(self.number) as threads:
            try:
                for nth in range(self.number):
                    threads.submit(self._insist, nth, ended)
                yield
            finally:
                ended.set()
                self._leave()

    def _leave(self) -> None:
        for connection in self._open.copy():
            with suppress(OSError, AttributeError):  # it is closed already
                connection.sock.shutdown(socket.SHUT_RDWR)

    def _insist(self, nth: int, ended: threading.Event) -> None:
        turn = 0
        while not ended.is_set():
            with suppress(OSError, HTTPException, ConnectionClosed), self._connected(nth) as connection:
                while not ended.is_set():
                    turn += 1
                    self.attack(connection, nth * 1_000_000 + turn)
            ended.wait(PAUSE_AFTER_LOSS_S)

    @contextmanager
    def _connected(self, nth: int) -> Iterator[HTTPConnection]:
        with closing(self.connection(nth)) as connection:
            self._open.add(connection)
            try:
                yield connection
            finally:
                self._open.discard(connection)

    def connection(self, nth: int) -> HTTPConnection:
        address = "203.0.113.1" if self.one_address else f"203.0.113.{nth + 1}"
        return From(address, self.server.address, timeout=PATIENCE_S)


class From(HTTPConnection):
    """Connection of a client behind a trusted proxy, which names its address."""

    def __init__(self, client: str, address: str, *, timeout: float) -> None:
        super().__init__(address, timeout=timeout)
        self.client = client

    def endheaders(self, *args: object, **options: object) -> None:
        self.putheader("X-Forwarded-For", self.client)
        super().endheaders(*args, **options)  # type: ignore[arg-type]


def service(server: ServerProcess, seconds: float, headers: dict[str, str] | None = None) -> Service:
    """Measures what an honest client and a health probe get for some seconds."""
    deadline = time.monotonic() + seconds
    with ThreadPoolExecutor(2) as threads:
        slowest = threads.submit(slowest_health, server, deadline)
        answers = threads.submit(answers_until, server, deadline, headers or {})
        return Service(slowest.result(), answers.result() / seconds)


def slowest_health(server: ServerProcess, deadline: float) -> float:
    slowest = 0.0
    with closing(From("198.51.100.2", server.address, timeout=PATIENCE_S)) as connection:
        while time.monotonic() < deadline:
            began = time.monotonic()
            connection.request("GET", "/health/live")
            assert connection.getresponse().read() == b'{"status":"live"}'
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(PROBE_PAUSE_S)
    return slowest


def answers_until(server: ServerProcess, deadline: float, headers: dict[str, str]) -> int:
    """Counts the answers of honest clients, of which each sends its request after the answer to the one before.

    They have many addresses, so that their budgets suffice.
    """
    answers = 0
    with closing(From("", server.address, timeout=PATIENCE_S)) as connection:
        while time.monotonic() < deadline:
            connection.client = f"198.51.100.{answers % 200 + 3}"
            connection.request("POST", "/graphql", msgspec.json.encode(HONEST_QUERY), JSON | headers)
            answers += b'"data":{"instances"' in connection.getresponse().read()
    return answers


def post(connection: HTTPConnection, body: bytes, headers: dict[str, str] | None = None) -> bytes:
    connection.request("POST", "/graphql", body, JSON | (headers or {}))
    return connection.getresponse().read()


class Measured(NamedTuple):
    alone: Service
    under_attack: Service

    @property
    def rate(self) -> float:
        return self.under_attack.answers_per_s / self.alone.answers_per_s


def measured(attackers: Attackers, seconds: float, headers: dict[str, str] | None = None) -> Measured:
    """Measures the service with an attack that has begun a moment before, and without: half before it, half after."""
    service(attackers.server, 1.0, headers)
    before = service(attackers.server, seconds / 2, headers)
    with attackers.attacking():
        time.sleep(0.5)
        under_attack = service(attackers.server, seconds, headers)
    after = service(attackers.server, seconds / 2, headers)
    rate = (before.answers_per_s + after.answers_per_s) / 2
    return Measured(Service(max(before.slowest_health_s, after.slowest_health_s), rate), under_attack)


def bodies(body: Callable[[int], object], headers: dict[str, str]) -> Attack:
    """Returns an attack that sends the body for the number of each request."""
    return lambda connection, number: post(connection, msgspec.json.encode(body(number)), headers)


def texts(documents: Sequence[str], variables: object = None) -> Attack:
    """Returns an attack that sends documents in turn; `#` in a text is a number that no other request has."""

    def attack(connection: HTTPConnection, number: int) -> bytes:
        text = documents[number % len(documents)].replace("#", str(number))
        return post(connection, msgspec.json.encode({"query": text, "variables": variables}))

    return attack


def messages(document: str, number_of_messages: int = 60) -> Attack:
    """Returns an attack by a WebSocket: so many documents at once, before any answer is read."""

    def attack(connection: HTTPConnection, number: int) -> None:
        assert isinstance(connection, From)
        url = f"http://{connection.host}:{connection.port}"
        with socket_to(url, headers={"X-Forwarded-For": connection.client}) as opened:
            opened.begin()
            for nth in range(number_of_messages):
                opened.subscribe(str(nth), document.replace("#", f"{number}_{nth}"))
            answers(opened, number_of_messages)

    return attack


def answers(opened: Socket, number: int) -> None:
    """Reads the answers to so many operations."""
    left = number
    while left:
        left -= opened.hear()["type"] in {"error", "complete"}
