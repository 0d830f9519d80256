"""`/instances/{bassin}`: one Instance, its pôles, its projects, its communes."""

from datetime import date

from starlette.responses import Response

from efe_infra.console.project.lines import PoleLine, ProjectLine
from efe_infra.console.register.answers import Answers, Connection
from efe_infra.console.register.documents import Document
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.addresses import bassin_at
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Standing, coordinates, followed

pages = page_router(multilingual=True)


class CommuneName(Answers, frozen=True):
    name: str


class Instance(Answers, frozen=True):
    bassin: str
    established_on: date
    communes: tuple[CommuneName, ...]


class InstancePage(Frame, frozen=True):
    """Without an Instance the bassin is there all the same."""

    instance: Instance | None
    poles: Connection[PoleLine]
    projects: Connection[ProjectLine]
    viewer: Standing | None = None


INSTANCE = Document("instance", InstancePage)


@pages.get("/instances/{bassin}")
async def instance(visit: Visit, bassin: str) -> Response:
    name = bassin_at(bassin)
    found = await visit.ask(
        INSTANCE, bassin=name, polesAfter=visit.given("poles"), projectsAfter=visit.given("projets")
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
        course=followed(found.viewer, [name]),
        bassin=name,
        may_create=coordinates(visit.acting(found.viewer), name),
    )
