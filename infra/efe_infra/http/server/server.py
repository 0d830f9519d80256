"""The uvicorn server: its socket, its protocols and its shutdown."""

import asyncio
import math
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from uvicorn._types import ASGIReceiveEvent

from efe_infra.http.graphql.streams import Streams
from efe_infra.http.server.connection_limits import LimitedConfig
from efe_infra.http.server.limited_protocol import GuardedHttp, PlacedWebSocket
from efe_infra.process.addresses import is_loopback

MAX_MESSAGE_BYTES = 1_000_000
"""Limit of a WebSocket message; a longer one closes the connection with 1009."""
CANCELLATION_S = 2.0
"""Part of the time of grace in which requests that outlast it end."""
STALLED_TIMEOUT_S = 30
"""Time for which a client may read nothing of its answer; then the connection is cut."""


class PortTaken(Exception):
    """Address that the server cannot bind. The message is one French line."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"Impossible d'écouter sur {host}, port {port} : {reason}. Choisissez-en un avec --port.")


class PublicAddress(Exception):
    """Public address of a server with the local token issuer, which may listen on loopback only."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} est une adresse publique ; les jetons locaux ne valent que sur cette machine.")


def check_loopback(host: str) -> None:
    """Raises `PublicAddress`."""
    if not is_loopback(host):
        raise PublicAddress(host)


def bound_socket(host: str, port: int, *, stalled: float = STALLED_TIMEOUT_S, listens: bool = True) -> socket.socket:
    """Returns a socket with its port; port 0 takes a free one. Raises `PortTaken`.

    Until it `listens`, connections are refused: a proxy asks another process, and does not wait for this one.

    The kernel cuts a connection whose client reads nothing for `stalled` seconds. The server cannot: its close waits
    until all output is sent.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux, where installations run
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(stalled * 1000))
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise PortTaken(host, port, error.strerror or "refusé") from error
    if listens:
        begin_listening(bound)
    return bound


def begin_listening(bound: socket.socket) -> None:
    """Lets connections in. Raises `PortTaken` if another process has begun meanwhile."""
    host, port = bound.getsockname()[:2]
    try:
        bound.listen()
    except OSError as error:
        bound.close()
        raise PortTaken(host, port, error.strerror or "refusé") from error


class BackPressureWebSocket(PlacedWebSocket):
    """WebSocket that reads nothing from a client that does not read; uvicorn would buffer pongs without limit."""

    def pause_writing(self) -> None:
        super().pause_writing()
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not (self.read_paused or self.transport.is_closing()):
            self.transport.resume_reading()

    async def receive(self) -> ASGIReceiveEvent:
        message = await super().receive()
        if not (self.writable.is_set() or self.transport.is_closing()):
            self.transport.pause_reading()
        return message


class Server(uvicorn.Server):
    """Server with an orderly stop: accepts no connection, finishes running requests, ends streams with a reason."""

    def __init__(self, app: Starlette, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._streams: Streams = app.state.streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listening in self.servers:
            listening.close()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._streams.stop_timeout_s
        await self._streams.close()
        remaining_s = deadline - loop.time() - CANCELLATION_S
        self.config.timeout_graceful_shutdown = max(1, round(remaining_s))  # streams took the rest
        await super().shutdown(sockets)

    def stop(self) -> None:
        """Requests a stop, also before the start has finished."""
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signals to the caller. Uvicorn would raise them again after an orderly stop."""
        yield


def server(app: Starlette) -> Server:
    """Returns the server, to be started with `run(sockets=[…])`.

    There is no access log, which would contain query strings, and no compression of the short WebSocket messages.
    """
    return Server(
        app,
        LimitedConfig(
            app,
            app.state.limits,
            access_log=False,
            log_config=None,
            server_header=False,
            lifespan="on",
            http=GuardedHttp,
            ws=BackPressureWebSocket,
            ws_max_size=MAX_MESSAGE_BYTES,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=math.ceil(app.state.streams.stop_timeout_s),
        ),
    )
