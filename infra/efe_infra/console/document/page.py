"""`/instances/{bassin}/documents`: stores a document, sent by a form (RFC 7578); `/documents-lus/…` sends one."""

from typing import Final
from urllib.parse import quote, urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from efe_infra.console.document.form_file import File, file_of
from efe_infra.console.document.generated import PUT_DOCUMENT
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.client import Answer, download
from efe_infra.console.register.client import put as put_file
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.sign_in.flow import safe_path, to
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates
from efe_infra.console.web.refusals import PageRefused, SignInNeeded, bassin_at

pages = page_router(multilingual=True)
ADDRESS: Final = "/instances/{bassin}/documents"
SENT_ON: Final = ("content-type", "content-disposition", "x-content-type-options", "cache-control")
"""Headers of a document that its download keeps."""
FINGERPRINT: Final = "empreinte"
"""Parameter with the fingerprint of the stored document, for the form that cites it."""


@pages.get(ADDRESS)
async def form(visit: SignedInVisit, bassin: str) -> Response:
    """Shows the form; `suite` is the form that needs a document, `empreinte` the fingerprint of the stored one."""
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


@pages.get("/documents-lus/{sha256}")
async def read(visit: SignedInVisit, sha256: str) -> Response:
    """Sends a document that the signed-in person may read. Raises `PageRefused` with the message of the platform."""
    token = visit.session.access_token if visit.session else None
    path = f"/documents/{quote(sha256, safe='')}"
    exchange = await download(visit.request, path, token=token, language=visit.language)
    if exchange.status != 200:
        faults = msgspec.json.decode(exchange.body, type=Answer[StoredDocument]).errors
        raise PageRefused(exchange.status, faults[0].message if faults else "")
    headers = {name: exchange.headers[name.encode()].decode("latin-1") for name in SENT_ON}
    return Response(bytes(exchange.body), headers=headers)


class StoredDocument(msgspec.Struct, frozen=True):
    sha256: str


async def kept(visit: PageRequest, file: File) -> str:
    """Stores a file and returns its fingerprint. Raises `PageRefused` with the message of the platform."""
    token = visit.session.access_token if visit.session else None
    status, body = await put_file(
        visit.request, "/documents", file.content, media=file.media_type, token=token, language=visit.language
    )
    if status not in {200, 201}:
        faults = msgspec.json.decode(body, type=Answer[StoredDocument]).errors
        sentence = faults[0].message if faults else ""
        raise PageRefused(status, sentence)
    return msgspec.json.decode(body, type=StoredDocument).sha256


def upload(bassin: str, form: str) -> tuple[str, str]:
    """Returns the label and the address of the page that stores a document for a form, and returns to it."""
    return tr("Déposer d'abord un document"), f"/instances/{SLUGS[bassin]}/documents?{urlencode({'suite': form})}"
