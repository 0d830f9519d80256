"""`/instances/{bassin}`: one Instance, its pôles, its projects, its communes."""

from starlette.responses import Response

from efe_infra.console.instance.generated import INSTANCE
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates, live_updates
from efe_infra.console.web.refusals import bassin_at

pages = page_router(multilingual=True)


@pages.get("/instances/{bassin}")
async def instance(visit: Visit, bassin: str) -> Response:
    name = bassin_at(bassin)
    found = await visit.ask(
        INSTANCE, bassin=name, polesAfter=visit.query("poles"), projectsAfter=visit.query("projets")
    )
    structured = {
        "@type": "Organization",
        "name": f"Instance bassin EFE – {BASSINS[name]}",
        "areaServed": {"@type": "AdministrativeArea", "name": BASSINS[name]},
        "foundingDate": found.instance and found.instance.established_on,
    }
    return visit.page(
        "instance/page.html",
        found,
        structured=structured if found.instance else None,
        updates=live_updates(found.viewer, [name]),
        bassin=name,
        may_create=coordinates(visit.viewer_now(found.viewer), name),
    )
