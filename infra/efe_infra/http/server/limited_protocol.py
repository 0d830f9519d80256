"""The protocol of one HTTP connection, with limits to what uvicorn reads as long as a client sends it."""

from asyncio import BaseTransport, TimerHandle
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from efe_domain.shared.messages import Language
from efe_infra.http.negotiation import language_of
from efe_infra.http.server.connection_limits import (
    MALFORMED,
    TOO_LARGE,
    TOO_MANY,
    TOO_SLOW,
    LimitedConfig,
    Refusal,
)

LINGER = 1.0
"""Seconds for which what is still sent is thrown away: closed at once, a client might lose what it was told."""

THROWN_AWAY = 2_000_000
"""Bytes of it at most."""


class Phase(Enum):
    """What the client is expected to send."""

    NOTHING = auto()
    HEAD = auto()
    BODY = auto()


class PlacedWebSocket(WebSocketsSansIOProtocol):
    """Gives back, in the end, the place of its connection among those of its address."""

    leave: Callable[[], None] | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        if self.leave:
            self.leave()
        super().connection_lost(exc)


class Stop(Exception):
    """Ends the parser in the middle of what it reads."""


class GuardedHttp(HttpToolsProtocol):
    """From its first byte, or from its opening, a request has so long to be there.

    As long as the server itself does not read, or an earlier request has no answer yet, a client is not late.
    """

    def __init__(self, config: LimitedConfig, *args: Any, **options: Any) -> None:
        super().__init__(config, *args, **options)
        self._limits, self._per_address = config.limits, config.per_address
        self._phase = Phase.HEAD
        self._timed: tuple[Phase, TimerHandle] | None = None
        self._undelivered = 0  # bytes since the parser last had something for the application
        self._head, self._lines = 0, 0
        self._body, self._since = 0, 0.0
        self._ended = False
        self._leave: Callable[[], None] | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._leave = self._per_address.take(self.client[0] if self.client else "")
        if self._leave:
            self._watch()
        else:  # it is told when it has asked: some clients take nothing before for an answer
            self._timed = Phase.HEAD, self.loop.call_later(LINGER, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self._unwatch()
        if self._leave:
            self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._undelivered += len(data)
        if self._ended:
            if self._undelivered > THROWN_AWAY:
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
        """The connection is no longer ours; its place goes with it."""
        self._ended = True
        self._unwatch()
        super().handle_websocket_upgrade()
        taking = self.transport.get_protocol()
        if isinstance(taking, PlacedWebSocket):
            taking.leave, self._leave = self._leave, None

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
        """Also of those after a body."""
        self._lines += 1
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
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
        """Of what the parser does not take."""
        if not self._ended:
            self._end(MALFORMED)

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > self._limits.header_bytes or self._lines > self._limits.header_lines:
            self._end(TOO_LARGE)
            raise Stop

    def _watch(self) -> None:
        """A timer runs as long as a request has begun and is not there; mostly, it is there at once."""
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
        elif not in_head and (left := self._left) > 0:
            self._time(left)
        elif in_head and not self._undelivered:  # it has never said anything
            self.transport.close()
        else:
            self._end(TOO_SLOW)

    @property
    def _left(self) -> float:
        """Seconds that the body has, for what has come of it."""
        due = self._since + self._limits.body_timeout + self._body / self._limits.body_rate
        return due - self.loop.time()

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _end(self, refusal: Refusal) -> None:
        """Says why, unless it would be read as part of the answer to something else."""
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
        self._timed = Phase.NOTHING, self.loop.call_later(LINGER, self.transport.abort)

    def _language(self) -> Language:
        spoken = next((value for name, value in self.headers or () if name == b"accept-language"), b"")
        return language_of(spoken.decode("latin-1"))
