"""How the application is put on the network."""

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

MAX_MESSAGE = 1_000_000
"""Bytes of a WebSocket message; a longer one closes the connection with 1009."""
STALLED = 30
"""Seconds for which a client may take nothing of what it is sent; then the connection is cut."""


class PortTaken(Exception):
    """The address cannot be listened on. The message is one French line."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"Impossible d'écouter sur {host}, port {port} : {reason}. Choisissez-en un avec --port.")


class PublicAddress(Exception):
    """The local issuer is for one machine: a server that trusts it listens on the loopback only."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} est une adresse publique ; les jetons locaux ne valent que sur cette machine.")


def check_loopback(host: str) -> None:
    """Raises `PublicAddress`."""
    if not is_loopback(host):
        raise PublicAddress(host)


def bound_socket(host: str, port: int, *, stalled: float = STALLED) -> socket.socket:
    """A socket that listens there; port 0 takes a free one. Raises `PortTaken`.

    The system cuts, of the connections that it accepts, one that takes nothing for so many seconds: no server can,
    because to close a connection is to wait until what was written has gone.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux, where installations run
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(stalled * 1000))
    try:
        bound.bind((host, port))
        bound.listen()
    except OSError as error:
        bound.close()
        raise PortTaken(host, port, error.strerror or "refusé") from error
    return bound


class PatientWebSocket(PlacedWebSocket):
    """Reads nothing from a client that does not read: uvicorn alone would write it pongs as long as it pings."""

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
    """Stops when it is told to: takes no more, lets what is under way end, ends what lasts with a reason."""

    def __init__(self, app: Starlette, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._streams: Streams = app.state.streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listening in self.servers:
            listening.close()
        await self._streams.close()
        await super().shutdown(sockets)

    def stop(self) -> None:
        """As soon as it has started, if it has not yet."""
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Whoever runs it says when it stops. Uvicorn would take the signals, and raise them again in the end, as if
        the process had not stopped in order.
        """
        yield


def server(app: Starlette) -> Server:
    """Run it with `run(sockets=[…])`. The access log stays off: it would write query strings.

    Messages of subscribers are short: compressing them would cost each connection memory, and all of them time.
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
            ws=PatientWebSocket,
            ws_max_size=MAX_MESSAGE,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=math.ceil(app.state.streams.grace),
        ),
    )
