"""A file of the platform that asks for a token, handed to who is signed in: the browser has no token to send."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from efe_infra.console.register.client import scope_of
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import PageRefused


class Relayed(Response):
    """Response of the application to a GET, streamed."""

    def __init__(self, visitor: PageRequest, path: str) -> None:
        super().__init__()
        self._app = visitor.request.app
        self._scope = as_client(visitor, path, "GET")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - it has its own
        await self._app(self._scope, receive, send)


@dataclass
class Begun:
    """Status of the response to a HEAD request."""

    status: int = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]


async def relayed(visitor: PageRequest, path: str, sentences: dict[int, str]) -> Response:
    """Asked beforehand whether it is given: a refusal is a page. Raises `PageRefused`."""
    begun = Begun()
    await visitor.request.app(as_client(visitor, path, "HEAD"), nothing, begun.send)
    if begun.status != 200:
        raise PageRefused(begun.status, sentences.get(begun.status, ""))
    return Relayed(visitor, path)


async def nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def as_client(visitor: PageRequest, path: str, method: str) -> dict[str, Any]:
    token = visitor.session.access_token if visitor.session else None
    return scope_of(visitor.request, method, path, token=token, headers={})
