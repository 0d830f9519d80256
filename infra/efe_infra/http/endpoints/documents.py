"""Upload of documents by coordinators, and download by the readers of an object that cites them."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from efe_domain.access.grants import Role
from efe_domain.shared.documents import is_fingerprint
from efe_graphql.request.context import Context
from efe_graphql.request.ports import RefusedCommand
from efe_infra.documents.media_types import EXTENSIONS, is_of_type
from efe_infra.documents.store import DocumentStore
from efe_infra.http.endpoints.openapi import (
    OPTIONAL_TOKEN,
    TOKEN,
    UNAVAILABLE,
    UNFIT,
    Model,
    answered,
    body,
    content,
    refusals,
    router,
)
from efe_infra.http.errors.refusals import JSONResponse, RequestRefused, token_required
from efe_infra.http.graphql.request import read_body
from efe_infra.http.ports import PrincipalResolver, register_context
from efe_projections.annexes.documents import PurgedDocumentRow, attached, attached_to_projects, purges_of
from efe_projections.correction.second_persons import awaiting_administrator
from efe_projections.decision.reads import positions_signed, withdrawals_signed
from efe_projections.meeting.reads import citing
from efe_projections.pole.reads import terms_attested
from efe_projections.pole.representations import replacements_of

ADDRESS = "/documents"
LOCATION = {"Location": {"description": "L'adresse du document.", "schema": {"type": "string"}}}
REFUSED_PUT = {
    400: "Le document est vide.",
    401: "Un jeton valable est nécessaire.",
    403: "Seul un coordinateur dépose un document.",
    413: "Le document dépasse la taille admise (EFE_MAX_DOCUMENT).",
    415: "Le type du document n'est pas de ceux qui sont gardés, ou ses octets sont d'un autre type.",
    **UNAVAILABLE,
}
REFUSED_GET = {
    401: "Le jeton n'est pas valable.",
    404: "Aucun document de cette empreinte n'est ouvert à qui demande.",
    410: "Les octets ont été purgés : la réponse dit quand et pourquoi.",
    **UNFIT,
    **UNAVAILABLE,
}


class Kept(Model):
    """Un document gardé, tel que les actes le désignent."""

    sha256: str
    size: int


class DocumentsEndpoint:
    """Endpoint for documents; `max_size` is in bytes."""

    def __init__(self, documents: DocumentStore, *, principals: PrincipalResolver, max_size: int) -> None:
        self._documents = documents
        self._principals = principals
        self._max_size = max_size

    @property
    def routes(self) -> list[BaseRoute]:
        routes = router("Documents")
        routes.add_api_route(
            ADDRESS,
            self.put,
            name="put_document",
            methods=["PUT"],
            summary="Déposer un document",
            description="D'un coordinateur ; la réponse donne l'empreinte SHA-256 sous laquelle les actes le citent.",
            responses={
                201: answered(Kept, "Il est nouveau.", headers=LOCATION),
                200: answered(Kept, "Il était gardé déjà.", headers=LOCATION),
                **refusals(REFUSED_PUT),
            },
            openapi_extra={**TOKEN, **body(*EXTENSIONS, description="Les octets du document.")},
        )
        routes.add_api_route(
            f"{ADDRESS}/{{sha256}}",
            self.get,
            name="get_document",
            summary="Lire un document",
            description="Pour qui peut lire ce qui le cite ; à tout autre il n'existe pas.",
            responses={
                200: content(*EXTENSIONS, binary=True, description="Le document, tel qu'il a été déposé."),
                **refusals(REFUSED_GET),
            },
            openapi_extra=OPTIONAL_TOKEN,
        )
        return routes.routes

    async def put(self, request: Request) -> Response:
        """Stores a document. Refuses an account without the right before it reads the body."""
        context = await register_context(self._principals, request)
        account = context.viewer.account
        if account is None or not context.coordinated:
            context.ports.refused(refused_put(context, "FORBIDDEN" if account else "UNAUTHENTICATED"))
        if account is None:
            raise token_required()
        if not context.coordinated:
            raise RequestRefused(403, "FORBIDDEN", "Seul un coordinateur dépose un document.")
        media_type = accepted_type(request)
        document = await read_body(request, self._max_size)
        if not document:
            raise RequestRefused(400, "BAD_USER_INPUT", "Le document est vide.")
        if not await run_sync(is_of_type, document, media_type):
            raise RequestRefused(
                415, "UNSUPPORTED_MEDIA_TYPE", "Ces octets ne sont pas d'un document de type {type}.", type=media_type
            )
        store = partial(self._documents.put, document, media_type, bassins=context.coordinated, by=account)
        sha256, new = await run_sync(store)
        stored_document = Kept(sha256=sha256, size=len(document))
        return JSONResponse(
            stored_document.model_dump(), 201 if new else 200, headers={"Location": f"{ADDRESS}/{sha256}"}
        )

    async def get(
        self, request: Request, sha256: Annotated[str, Path(description="L'empreinte, en hexadécimal.")]
    ) -> Response:
        """Returns a document. Also 404 for an account that may not read it, since its existence is not public."""
        context = await register_context(self._principals, request)
        media_type = await open_document(context, self._documents, sha256)
        if isinstance(media_type, PurgedDocumentRow):
            raise RequestRefused(
                410,
                "GONE",
                "Les octets de ce document ont été purgés le {day} : {reason}",
                day=media_type.purged_on,
                reason=media_type.reason,
            )
        document = await run_sync(self._documents.read, sha256) if media_type else None
        if media_type is None or document is None:
            raise RequestRefused(404, "NOT_FOUND", "Aucun document de cette empreinte ne vous est ouvert.")
        name = f"{sha256}.{EXTENSIONS[media_type]}"
        return Response(
            document,
            headers={
                "Content-Type": media_type,  # no charset: the encoding of a text is unknown
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
                "Vary": "Authorization",
            },
        )


def refused_put(context: Context, code: str) -> RefusedCommand:
    return RefusedCommand(
        command="putDocument",
        code=code,
        account=context.viewer.account,
        bassin=None,
        subjects=(),
        correlation_id=context.correlation_id,
    )


def accepted_type(request: Request) -> str:
    """Returns the media type of the body, without parameters. Raises `RequestRefused`."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in EXTENSIONS:
        types = ", ".join(EXTENSIONS)
        raise RequestRefused(
            415, "UNSUPPORTED_MEDIA_TYPE", "Un document est d'un de ces types : {known}.", known=types
        )
    return media_type


