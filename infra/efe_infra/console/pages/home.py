"""`/`: what the platform is, and the catalogue of pôles and projects."""

from datetime import date

from starlette.responses import Response

from efe_infra.console.answers import Answers, Connection
from efe_infra.console.catalogue import PoleLine, ProjectLine
from efe_infra.console.documents import Document
from efe_infra.console.frame import Frame
from efe_infra.console.labels import bassin_of
from efe_infra.console.page_route import page_router
from efe_infra.console.structured import SITE
from efe_infra.console.visit import Visit
from efe_infra.http.negotiation import HTML
from efe_infra.http.public import public

pages = page_router(declared=True, multilingual=True)


class InstanceLine(Answers, frozen=True):
    bassin: str
    established_on: date


class Home(Frame, frozen=True):
    instances: tuple[InstanceLine, ...]
    poles: Connection[PoleLine]
    projects: Connection[ProjectLine]

    @property
    def established(self) -> dict[str, date]:
        return {each.bassin: each.established_on for each in self.instances}


HOME = Document("home", Home)


@pages.get("/", name="front_page", summary="La page d'accueil", **public(HTML))
async def home(visit: Visit) -> Response:
    """`q` is searched for in names, axes and titles; `poles` and `projets` say where each list goes on."""
    found = await visit.ask(
        HOME,
        search=visit.given("q"),
        bassin=bassin_of(visit.given("bassin")),
        polesAfter=visit.given("poles"),
        projectsAfter=visit.given("projets"),
    )
    return visit.page(
        "home.html",
        found,
        structured=SITE,
        graphiql=visit.request.app.state.console.graphiql,
        q=visit.given("q"),
        chosen=visit.given("bassin"),
    )
