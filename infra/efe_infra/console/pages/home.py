"""`/`: what the platform is."""

from starlette.responses import Response

from efe_infra.console.documents import Document
from efe_infra.console.frame import Frame
from efe_infra.console.page_route import page_router
from efe_infra.console.visit import Visit

pages = page_router()

HOME = Document("home", Frame)


@pages.get("/")
async def home(visit: Visit) -> Response:
    return visit.page("home.html", await visit.ask(HOME))
