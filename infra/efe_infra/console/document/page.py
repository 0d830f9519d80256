"""`/instances/{bassin}/documents`: stores a document, for the act that cites it."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from efe_infra.console.document.generated import PUT_DOCUMENT
from efe_infra.console.sign_in.flow import safe_path, to
from efe_infra.console.web.page_request import SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates
from efe_infra.console.web.refusals import SignInNeeded, bassin_at
from efe_infra.console.web.uploads import file_of, kept

pages = page_router(multilingual=True)
ADDRESS: Final = "/instances/{bassin}/documents"
FINGERPRINT: Final = "empreinte"
"""Parameter with the fingerprint of the stored document, for the form that cites it."""


@pages.get(ADDRESS)
async def form(visit: SignedInVisit, bassin: str) -> Response:
    """`suite` is the form that needs a document, `empreinte` the fingerprint of the stored one."""
    name = bassin_at(bassin)
    found = await visit.ask(PUT_DOCUMENT)
    check_coordinates(found.viewer, name)
    return visit.page("document/page.html", found, bassin=name, put=visit.query(FINGERPRINT))


@pages.post(ADDRESS)
async def put(visit: Visit, request: Request, bassin: str) -> Response:
    """Stores a document. Idempotent: the same bytes have the same fingerprint."""
    name = bassin_at(bassin)
    if visit.session is None:
        raise SignInNeeded
    check_coordinates((await visit.ask(PUT_DOCUMENT)).viewer, name)
    file = await file_of(request, request.app.state.console.max_document)
    fingerprint = await kept(visit, file)
    back = safe_path(visit.query("suite") or visit.request.url.path)
    return to(visit.link(back, **{FINGERPRINT: fingerprint}))