async def open_document(context: Context, documents: DocumentStore, sha256: str) -> str | PurgedDocumentRow | None:
    """Returns the media type under which the viewer may read a document; None if they may not.

    The viewer may read the documents of their Instances, and those that a visible record cites. Such records are
    minutes, signed positions and withdrawals, attestations of pôles taken over, and attachments. A replaced
    representative may read the document that says so, and an administrator what a correction that waits for them
    cites. Returns the purge if the bytes are gone.
    """
    if not is_fingerprint(sha256):
        return None
    confirmed = await cited_for_administrator(context, sha256)
    if own := await run_sync(documents.find, sha256, sorted({*context.viewer.bassins, *confirmed})):
        return own.media_type
    reads, viewer = context.ports.reads, context.viewer
    position = await reads.position()
    minutes = await reads.fetch(citing(sha256, position, viewer))
    positions = await reads.fetch(positions_signed(sha256, position, viewer))
    withdrawals = await reads.fetch(withdrawals_signed(sha256, position, viewer))
    openings = await reads.fetch(terms_attested(sha256, position, viewer))
    beside = await reads.fetch(attached(sha256, position, viewer))
    projects = await reads.fetch(attached_to_projects(sha256, position, viewer))
    replaced = await reads.fetch(replacements_of(context.person, sha256, position)) if context.person else []
    cited = [
        *((each.minutes_media_type, each.bassins) for each in minutes),
        *((each.document_media_type, each.bassins) for each in positions),
        *((each.document_media_type, each.bassins) for each in withdrawals),
        *((each.document_media_type, each.bassins) for each in openings),
        *((each.document_media_type, each.bassins) for each in replaced),
        *((each.media_type, each.bassins) for each in beside),
        *((each.media_type, each.bassins) for each in projects),
    ]
    concerned = {*viewer.bassins, *(bassin for _, bassins in cited for bassin in bassins)}
    purges = await reads.fetch(purges_of(sha256, position, concerned)) if concerned else []
    if purges and not await run_sync(documents.find, sha256, sorted(concerned)):
        return max(purges, key=lambda each: each.purged_on)
    return next((media_type for media_type, _ in cited), None)


async def cited_for_administrator(context: Context, sha256: str) -> Sequence[str]:
    """Returns the Instances of the corrections that wait for an administrator and cite the document."""
    account = context.viewer.account
    if account is None or Role.ADMINISTRATOR not in context.roles:
        return ()
    position = await context.ports.reads.position()
    query = awaiting_administrator(account, day=context.today, coordinated=context.coordinated, at=position)
    rows = await context.ports.reads.fetch(query)
    return [bassin for row in rows if row.document_sha256 == sha256 for bassin in row.bassins]
