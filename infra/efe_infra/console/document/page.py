"""`/instances/{bassin}/documents`: puts a document into the store, for the act that names it."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from efe_infra.console.register.documents import Document
from efe_infra.console.sign_in.flow import to
from efe_infra.console.sign_in.paths import safe_path
from efe_infra.console.web.addresses import bassin_at
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.page_request import SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Standing, check_coordinates
from efe_infra.console.web.refusals import SignInNeeded
from efe_infra.console.web.uploads import file_of, kept

pages = page_router(multilingual=True)
ADDRESS: Final = "/instances/{bassin}/documents"
FINGERPRINT: Final = "empreinte"
"""The parameter with which a form is told what was put."""


class PutPage(Frame, frozen=True):
    viewer: Standing | None


PUT: Final = Document("put_document", PutPage)


@pages.get(ADDRESS)
async def form(visit: SignedInVisit, bassin: str) -> Response:
    """`suite` is the form for which a document is put, `empreinte` the document that was put."""
    name = bassin_at(bassin)
    found = await visit.ask(PUT)
    check_coordinates(found.viewer, name)
    return visit.page("document/page.html", found, bassin=name, put=visit.given(FINGERPRINT))


@pages.post(ADDRESS)
async def put(visit: Visit, request: Request, bassin: str) -> Response:
    """Twice is once: the same bytes have the same fingerprint."""
    name = bassin_at(bassin)
    if visit.session is None:
        raise SignInNeeded
    check_coordinates((await visit.ask(PUT)).viewer, name)
    file = await file_of(request, request.app.state.console.max_document)
    fingerprint = await kept(visit, file)
    back = safe_path(visit.given("suite") or visit.request.url.path)
    return to(visit.link(back, **{FINGERPRINT: fingerprint}))
