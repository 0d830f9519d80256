"""A file that a form sends (RFC 7578), put into the store of documents as the person would do it by themselves."""

from typing import NamedTuple
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.client import Answer, put
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import PageRefused
from efe_infra.http.graphql.request import read_body

MEDIA = "multipart/form-data"
FORM_OVERHEAD_BYTES = 4_000
"""Size of a form without its file: boundaries and field names."""


class File(NamedTuple):
    media_type: str
    content: bytes


class StoredDocument(msgspec.Struct, frozen=True):
    sha256: str


async def file_of(request: Request, most: int) -> File:
    """The one file of a form. Raises `PageRefused`, or `RequestRefused` for what is too large."""
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
    """Its fingerprint. Raises `PageRefused`, with what the platform says."""
    token = visit.session.access_token if visit.session else None
    status, body = await put(
        visit.request, "/documents", file.content, media=file.media_type, token=token, language=visit.language
    )
    if status not in {200, 201}:
        faults = msgspec.json.decode(body, type=Answer[StoredDocument]).errors
        sentence = faults[0].message if faults else ""
        raise PageRefused(status, sentence)
    return msgspec.json.decode(body, type=StoredDocument).sha256


def upload(bassin: str, form: str) -> tuple[str, str]:
    """Words and the address at which a document is put for a form, which is then told of it."""
    return tr("Déposer d'abord un document"), f"/instances/{SLUGS[bassin]}/documents?{urlencode({'suite': form})}"
