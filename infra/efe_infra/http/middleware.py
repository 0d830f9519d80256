"""What surrounds every request: a correlation id, a line in the log, headers that close doors, no bare exception."""

import time
from uuid import UUID, uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from efe_infra import metrics
from efe_infra.http.faults import hidden
from efe_infra.http.negotiation import language_of
from efe_infra.http.refusal import JSONResponse

log = structlog.stdlib.get_logger()

HEADER = "X-Correlation-Id"
DEFAULT_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def correlation_id(scope: Scope) -> str:
    """The client's id when it is a UUID, else a new one: free text would carry names into the log and the ledger."""
    try:
        return str(UUID(Headers(scope=scope).get(HEADER, "")))
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
        scope.setdefault("state", {}).update(
            correlation_id=correlation_id(scope), language=language_of(Headers(scope=scope).get("accept-language"))
        )
        with bound_contextvars(correlation_id=scope["state"]["correlation_id"]):
            if scope["type"] == "http":
                await Exchange(self._app, scope, receive, send).run()
            else:
                await self._app(scope, receive, send)


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
        except Exception as fault:  # noqa: BLE001 - reported
            error = hidden(fault, self._scope["state"]["language"])
            if self._status is not None:
                raise CutOff(error["extensions"]["errorId"]) from None
            response = JSONResponse({"errors": [error]}, 500)
            await response(self._scope, self._receive, self._forward)
        finally:
            self._log()

    async def _forward(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[HEADER] = self._scope["state"]["correlation_id"]
            for name, value in DEFAULT_HEADERS.items():
                headers.setdefault(name, value)
            if "Accept-Language" in headers.get("vary", ""):
                headers["Content-Language"] = self._scope["state"]["language"]
        await self._send(message)

    def _log(self) -> None:
        metrics.REQUESTS.labels(metrics.method_label(self._scope["method"]), self._status or "none").inc()
        log.info(
            "request",
            method=self._scope["method"],
            path=None if self._status == 404 else self._scope["path"],
            status=self._status,
            milliseconds=round((time.perf_counter() - self._began) * 1000, 1),
        )
