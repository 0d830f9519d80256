"""Middleware of every request: correlation id, log line, security headers, CORS, and answers to exceptions."""

import time
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID, uuid4

import structlog
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from efe_domain.shared.messages import in_language
from efe_infra.http.errors.faults import RETRY_HEADERS, hidden, log_outage
from efe_infra.http.errors.logs import CORRELATION
from efe_infra.http.errors.refusals import JSONResponse
from efe_infra.http.negotiation import language_of
from efe_infra.process import metrics

CORS_ADDRESSES: Final = ("/graphql", "/documents", "/preuves", "/flux")
REQUEST_HEADERS: Final = (
    "Authorization",
    "Content-Type",
    "If-None-Match",
    "Last-Event-ID",
    "Traceparent",
    "X-Correlation-Id",
)
EXPOSED_HEADERS: Final = (
    "Content-Disposition",
    "ETag",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
    "X-Correlation-Id",
)
PREFLIGHT_CACHE_S: Final = 600


class CrossOrigin:
    """CORS for the origins of `EFE_ALLOWED_ORIGINS`, without cookies. Outermost, so that pages can read refusals."""

    def __init__(self, app: ASGIApp, *, origins: Sequence[str]) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=("GET", "HEAD", "POST", "PUT"),
            allow_headers=REQUEST_HEADERS,
            expose_headers=EXPOSED_HEADERS,
            allow_credentials=False,
            max_age=PREFLIGHT_CACHE_S,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_open = scope["type"] == "http" and scope["path"].startswith(CORS_ADDRESSES)
        await (self._open if is_open else self._app)(scope, receive, send)


log = structlog.stdlib.get_logger()

HEADER = b"x-correlation-id"
DEFAULT_HEADERS = [
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


def correlation_id(header: bytes | None) -> str:
    """Returns the client's id if it is a UUID, else a new one. Free text could bring names into the ledger."""
    if header is None:
        return str(uuid4())
    try:
        return str(UUID(header.decode("latin-1")))
    except ValueError:
        return str(uuid4())


class RequestMiddleware:
    """Outermost layer but for CORS. Sets the correlation id and the language in `request.state`.

    Logs the path, but never the query string, which may contain variables, nor the path of a 404.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = dict(reversed(list(scope["headers"])))  # the first of a repeated header wins
        correlation, accept = correlation_id(headers.get(HEADER)), headers.get(b"accept-language")
        language = language_of(None if accept is None else accept.decode("latin-1"))
        scope.setdefault("state", {}).update(correlation_id=correlation, language=language)
        token = CORRELATION.set(correlation)
        try:
            if scope["type"] == "http":
                await Exchange(self._app, scope, receive, send).run()
            else:
                await self._app(scope, receive, send)
        finally:
            CORRELATION.reset(token)


class CutOff(Exception):
    """Fault in the middle of an answer. The server logs this instead of the original message."""

    def __init__(self, error_id: object) -> None:
        super().__init__(f"An answer was cut off by the fault {error_id}")


class Exchange:
    """One request and its response."""

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        self._began = time.perf_counter()
        self._status: int | None = None

    async def run(self) -> None:
        try:
            await self._app(self._scope, self._receive, self._forward)
        except ClientDisconnect:  # the client has left
            pass
        except Exception as fault:  # noqa: BLE001 - reported
            await self._refuse(fault)
        finally:
            self._log()

    async def _refuse(self, fault: Exception) -> None:
        """Answers an exception: 503 for a database outage, else 500. Raises `CutOff` if an answer has begun."""
        language = self._scope["state"]["language"]
        refusal = log_outage(fault) if self._status is None else None
        if refusal:
            metrics.REFUSED.labels(refusal.code()).inc()
            error: object = {
                "message": in_language(refusal.message, language),
                "extensions": {"code": refusal.code()},
            }
            response = JSONResponse({"errors": [error]}, 503, headers=RETRY_HEADERS)
        else:
            hidden_error = hidden(fault, language)
            if self._status is not None:
                raise CutOff(hidden_error["extensions"]["errorId"]) from None
            response = JSONResponse({"errors": [hidden_error]}, 500)
        await response(self._scope, self._receive, self._forward)

    async def _forward(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message["headers"] = self._with_headers(message["headers"])
        await self._send(message)

    def _with_headers(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        state, present = self._scope["state"], dict(headers)
        added = [
            (HEADER, state["correlation_id"].encode()),
            *(each for each in DEFAULT_HEADERS if each[0] not in present),
        ]
        if b"Accept-Language" in present.get(b"vary", b"") and b"content-language" not in present:
            added.append((b"content-language", state["language"].encode()))
        return [*headers, *added]

    def _log(self) -> None:
        metrics.child(metrics.REQUESTS, metrics.method_label(self._scope["method"]), self._status or "none").inc()
        log.info(
            "request",
            method=self._scope["method"],
            path=None if self._status == 404 else self._scope["path"],
            status=self._status,
            milliseconds=round((time.perf_counter() - self._began) * 1000, 1),
        )
