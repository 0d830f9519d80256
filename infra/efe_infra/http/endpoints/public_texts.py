"""Public texts with an `ETag`: the GraphQL contract in SDL, and the OpenAPI document."""

import hashlib
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from efe_infra.http.endpoints.openapi import Responses, content, router, to_json
from efe_infra.http.negotiation import JSON


class FixedText:
    """Text that is the same for every client. Made on a worker thread at the first request, then cached."""

    def __init__(self, make: Callable[[], str], media: str) -> None:
        self._make, self._media = make, media
        self._lock = Lock()
        self._body: bytes | None = None

    async def answer(self, request: Request) -> Response:
        body = self._body if self._body is not None else await run_sync(self._make_once)
        return tagged(request, Response(body, media_type=self._media), caching="no-cache")

    def _make_once(self) -> bytes:
        with self._lock:
            if self._body is None:
                self._body = self._make().encode()
            return self._body


def tag_of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Tells whether `If-None-Match` names the tag (RFC 9110 §13.1.2)."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in (
        each.strip().removeprefix("W/") for each in if_none_match.split(",")
    )


def tagged(request: Request, response: Response, *, caching: str) -> Response:
    """Returns the response with a strong tag and this `Cache-Control`, or 304 if the client has it already.

    The same body in two media types has two tags.
    """
    tag = tag_of(response.headers.get("content-type", "").encode() + bytes(response.body))
    response.headers.update({"Cache-Control": caching, "ETag": tag})
    if not is_known(request.headers.get("if-none-match"), tag):
        return response
    headers = {name: each for name, each in response.headers.items() if name not in OF_THE_BODY}
    return Response(status_code=304, headers=headers)


OF_THE_BODY: Final = frozenset({"content-length", "content-type"})
UNCHANGED: Responses = {304: {"description": "Rien n'a changé depuis l'`ETag` que nomme `If-None-Match`."}}
TEXT = "text/plain"


class PublicTexts:
    """Public endpoints, without a token. `sdl` returns the GraphQL contract."""

    def __init__(self, sdl: Callable[[], str]) -> None:
        self._sdl = sdl
        self._document: Callable[[], dict[str, Any]] = dict

    def describe(self, document: Callable[[], dict[str, Any]]) -> None:
        """Sets the OpenAPI document, once all addresses are known."""
        self._document = document

    @property
    def routes(self) -> list[BaseRoute]:
        routes = router("Pages")
        for address, name, summary, media, make in (
            ("/schema.graphql", "graphql_schema", "Le contrat GraphQL, en SDL", TEXT, self._sdl),
            ("/openapi.json", "openapi_document", "Ce document", JSON, lambda: to_json(self._document())),
        ):
            routes.add_api_route(address, FixedText(make, media).answer, name=name, summary=summary, **public(media))
        return routes.routes


def public(media: str) -> dict[str, Any]:
    return {
        "description": "Sans jeton.",
        "responses": {200: content(media, description="Le texte, avec son `ETag`."), **UNCHANGED},
    }
