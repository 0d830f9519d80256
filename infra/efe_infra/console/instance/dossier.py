"""`/instances/{bassin}/dossier-d-evaluation`: what the evaluation file of an Instance contains, and its download."""

from starlette.responses import Response

from efe_infra.console.instance.generated import INSTANCE_DOSSIER
from efe_infra.console.language.formats import today
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import may_prove
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)


@pages.get("/instances/{bassin}/dossier-d-evaluation")
async def dossier(visit: SignedInVisit, bassin: str) -> Response:
    """Shows the page to readers of the Instance's dossiers. The last day is that of the page."""
    name = bassin_at(bassin)
    response = await visit.ask(INSTANCE_DOSSIER, bassin=name)
    require(response.instance and response.instance.dossier)
    return visit.page(
        "instance/dossier.html",
        response,
        bassin=name,
        here=f"/instances/{bassin}",
        until=visit.moment.law_day or today(),
        today=today(),
        has_bundle=may_prove(response.viewer, name),
    )
