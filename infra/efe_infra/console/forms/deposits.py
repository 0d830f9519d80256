"""Deposit of a file of a form in the vault of an Instance."""

from typing import Final

import msgspec
from starlette.status import HTTP_415_UNSUPPORTED_MEDIA_TYPE

from efe_domain.shared.bassins import Bassin
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.client import Answer, send_to
from efe_infra.console.web.form_file import File
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import PageRefused
from efe_infra.documents.names import attachment, cleaned_name

WRONG_TYPE: Final = tr(
    "Ce fichier n'est pas d'un type accepté : PDF, texte, image PNG ou JPEG, tableur ou traitement de texte."
)


class StoredDocument(msgspec.Struct, frozen=True):
    sha256: str


async def deposit(visit: PageRequest, bassin: str, file: File) -> str:
    """Stores a file for an Instance and returns its fingerprint. Raises `PageRefused` with the platform's message."""
    name = cleaned_name(file.name)
    headers = {"content-type": file.media_type, **({"content-disposition": attachment(name)} if name else {})}
    reply = await send_to(
        visit.request,
        "PUT",
        f"/documents?bassin={Bassin[bassin].value}",
        file.content,
        headers=headers,
        token=visit.session.access_token if visit.session else None,
        language=visit.language,
    )
    if reply.status not in {200, 201}:
        if reply.status == HTTP_415_UNSUPPORTED_MEDIA_TYPE:
            raise PageRefused(reply.status, WRONG_TYPE)
        faults = msgspec.json.decode(reply.body, type=Answer[StoredDocument]).errors
        raise PageRefused(reply.status, faults[0].message if faults else "", language=visit.language)
    return msgspec.json.decode(reply.body, type=StoredDocument).sha256
