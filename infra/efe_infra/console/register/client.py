"""The client of the console: sends documents to the platform's own `/graphql`, by one call of its ASGI application.

The checks of every client apply: rights, budget, limits, access journal, log. A request keeps the visitor's address,
else all visitors would share one budget; it keeps the correlation id too.
"""

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.types import Message

from efe_domain.shared.messages import Language
from efe_infra.console.register.documents import Document
from efe_infra.http.negotiation import GRAPHQL, JSON
from efe_infra.identity.bearer import READER
from efe_infra.identity.tokens import Verified


class Extensions(msgspec.Struct, frozen=True, rename="camel"):
    code: str = ""
    error_id: str = ""
    field: str = ""


class GraphQLFault(msgspec.Struct, frozen=True):
    message: str
    extensions: Extensions = Extensions()


class Answer[T](msgspec.Struct, frozen=True):
    data: T | None = None
    errors: tuple[GraphQLFault, ...] = ()


class Reply[T](msgspec.Struct, frozen=True):
    """Response of `/graphql`; `retry_after` is the header, in seconds."""

    status: int
    answer: Answer[T]
    retry_after: str = ""

    @property
    def fault(self) -> GraphQLFault:
        """First error; an empty one if there is none."""
        return self.answer.errors[0] if self.answer.errors else GraphQLFault("")

    @property
    def code(self) -> str:
        return self.fault.extensions.code


async def ask[T: msgspec.Struct](
    request: Request,
    document: Document[T],
    variables: dict[str, Any],
    *,
    token: str | None,
    reader: Verified | None = None,
    language: Language = Language.FRENCH,
) -> Reply[T]:
    """Sends a document to `/graphql` with the token of a session, and returns the reply in the language of the page.

    A `reader` has no token: the console vouches for the identity, and sends a GET, which runs queries only.
    """
    if reader:
        exchange = AppExchange(b"")
        scope = _reading(request, document, variables, reader)
    else:
        body = msgspec.json.encode({"documentId": document.id, "variables": variables})
        exchange = AppExchange(body)
        scope = _scope(request, body, token, language)
    await request.app(scope, exchange.receive, exchange.send)
    answer = _decoder(document).decode(exchange.body)
    return Reply(exchange.status, answer, exchange.headers.get(b"retry-after", b"").decode("latin-1"))


async def send_to(
    request: Request,
    method: str,
    address: str,
    body: bytes = b"",
    *,
    headers: Mapping[str, str] | None = None,
    token: str | None,
    language: Language,
) -> "AppExchange":
    """Sends a request to another address of the application for the person of a request; returns the response."""
    path, _, query = address.partition("?")
    exchange = AppExchange(body)
    sent_headers = {"content-length": str(len(body)), "accept-language": language, **(headers or {})}
    scope = scope_of(request, method, path, token=token, headers=sent_headers) | {"query_string": query.encode()}
    await request.app(scope, exchange.receive, exchange.send)
    return exchange


@cache
def _decoder[T: msgspec.Struct](document: Document[T]) -> msgspec.json.Decoder[Answer[T]]:
    """Returns the decoder of the answers to a document; it is not strict, because positions are sent as text."""
    return msgspec.json.Decoder(Answer[document.answer], strict=False)  # type: ignore[name-defined] # known as the program runs


def _scope(request: Request, body: bytes, token: str | None, language: Language) -> dict[str, Any]:
    headers = {"content-type": JSON, "content-length": str(len(body)), "accept": GRAPHQL, "accept-language": language}
    return scope_of(request, "POST", "/graphql", token=token, headers=headers)


def _reading[T: msgspec.Struct](
    request: Request, document: Document[T], variables: dict[str, Any], reader: Verified
) -> dict[str, Any]:
    headers = {"accept": GRAPHQL, "accept-language": Language.FRENCH}
    scope = scope_of(request, "GET", "/graphql", token=None, headers=headers)
    params = {"documentId": document.id, "variables": msgspec.json.encode(variables).decode()}
    return scope | {"query_string": urlencode(params).encode(), "state": {READER: reader}}


def scope_of(
    request: Request, method: str, path: str, *, token: str | None, headers: Mapping[str, str]
) -> dict[str, Any]:
    """Returns the ASGI scope of a request to the application, for the person of another request."""
    request_headers = {
        "host": request.headers.get("host", ""),
        "x-correlation-id": request.scope["state"]["correlation_id"],
        **headers,
        **({"authorization": f"Bearer {token}"} if token else {}),
    }
    return {
        "type": "http",
        "asgi": request.scope["asgi"],
        "http_version": "1.1",
        "method": method,
        "scheme": request.scope["scheme"],
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in request_headers.items()],
        "client": request.scope["client"],
        "server": request.scope["server"],
        "state": {},
    }


class AppExchange:
    """Request body and the response to it."""

    def __init__(self, body: bytes) -> None:
        self._sent: list[bytes] = [body]
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = bytearray()

    async def receive(self) -> Message:
        if self._sent:
            return {"type": "http.request", "body": self._sent.pop(), "more_body": False}
        await asyncio.Event().wait()  # the person is still there
        raise AssertionError

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.body += message.get("body", b"")
