"""`/accessibilite`, `/vie-privee`, `/contact`, `/applications`: what the footer of every page leads to."""

from starlette.responses import Response

from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router

pages = page_router(multilingual=True)


@pages.get("/accessibilite")
async def accessibility(visit: Visit) -> Response:
    return visit.page("about/accessibility.html")


@pages.get("/vie-privee")
async def privacy(visit: Visit) -> Response:
    return visit.page("about/privacy.html")


@pages.get("/contact")
async def contact(visit: Visit) -> Response:
    return visit.page("about/contact.html", address=visit.request.app.state.console.contact)


@pages.get("/applications")
async def applications(visit: Visit) -> Response:
    return visit.page("about/applications.html", graphiql=visit.request.app.state.console.graphiql)
