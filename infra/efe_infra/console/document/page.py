"""`/instances/{bassin}/documents`: stores a document, sent by a form (RFC 7578), for the act that cites it."""

from typing import Final, NamedTuple
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from efe_infra.console.document.generated import PUT_DOCUMENT
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.client import Answer
from efe_infra.console.register.client import put as put_file
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.sign_in.flow import safe_path, to
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates
from efe_infra.console.web.refusals import PageRefused, SignInNeeded, bassin_at
from efe_infra.http.graphql.request import read_body

pages = page_router(multilingual=True)
ADDRESS: Final = "/instances/{bassin}/documents"
FINGERPRINT: Final = "empreinte"
"""Parameter with the fingerprint of the stored document, for the form that cites it."""
MEDIA: Final = "multipart/form-data"
FORM_OVERHEAD_BYTES: Final = 4_000
"""Size of a form without its file: boundaries and field names."""


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


class File(NamedTuple):
    media_type: str
    content: bytes


class StoredDocument(msgspec.Struct, frozen=True):
    sha256: str


async def file_of(request: Request, most: int) -> File:
    """Returns the one file of a form. Raises `PageRefused`, or `RequestRefused` for a too large form."""
    media, _, rest = request.headers.get("content-type", "").partition(";")
    boundary = rest.partition("boundary=")[2].strip().strip('"')
    if media.strip().lower() != MEDIA or not boundary:
        raise PageRefused(400, "Un fichier est attendu.", code="BAD_USER_INPUT")
    body = await read_body(request, most + FORM_OVERHEAD_BYTES)
    for part in body.split(f"--{boundary}".encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        names = dict(line.split(b":", 1) for line in head.lower().split(b"\r\n") if b":" in line)
        if b"filename=" in names.get(b"content-disposition", b"") and content != b"\r\n":
            return File(names.get(b"content-type", b"").decode("latin-1").strip(), content.removesuffix(b"\r\n"))
    raise PageRefused(400, "Choisissez un fichier.", code="BAD_USER_INPUT")


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
