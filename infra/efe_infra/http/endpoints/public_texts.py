"""The two contracts as texts: GraphQL in SDL, and the OpenAPI document."""

from collections.abc import Callable
from typing import Any

from starlette.routing import BaseRoute

from efe_infra.http.endpoints.declarations import Responses, content, router
from efe_infra.http.endpoints.fixed_text import FixedText
from efe_infra.http.endpoints.openapi import written
from efe_infra.http.negotiation import JSON

UNCHANGED: Responses = {304: {"description": "Rien n'a changé depuis l'`ETag` que nomme `If-None-Match`."}}
TEXT = "text/plain"


class PublicTexts:
    """Without a token. `sdl` is the GraphQL contract."""

    def __init__(self, sdl: Callable[[], str]) -> None:
        self._sdl = sdl
        self._document: Callable[[], dict[str, Any]] = dict

    def describe(self, document: Callable[[], dict[str, Any]]) -> None:
        """The OpenAPI document, once all addresses are known."""
        self._document = document

    @property
    def routes(self) -> list[BaseRoute]:
        routes = router("Pages")
        for address, name, summary, media, make in (
            ("/schema.graphql", "graphql_schema", "Le contrat GraphQL, en SDL", TEXT, self._sdl),
            ("/openapi.json", "openapi_document", "Ce document", JSON, lambda: written(self._document())),
        ):
            routes.add_api_route(address, FixedText(make, media).answer, name=name, summary=summary, **public(media))
        return routes.routes


def public(media: str) -> dict[str, Any]:
    """How a text that anybody may read is declared."""
    return {
        "description": "Sans jeton.",
        "responses": {200: content(media, description="Le texte, avec son `ETag`."), **UNCHANGED},
    }
