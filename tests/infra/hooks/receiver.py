"""A real HTTP server on a loopback port that receives webhooks, with faults that a test chooses."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

import msgspec

WITHIN_S = 60.0


@dataclass(frozen=True)
class Received:
    """A request of a webhook."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        decoded: dict[str, Any] = msgspec.json.decode(self.body)
        return decoded

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """What arrives, and how it is answered: `answer` returns a status, or answers itself and returns None."""

    port: int = 0
    scheme: str = "http"
    kept: list[Received] = field(default_factory=list)
    answer: Callable[[Received, BaseHTTPRequestHandler], int | None] = lambda _request, _handler: 204
    released: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def url(self, path: str = "/recevoir", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def at(self, path: str) -> list[Received]:
        return [each for each in self.kept if each.path == path]

    def reset(self) -> None:
        self.released.set()
        self.kept, self.released = [], Event()
        self.answer = lambda _request, _handler: 204

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["content-length"]))
        request = Received(handler.path, {name.lower(): each for name, each in handler.headers.items()}, body)
        with self.lock:
            self.kept.append(request)
        with suppress(OSError):
            if (status := self.answer(request, handler)) is not None:
                handler.send_response(status)
                handler.send_header("Content-Length", "0")
                handler.end_headers()


def hang(request: Received, handler: BaseHTTPRequestHandler) -> None:
    """Answers nothing until the test ends."""
    del request, handler
    Event().wait(WITHIN_S)


@contextmanager
def receiving(tls: ssl.SSLContext | None = None, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[Receiver]:
    receiver = Receiver(scheme="https" if tls else "http")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.handle(self)

        def log_message(self, *_: object) -> None:
            """Writes nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            """Writes nothing: clients that leave are expected."""

        def get_request(self) -> tuple[socket.socket, Any]:
            connection, address = super().get_request()
            return (tls.wrap_socket(connection, server_side=True) if tls else connection), address

    with Server((host, port), Handler) as server:
        receiver.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            receiver.released.set()
            server.shutdown()
            thread.join()
