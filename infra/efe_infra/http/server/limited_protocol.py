"""Protocol of one HTTP connection, with limits that uvicorn does not have."""

import re
from asyncio import BaseTransport, TimerHandle
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from efe_domain.shared.messages import Language
from efe_infra.http.negotiation import language_of
from efe_infra.http.server.connection_limits import (
    MALFORMED,
    TOO_LARGE,
    TOO_MANY,
    TOO_SLOW,
    ConnectionRefusal,
    LimitedConfig,
)

LINGER_S = 1.0
"""Time for which input is discarded after a refusal. An immediate close could lose the answer."""
MAX_DISCARDED_BYTES = 2_000_000
HOST: Final = re.compile(rb"[A-Za-z0-9._~%:\[\]-]+")
WITHOUT_HOST: Final = {"0.9", "1.0"}
"""Versions of HTTP that know no `Host`; the health checks of some load balancers use 1.0."""


class Phase(Enum):
    """Part of a request that the client has to send next."""

    NOTHING = auto()
    HEAD = auto()
    BODY = auto()


class PlacedWebSocket(WebSocketsSansIOProtocol):
    """WebSocket that releases its place among the connections of its address."""

    leave: Callable[[], None] | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        if self.leave:
            self.leave()
        super().connection_lost(exc)


class Stop(Exception):
    """Ends the parser in the middle of its input."""


class GuardedHttp(HttpToolsProtocol):
    """HTTP protocol with time limits from the first byte of a request, or from the opening of the connection.

    The limits pause while the server does not read, or while an earlier request has no answer.
    """

    def __init__(self, config: LimitedConfig, *args: Any, **options: Any) -> None:
        super().__init__(config, *args, **options)
        self._limits, self._per_address = config.limits, config.per_address
        self._phase = Phase.HEAD
        self._timed: tuple[Phase, TimerHandle] | None = None
        self._undelivered = 0  # bytes since the parser last had output
        self._head, self._lines = 0, 0
        self._body, self._since = 0, 0.0
        self._ended = False
        self._leave: Callable[[], None] | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._leave = self._per_address.take(self.client[0] if self.client else "")
        if self._leave:
            self._watch()
        else:  # the refusal follows the request: some clients ignore an earlier answer
            self._timed = Phase.HEAD, self.loop.call_later(LINGER_S, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self._unwatch()
        if self._leave:
            self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._undelivered += len(data)
        if self._ended:
            if self._undelivered > MAX_DISCARDED_BYTES:
                self.transport.abort()
            return
        if self._leave is None:
            self._end(TOO_MANY)
            return
        if self._phase is Phase.NOTHING:
            self._phase = Phase.HEAD
        super().data_received(data)
        if self._undelivered > self._limits.header_bytes and not self._ended:
            self._end(TOO_LARGE)
        self._watch()

    def handle_websocket_upgrade(self) -> None:
        """Hands the connection to the WebSocket protocol, with its place."""
        self._ended = True
        self._unwatch()
        super().handle_websocket_upgrade()
        successor = self.transport.get_protocol()
        if isinstance(successor, PlacedWebSocket):
            successor.leave, self._leave = self._leave, None

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= self._limits.pipelined:
            self._end(TOO_LARGE)
            raise Stop
        self._phase, self._head, self._lines = Phase.HEAD, 0, 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Counts a header, also of a trailer."""
        self._lines += 1
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Refuses a request without exactly one `Host`: a proxy could route it by another one than the server."""
        if not self._names_one_host:
            self._end(MALFORMED)
            raise Stop
        self._undelivered = 0
        self._phase, self._body, self._since = Phase.BODY, 0, self.loop.time()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._undelivered = 0
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._undelivered, self._phase = 0, Phase.NOTHING
        super().on_message_complete()

    def send_400_response(self, _: str) -> None:
        """Answers input that the parser rejects."""
        if not self._ended:
            self._end(MALFORMED)

    @property
    def _names_one_host(self) -> bool:
        hosts = [value for name, value in self.headers if name == b"host"]
        if not hosts:
            return self.parser.get_http_version() in WITHOUT_HOST
        return len(hosts) == 1 and bool(HOST.fullmatch(hosts[0]))

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > self._limits.header_bytes or self._lines > self._limits.header_lines:
            self._end(TOO_LARGE)
            raise Stop

    def _watch(self) -> None:
        """Runs a timer while a request is incomplete."""
        phase = Phase.NOTHING if self._ended else self._phase
        if self._timed and self._timed[0] is phase:
            return
        if phase is not Phase.NOTHING:
            self._time(self._limits.header_timeout if phase is Phase.HEAD else self._limits.body_timeout)
        elif not self._ended:
            self._unwatch()

    def _time(self, seconds: float) -> None:
        self._unwatch()
        self._timed = self._phase, self.loop.call_later(seconds, self._late)

    def _unwatch(self) -> None:
        if self._timed:
            self._timed[1].cancel()
            self._timed = None

    def _late(self) -> None:
        in_head = self._phase is Phase.HEAD
        if self.flow.read_paused or self.pipeline or (in_head and self._is_answering):
            self._since = self.loop.time()
            self._time(self._limits.header_timeout if in_head else self._limits.body_timeout)
        elif not in_head and (remaining_s := self._remaining_s) > 0:
            self._time(remaining_s)
        elif in_head and not self._undelivered:  # the client has sent nothing
            self.transport.close()
        else:
            self._end(TOO_SLOW)

    @property
    def _remaining_s(self) -> float:
        """Time left for the body, extended by the bytes that have arrived."""
        due = self._since + self._limits.body_timeout + self._body / self._limits.body_rate
        return due - self.loop.time()

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _end(self, refusal: ConnectionRefusal) -> None:
        """Sends the refusal, unless it would be read as part of another answer."""
        self._ended = True
        self._unwatch()
        self._unset_keepalive_if_required()
        unanswered = self._phase is Phase.BODY and not self.pipeline and not self.cycle.response_started
        if self._is_answering and not unanswered:
            self.transport.abort()
            return
        answer = refusal.answer(self._language())
        if self._is_answering:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.write(answer)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()
        self._timed = Phase.NOTHING, self.loop.call_later(LINGER_S, self.transport.abort)

    def _language(self) -> Language:
        spoken = next((value for name, value in self.headers or () if name == b"accept-language"), b"")
        return language_of(spoken.decode("latin-1"))
