"""`/`: what the platform is, and the catalogue of pôles and projects."""

from datetime import date

from starlette.responses import Response

from efe_infra.console.project.lines import PoleLine, ProjectLine
from efe_infra.console.register.answers import Answers, Connection
from efe_infra.console.register.documents import Document
from efe_infra.console.register.labels import bassin_of
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.structured import SITE
from efe_infra.http.endpoints.public_texts import public
from efe_infra.http.negotiation import HTML

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
        "home/page.html",
        found,
        structured=SITE,
        graphiql=visit.request.app.state.console.graphiql,
        q=visit.given("q"),
        chosen=visit.given("bassin"),
    )
