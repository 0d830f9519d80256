"""Limits of connections: bytes, times, and connections of one address."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, NamedTuple

import orjson
import structlog
import uvicorn
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from efe_domain.shared.messages import Language, Message, in_language
from efe_infra.http.negotiation import JSON
from efe_infra.process import metrics
from efe_infra.process.addresses import client_network

log = structlog.stdlib.get_logger()


@dataclass(frozen=True, kw_only=True)
class ConnectionLimits:
    """Limits of a connection; sizes in bytes, times in seconds.

    A body may take `body_timeout`, and longer if `body_rate` bytes arrive each second. An address has at most
    `connections` (0: no limit). An IPv6 address shares them with its /64.
    """

    header_bytes: int = 65_536
    header_lines: int = 100
    header_timeout: float = 10.0
    body_timeout: float = 30.0
    body_rate: int = 16_384
    keep_alive: float = 5.0
    pipelined: int = 16
    connections: int = 200
    proxies: str | None = None
    """Trusted proxies in uvicorn's format; None means `FORWARDED_ALLOW_IPS`, or loopback."""


class ConnectionRefusal(NamedTuple):
    """Response on a connection that the server closes before the application answers."""

    status: int
    code: str
    message: Message
    headers: Mapping[str, str] = {}

    def answer(self, language: Language) -> bytes:
        metrics.REFUSED.labels(self.code).inc()
        log.info("request refused", code=self.code, status=self.status)
        error = {"message": in_language(self.message, language), "extensions": {"code": self.code}}
        body = orjson.dumps({"errors": [error]})
        headers = {
            **self.headers,
            "content-type": f"{JSON}; charset=utf-8",
            "content-length": str(len(body)),
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "connection": "close",
        }
        lines = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            *(f"{k}: {v}" for k, v in headers.items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


MALFORMED: Final = ConnectionRefusal(400, "BAD_USER_INPUT", Message("La requête HTTP est mal formée."))
TOO_SLOW: Final = ConnectionRefusal(408, "REQUEST_TIMEOUT", Message("La requête n'est pas arrivée à temps."))
TOO_LARGE: Final = ConnectionRefusal(
    431, "HEADERS_TOO_LARGE", Message("Les en-têtes de la requête sont trop longs ou trop nombreux.")
)
TOO_MANY: Final = ConnectionRefusal(
    429,
    "TOO_MANY_CONNECTIONS",
    Message("Trop de connexions sont ouvertes depuis cette adresse ; réessayez plus tard."),
    {"retry-after": "5"},
)


@dataclass
class Connections:
    """Counter of open connections by address. A proxy has no limit."""

    max_per_address: int
    is_proxy: Callable[[str], bool]
    _open: Counter[str] = field(default_factory=Counter)

    def take(self, host: str) -> Callable[[], None] | None:
        """Counts a connection and returns the function that releases it, or None if the limit is reached."""
        if not self.max_per_address or self.is_proxy(host):
            return lambda: None
        address = client_network(host)
        if self._open[address] >= self.max_per_address:
            return None
        self._open[address] += 1

        def leave() -> None:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

        return leave


class LimitedConfig(uvicorn.Config):
    """Configuration of a server with limits, which the protocol of a connection reads."""

    def __init__(self, app: ASGIApp, limits: ConnectionLimits, **options: object) -> None:
        self.limits = limits
        super().__init__(
            app,
            timeout_keep_alive=limits.keep_alive,  # type: ignore[arg-type] # seconds, that a timer counts
            forwarded_allow_ips=limits.proxies,
            **options,  # type: ignore[arg-type]
        )
        proxies = ProxyHeadersMiddleware(app, self.forwarded_allow_ips).trusted_hosts  # type: ignore[arg-type] # as above
        self.per_address = Connections(limits.connections, proxies.__contains__)
