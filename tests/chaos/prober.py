"""Probe for a server that says it is ready while it answers nothing."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from tests.chaos.clients import asked
from tests.chaos.promises import Fault
from tests.hostile.crowd import Caller, outcome

EVERY = 0.25
"""Seconds between two samples."""
PATIENCE = 15.0
"""Seconds for an answer of the server about itself; what it asks the database for, it waits two for."""
IN_A_ROW = 3
"""One may fail that was asked in the moment in which something was harmed, or was asked just before."""


class Readiness:
    """Answers of `/health/ready`, each on a new connection, as for a load balancer."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url).netloc
        self.last: dict[str, Any] = {}

    def __call__(self) -> bool:
        with closing(HTTPConnection(self._address, timeout=PATIENCE)) as connection:
            try:
                answer = asked(connection, "GET", "/health/ready", {})
            except (OSError, HTTPException):
                self.last = {}
                return False
            self.last = answer.content
            return answer.status == 200


class Prober(threading.Thread):
    """Asks whether the server is ready, then each of its clients something, then again.

    A fault is a client that fails some times in a row, between any two of which the server says that it is ready.
    """

    def __init__(self, url: str, clients: Sequence[Caller], ready: Callable[[], bool]) -> None:
        super().__init__(name="prober", daemon=True)
        self._address = urlsplit(url).netloc
        self._ready = ready
        self._failed = dict.fromkeys(clients, 0)
        self._ended = threading.Event()
        self.samples = self.unready = 0
        self.fault: BaseException | None = None

    @contextmanager
    def sampling(self) -> Iterator[None]:
        self.start()
        try:
            yield
        finally:
            self.end()

    def end(self) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        try:
            with closing(HTTPConnection(self._address, timeout=PATIENCE)) as connection:
                while not self._ended.wait(EVERY):
                    self.sample(connection)
        except Exception as fault:  # noqa: BLE001 - raised by whoever looks
            self.fault = fault

    def sample(self, connection: HTTPConnection) -> None:
        ready = self._ready()
        self.samples += 1
        self.unready += not ready
        for client in self._failed:
            began = time.monotonic()
            code = outcome(client, connection)
            self._failed[client] = self._failed[client] + 1 if code and ready else 0
            if self._failed[client] >= IN_A_ROW:
                took = time.monotonic() - began
                raise Fault(f"The server says that it is ready, and answers {client} {code} (after {took:.1f} s)")
