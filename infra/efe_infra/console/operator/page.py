"""`/operateurs/{key}`: an operator; `/instances/{bassin}/operateurs`: the operators of an Instance."""

from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.offers import CommandLink, Offers, links_to
from efe_infra.console.operator.commands import placed_in
from efe_infra.console.operator.forms import OPERATOR_COMMANDS, REGISTRATION
from efe_infra.console.operator.generated import OPERATOR_DOSSIER, OPERATORS_OF_INSTANCE
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import readable_instances
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)


@pages.get("/instances/{bassin}/operateurs")
async def operators(visit: Visit, bassin: str) -> Response:
    name, here = bassin_at(bassin), f"/instances/{bassin}/operateurs"
    response = await visit.ask(
        OPERATORS_OF_INSTANCE, bassin=name, search=visit.query("q") or None, after=visit.query("apres")
    )
    offers = Offers.of(response.instance.available_commands if response.instance else None)
    link = CommandLink(REGISTRATION, f"{here}/actes/{REGISTRATION.slug}")
    return visit.page("operator/list.html", response, bassin=name, here=here, menu=offers.menu([link]))


@pages.get("/operateurs/{key:uuid}")
async def operator(visit: Visit, key: UUID) -> Response:
    response = await visit.ask(OPERATOR_DOSSIER, id=global_id("Operator", str(key)))
    dossier = require(response.operator)
    readable = readable_instances(response.viewer) if response.viewer else ()
    return visit.page(
        "operator/page.html",
        response,
        here=f"/operateurs/{key}",
        menu=Offers.of(dossier.available_commands).menu(links_to(f"/operateurs/{key}", OPERATOR_COMMANDS)),
        placed=placed_in(dossier),
        readable=readable[0] if readable else None,
    )
