"""`/docs/api`: the OpenAPI document as a page; and that document built without an installation, for `efe schema`."""

from typing import Any

from starlette.responses import Response

from efe_infra.console.home import page as home
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.http.app import undelivered
from efe_infra.http.endpoints.openapi import document
from efe_infra.http.endpoints.public_texts import public
from efe_infra.http.negotiation import HTML

pages = page_router(declared=True)


@pages.get(
    "/docs/api",
    name="api_page",
    summary="Ce document, à lire dans un navigateur",
    **public(HTML),
)
async def api(visit: Visit) -> Response:
    return visit.page("home/openapi_page.html", document=visit.request.app.openapi())


def openapi_document() -> dict[str, Any]:
    return document([*undelivered(), *home.pages.routes, *pages.routes])
