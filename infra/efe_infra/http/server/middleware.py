"""The surroundings of every request: correlation id, log line, security headers, no bare exception."""

import time
from collections.abc import Iterable
from uuid import UUID, uuid4

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from efe_domain.shared.messages import in_language
from efe_infra.http.errors.faults import hidden
from efe_infra.http.errors.logs import CORRELATION
from efe_infra.http.errors.outages import RETRY_AFTER, noted
from efe_infra.http.errors.refusals import JSONResponse
from efe_infra.http.negotiation import language_of
from efe_infra.process import metrics

log = structlog.stdlib.get_logger()

HEADER = b"x-correlation-id"
DEFAULT_HEADERS = [
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


def correlation_id(sent: bytes | None) -> str:
    """The client's id when it is a UUID, else a new one: free text would carry names into the log and the ledger."""
    if sent is None:
        return str(uuid4())
    try:
        return str(UUID(sent.decode("latin-1")))
    except ValueError:
        return str(uuid4())


class Surroundings:
    """The outermost layer. The correlation id and the language are in `request.state` inside.

    The log has the path, never the query string: variables may travel in it. Where nothing is, it is any text at all.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        sent = dict(reversed(list(scope["headers"])))  # of a header that is there twice, the first
        correlation, spoken = correlation_id(sent.get(HEADER)), sent.get(b"accept-language")
        language = language_of(None if spoken is None else spoken.decode("latin-1"))
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
    """An answer that had begun ends in the middle. The server writes this in its log, in place of what was said."""

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
        except ClientDisconnect:  # nobody is there to be answered
            pass
        except Exception as fault:  # noqa: BLE001 - reported
            await self._refuse(fault)
        finally:
            self._log()

    async def _refuse(self, fault: Exception) -> None:
        """Asks the client to retry if the database is in trouble. Raises `CutOff`."""
        language = self._scope["state"]["language"]
        refusal = noted(fault) if self._status is None else None
        if refusal:
            metrics.REFUSED.labels(refusal.code()).inc()
            told = {"message": in_language(refusal.message, language), "extensions": {"code": refusal.code()}}
            response = JSONResponse({"errors": [told]}, 503, headers=RETRY_AFTER)
        else:
            error = hidden(fault, language)
            if self._status is not None:
                raise CutOff(error["extensions"]["errorId"]) from None
            response = JSONResponse({"errors": [error]}, 500)
        await response(self._scope, self._receive, self._forward)

    async def _forward(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message["headers"] = self._surrounded(message["headers"])
        await self._send(message)

    def _surrounded(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        state, given = self._scope["state"], dict(headers)
        added = [
            (HEADER, state["correlation_id"].encode()),
            *(each for each in DEFAULT_HEADERS if each[0] not in given),
        ]
        if b"Accept-Language" in given.get(b"vary", b"") and b"content-language" not in given:
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
