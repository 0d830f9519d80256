"""Upload of documents by coordinators, and download by the readers of an object that cites them."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Final, NamedTuple

from anyio.to_thread import run_sync
from fastapi import Path, Query
from pydantic import WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import is_fingerprint
from efe_domain.shared.errors import Invalid
from efe_graphql.request.context import Context
from efe_graphql.request.deposits import naming_bassins
from efe_graphql.request.ports import RefusedCommand
from efe_infra.documents.media_types import EXTENSIONS, is_of_type
from efe_infra.documents.names import attachment, file_name, file_title, name_in_header
from efe_infra.documents.store import DocumentStore
from efe_infra.http.endpoints.openapi import (
    OPTIONAL_TOKEN,
    TOKEN,
    UNAVAILABLE,
    UNFIT,
    Model,
    body,
    content,
    json_answer,
    refusals,
    router,
)
from efe_infra.http.errors.refusals import JSONResponse, RequestRefused, token_required
from efe_infra.http.graphql.request import read_body
from efe_infra.http.ports import PrincipalResolver, register_context
from efe_projections.annexes.documents import PurgedDocumentRow, attachments_with, project_attachments_with, purges_of
from efe_projections.correction.second_persons import awaiting_administrator
from efe_projections.decision.reads import positions_signed, withdrawals_signed
from efe_projections.funding.rows import calls_from, reads_sources
from efe_projections.meeting.reads import meetings_with_minutes
from efe_projections.pole.reads import terms_attested
from efe_projections.pole.representations import replacements_of

ADDRESS = "/documents"
LOCATION = {"Location": {"description": "L'adresse du document.", "schema": {"type": "string"}}}
CODES: Final = {"type": "string", "enum": [bassin.value for bassin in Bassin]}
NAME_HEADER: Final = {
    "name": "Content-Disposition",
    "in": "header",
    "description": "Le nom du document pour l'Instance, dans « filename » ou « filename* » (RFC 6266) : une ligne de "
    "200 caractères au plus, sans chemin.",
    "schema": {"type": "string"},
}
REFUSED_PUT = {
    400: "Le document est vide, ou son nom n'est pas d'une ligne de 200 caractères au plus, sans chemin.",
    401: "Un jeton valable est nécessaire.",
    403: "Seul un coordinateur dépose un document, pour une Instance qu'il coordonne.",
    413: "Le document dépasse la taille admise (EFE_MAX_DOCUMENT).",
    415: "Le type du document n'est pas de ceux qui sont gardés, ou ses octets sont d'un autre type.",
    **UNFIT,
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
            description="D'un coordinateur ; la réponse donne l'empreinte SHA-256 sous laquelle les actes le citent. "
            "Chaque Instance en garde une copie, sous le dernier nom qu'elle lui a donné.",
            responses={
                201: json_answer(Kept, "Il est nouveau.", headers=LOCATION),
                200: json_answer(Kept, "Il était gardé déjà.", headers=LOCATION),
                **refusals(REFUSED_PUT),
            },
            openapi_extra={
                **TOKEN,
                **body(*EXTENSIONS, description="Les octets du document."),
                "parameters": [NAME_HEADER],
            },
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

    async def put(
        self,
        request: Request,
        bassin: Annotated[
            Bassin | None,
            WithJsonSchema(CODES),
            Query(description="L'Instance ; par défaut toutes celles du compte."),
        ] = None,
    ) -> Response:
        """Stores a document. Refuses an account without the right before it reads the body."""
        context = await register_context(self._principals, request)
        account = context.viewer.account
        if not context.may_mutate:
            raise RequestRefused(403, "FORBIDDEN", "Ce jeton d'accès ne permet que la lecture.")
        allowed = bassin in context.coordinated if bassin else bool(context.coordinated)
        if account is None or not allowed:
            context.ports.refused(refused_put(context, "FORBIDDEN" if account else "UNAUTHENTICATED"))
        if account is None:
            raise token_required()
        if not allowed:
            raise RequestRefused(403, "FORBIDDEN", "Seul un coordinateur dépose un document.")
        media_type, name = accepted_type(request), accepted_name(request)
        document = await read_body(request, self._max_size)
        if not document:
            raise RequestRefused(400, "BAD_USER_INPUT", "Le document est vide.")
        if not await run_sync(is_of_type, document, media_type):
            raise RequestRefused(
                415, "UNSUPPORTED_MEDIA_TYPE", "Ces octets ne sont pas d'un document de type {type}.", type=media_type
            )
        bassins = [bassin] if bassin else context.coordinated
        store = partial(self._documents.put, document, media_type, bassins=bassins, by=account, name=name)
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
        readable = await open_document(context, self._documents, sha256)
        if isinstance(readable, PurgedDocumentRow):
            raise RequestRefused(
                410,
                "GONE",
                "Les octets de ce document ont été purgés le {day} : {reason}",
                day=readable.purged_on,
                reason=readable.reason,
            )
        document = await run_sync(self._documents.read, sha256) if readable else None
        if readable is None or document is None:
            raise RequestRefused(404, "NOT_FOUND", "Aucun document de cette empreinte ne vous est ouvert.")
        name = await name_of(context, sha256, readable) or await title_of(context, sha256)
        return Response(
            document,
            headers={
                "Content-Type": readable.media_type,  # no charset: the encoding of a text is unknown
                "Content-Disposition": attachment(file_name(sha256, readable.media_type, name)),
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
                "Vary": "Authorization",
            },
        )


class ReadableDocument(NamedTuple):
    """Document that the viewer may read: its media type, and the Instances whose name for it they may see."""

    media_type: str
    naming: Sequence[str]


async def name_of(context: Context, sha256: str, document: ReadableDocument) -> str | None:
    deposit = await context.deposits.deposit((sha256, tuple(document.naming)))
    return deposit.name if deposit else None


async def title_of(context: Context, sha256: str) -> str | None:
    """Returns the title under which a visible act was the first to attach the document, as the name of a file."""
    reads, viewer = context.ports.reads, context.viewer
    position = await reads.position()
    beside = await reads.fetch(attachments_with(sha256, position, viewer))
    projects = await reads.fetch(project_attachments_with(sha256, position, viewer))
    titles = [(each.attached_on, each.title) for each in beside] + [
        (each.attached_on, each.title) for each in projects
    ]
    return next((file_title(title) for _, title in sorted(titles)), None)


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


def accepted_name(request: Request) -> str | None:
    """Returns the name that the request gives to the document, if any. Raises `RequestRefused`."""
    try:
        return name_in_header(request.headers.get("content-disposition", ""))
    except Invalid as refusal:
        raise RequestRefused(400, "BAD_USER_INPUT", refusal.message) from refusal


async def open_document(
    context: Context, documents: DocumentStore, sha256: str
) -> ReadableDocument | PurgedDocumentRow | None:
    """Returns the document as the viewer may read it; None if they may not.

    The viewer may read the documents of their Instances, and those that a visible record cites. Such records are
    minutes, signed positions and withdrawals, attestations of pôles taken over, attachments, and sources of funding
    calls. A replaced representative may read the document that says so, and an administrator what a correction that
    waits for them cites. Returns the purge if the bytes are gone.
    """
    if not is_fingerprint(sha256):
        return None
    confirmed = await cited_for_administrator(context, sha256)
    reads, viewer = context.ports.reads, context.viewer
    if own := await run_sync(documents.find, sha256, sorted({*viewer.bassins, *confirmed})):
        return ReadableDocument(own.media_type, sorted({*viewer.bassins, *naming_bassins(confirmed, viewer)}))
    position = await reads.position()
    minutes = await reads.fetch(meetings_with_minutes(sha256, position, viewer))
    positions = await reads.fetch(positions_signed(sha256, position, viewer))
    withdrawals = await reads.fetch(withdrawals_signed(sha256, position, viewer))
    openings = await reads.fetch(terms_attested(sha256, position, viewer))
    beside = await reads.fetch(attachments_with(sha256, position, viewer))
    projects = await reads.fetch(project_attachments_with(sha256, position, viewer))
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
    calls = await reads.fetch(calls_from(sha256, position, viewer)) if reads_sources(viewer) else []
    sources = [(each.document_media_type, (each.bassin,)) for each in calls]  # ten Instances read it: without a name
    concerned = {*viewer.bassins, *(bassin for _, bassins in (*cited, *sources) for bassin in bassins)}
    purges = await reads.fetch(purges_of(sha256, position, concerned)) if concerned else []
    if purges and not await run_sync(documents.find, sha256, sorted(concerned)):
        return max(purges, key=lambda each: each.purged_on)
    naming = {each for _, bassins in cited for each in naming_bassins(bassins, viewer)}
    media_types = (media_type for media_type, _ in (*cited, *sources) if media_type)
    return next((ReadableDocument(media_type, sorted(naming)) for media_type in media_types), None)


async def cited_for_administrator(context: Context, sha256: str) -> Sequence[str]:
    """Returns the Instances of the corrections that wait for an administrator and cite the document."""
    account = context.viewer.account
    if account is None or Role.ADMINISTRATOR not in context.roles:
        return ()
    position = await context.ports.reads.position()
    query = awaiting_administrator(account, day=context.today, coordinated=context.coordinated, at=position)
    rows = await context.ports.reads.fetch(query)
    return [bassin for row in rows if row.document_sha256 == sha256 for bassin in row.bassins]
