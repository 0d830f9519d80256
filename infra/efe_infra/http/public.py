"""Public pages: a front page, the two contracts, and a page that shows the OpenAPI document."""

from collections.abc import Callable
from typing import Any

from starlette.routing import BaseRoute

from efe_infra.http.api_page import api_page
from efe_infra.http.declared import Responses, content, router
from efe_infra.http.fixed_text import FixedText
from efe_infra.http.front_page import framed, front_page, policy
from efe_infra.http.negotiation import HTML, JSON
from efe_infra.http.openapi import written

UNCHANGED: Responses = {304: {"description": "Rien n'a changé depuis l'`ETag` que nomme `If-None-Match`."}}
TEXT = "text/plain"


class PublicPages:
    """Without a token. `sdl` is the GraphQL contract."""

    def __init__(self, sdl: Callable[[], str], *, graphiql: bool) -> None:
        self._sdl = sdl
        self._graphiql = graphiql
        self._document: Callable[[], dict[str, Any]] = dict

    def describe(self, document: Callable[[], dict[str, Any]]) -> None:
        """The OpenAPI document, once all addresses are known."""
        self._document = document

    @property
    def routes(self) -> list[BaseRoute]:
        routes = router("Pages")
        for address, name, summary, media, make in (
            ("/", "front_page", "La page d'accueil", HTML, self._front),
            ("/schema.graphql", "graphql_schema", "Le contrat GraphQL, en SDL", TEXT, self._sdl),
            ("/openapi.json", "openapi_document", "Ce document", JSON, lambda: written(self._document())),
            ("/docs/api", "api_page", "Ce document, à lire dans un navigateur", HTML, self._api),
        ):
            text = FixedText(make, media, {"Content-Security-Policy": policy()} if media == HTML else None)
            routes.add_api_route(
                address,
                text.answer,
                name=name,
                summary=summary,
                description="Sans jeton.",
                responses={200: content(media, description="Le texte, avec son `ETag`."), **UNCHANGED},
            )
        return routes.routes

    def _front(self) -> str:
        return front_page(graphiql=self._graphiql)

    def _api(self) -> str:
        return framed("Les adresses HTTP", api_page(self._document()))
