"""`/`: home, with the catalogue of pôles and projects."""

from typing import Final

from starlette.responses import Response

from efe_infra.console.home.generated import HOME
from efe_infra.console.register.labels import bassin_of
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.http.endpoints.public_texts import public
from efe_infra.http.negotiation import HTML

pages = page_router(declared=True, multilingual=True)
SITE: Final = {
    "@type": "WebSite",
    "name": "Synergies EFE",
    "description": "Le registre des Instances bassin EFE et de leurs pôles de synergies.",
    "inLanguage": "fr-BE",
}
"""Structured data (JSON-LD, schema.org) for search engines."""


@pages.get("/", name="front_page", summary="La page d'accueil", **public(HTML))
async def home(visit: Visit) -> Response:
    """Shows the catalogue; `q` searches names, axes and titles; `poles` and `projets` are cursors of the lists."""
    response = await visit.ask(
        HOME,
        search=visit.query("q"),
        bassin=bassin_of(visit.query("bassin")),
        polesAfter=visit.query("poles"),
        projectsAfter=visit.query("projets"),
    )
    return visit.page(
        "home/page.html",
        response,
        structured=SITE,
        q=visit.query("q"),
        chosen=visit.query("bassin"),
        established={each.bassin: each.established_on for each in response.instances},
    )
