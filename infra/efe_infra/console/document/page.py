"""`/instances/{bassin}/documents`: documents of an Instance, and the form that stores one; `/fichiers/{sha256}`."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from efe_infra.console.document.generated import DOCUMENTS
from efe_infra.console.forms.deposits import deposit
from efe_infra.console.register.client import Answer, send_to
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.form_file import file_of
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates
from efe_infra.console.web.refusals import NotHere, PageRefused, SignInNeeded, bassin_at

pages = page_router(multilingual=True)
ADDRESS: Final = "/instances/{bassin}/documents"
FINGERPRINT: Final = "empreinte"
"""Parameter with the fingerprint of the document that was just stored."""
POLICY: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
PASSED_HEADERS: Final = ("content-type", "content-disposition")


@pages.get(ADDRESS)
async def form(visit: SignedInVisit, bassin: str) -> Response:
    """Shows the form and the last documents; `empreinte` is the fingerprint of the stored one."""
    name = bassin_at(bassin)
    response = await visit.ask(DOCUMENTS, bassin=name)
    check_coordinates(response.viewer, name)
    dossier = response.instance.dossier if response.instance else None
    recent = dossier.recent_documents if dossier else ()
    stored_document = next((each for each in recent if each.sha256 == visit.query(FINGERPRINT)), None)
    return visit.page("document/page.html", response, bassin=name, stored_document=stored_document, recent=recent)


@pages.post(ADDRESS)
async def put(visit: Visit, request: Request, bassin: str) -> Response:
    """Stores a document. Idempotent: the same bytes have the same fingerprint."""
    name = bassin_at(bassin)
    if visit.session is None:
        raise SignInNeeded
    check_coordinates((await visit.ask(DOCUMENTS, bassin=name)).viewer, name)
    file = await file_of(request, request.app.state.console.max_document)
    fingerprint = await deposit(visit, name, file)
    return to(visit.link(visit.request.url.path, **{FINGERPRINT: fingerprint}))


@pages.get("/fichiers/{sha256}")
async def download(visit: SignedInVisit, sha256: str) -> Response:
    """Sends a document to the browser, which saves it. The platform decides who may read it."""
    reply = await send_to(
        visit.request,
        "GET",
        f"/documents/{sha256}",
        token=visit.session.access_token if visit.session else None,
        language=visit.language,
    )
    if reply.status != 200:
        refuse(visit, reply.status, bytes(reply.body))
    passed = {name: reply.headers[name.encode()].decode("latin-1") for name in PASSED_HEADERS}
    return Response(
        bytes(reply.body),
        headers={
            **passed,
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Vary": "Cookie",
        },
    )


def refuse(visit: PageRequest, status: int, body: bytes) -> None:
    """Raises `PageRefused`, or `SignInNeeded` if the session is over."""
    if status == 401:
        raise SignInNeeded
    if status == 404:
        raise NotHere
    fault = msgspec.json.decode(body, type=Answer[msgspec.Raw]).errors[0]
    raise PageRefused(status, fault.message, code=fault.extensions.code, language=visit.language)
