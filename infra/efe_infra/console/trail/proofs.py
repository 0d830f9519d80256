"""`/instances/{bassin}/preuves`: what a coordinator or an auditor may prove of an Instance, and how."""

from typing import Final

from starlette.responses import Response

from efe_infra.console.language.translatable import tr
from efe_infra.console.trail.generated import PROOFS
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import may_prove
from efe_infra.console.web.refusals import NotTheirs, bassin_at

pages = page_router(multilingual=True)

REFUSED: Final = tr("Les preuves d'une Instance sont remises à qui la coordonne ou l'audite.")


@pages.get("/instances/{bassin}/preuves")
async def proofs(visit: SignedInVisit, bassin: str) -> Response:
    name = bassin_at(bassin)
    response = await visit.ask(PROOFS)
    if not may_prove(response.viewer, name):
        raise NotTheirs(REFUSED)
    return visit.page("trail/proofs.html", response, bassin=name)
