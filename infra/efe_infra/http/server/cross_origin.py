"""Pages of other origins in a browser (CORS): those of `EFE_ALLOWED_ORIGINS`, and only where clients call."""

from collections.abc import Sequence
from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

ADDRESSES: Final = ("/graphql", "/documents", "/preuves")
SENT: Final = ("Authorization", "Content-Type", "Last-Event-ID", "Traceparent", "X-Correlation-Id")
EXPOSED_HEADERS: Final = (
    "Content-Disposition",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
    "X-Correlation-Id",
)
FOR: Final = 600
"""Seconds for which a browser need not ask again."""


class CrossOrigin:
    """The outermost layer: a page also reads why it was refused. Never with cookies, by which nobody signs in."""

    def __init__(self, app: ASGIApp, *, origins: Sequence[str]) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=("GET", "HEAD", "POST", "PUT"),
            allow_headers=SENT,
            expose_headers=EXPOSED_HEADERS,
            allow_credentials=False,
            max_age=FOR,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_open = scope["type"] == "http" and scope["path"].startswith(ADDRESSES)
        await (self._open if is_open else self._app)(scope, receive, send)
