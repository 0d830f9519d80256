"""Public texts with an `ETag`: the GraphQL contract in SDL, and the OpenAPI document."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from efe_infra.http.endpoints.openapi import Responses, content, router, to_json
from efe_infra.http.entity_tags import tagged
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
