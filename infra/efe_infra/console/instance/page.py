"""`/instances/{bassin}`: one Instance, its pôles, its projects, its communes."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from efe_infra.console.forms.offers import CommandLink, Offers
from efe_infra.console.instance.forms import INSTANCE_FORMS
from efe_infra.console.instance.generated import INSTANCE, OPERATOR_NEWS, OperatorNewsAuditEntry
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.generated import Standing
from efe_infra.console.web.next_step import step_line
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates, live_updates, readable_instances
from efe_infra.console.web.refusals import bassin_at

pages = page_router(multilingual=True)

NEWS_KINDS: Final = ("operator.renamed.v1", "operator.renumbered.v1", "operator.kind-changed.v1")
"""Acts on an operator that the Instances where it sits or is located see on their page."""


@pages.get("/instances/{bassin}")
async def instance(visit: Visit, bassin: str) -> Response:
    name = bassin_at(bassin)
    response = await visit.ask(
        INSTANCE, bassin=name, polesAfter=visit.query("poles"), projectsAfter=visit.query("projets")
    )
    viewer = visit.viewer_now(response.viewer)
    structured = {
        "@type": "Organization",
        "name": f"Instance bassin EFE – {BASSINS[name]}",
        "areaServed": {"@type": "AdministrativeArea", "name": BASSINS[name]},
        "foundingDate": response.instance and response.instance.established_on,
    }
    offers = Offers.of(response.instance.available_commands if response.instance else None)
    return visit.page(
        "instance/page.html",
        response,
        step=step_line(response.instance.next_step, viewer, "") if response.instance else None,
        structured=structured if response.instance else None,
        updates=live_updates(response.viewer, [name]),
        bassin=name,
        news=await operator_news(visit, response.viewer, name),
        menu=offers.menu(CommandLink(form, f"/instances/{bassin}/{path}") for path, form in INSTANCE_FORMS.items()),
        is_coordinator=coordinates(viewer, name),
        is_reader=response.viewer is not None and name in readable_instances(response.viewer),
    )


async def operator_news(visit: PageRequest, viewer: Standing | None, bassin: str) -> Sequence[OperatorNewsAuditEntry]:
    """Returns the last changes of operators that sit or are located in a bassin, for readers of its trail."""
    if viewer is None or bassin not in readable_instances(viewer):
        return ()
    response = await visit.ask(OPERATOR_NEWS, bassin=bassin, filter={"kinds": list(NEWS_KINDS)})
    return response.audit_trail.nodes
