"""Documents over HTTP: put by a coordinator, fetched by whoever may read what cites them."""

from functools import partial

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from efe_domain.shared.documents import is_fingerprint
from efe_graphql.request.context import Context
from efe_graphql.request.denied_commands import RefusedCommand
from efe_infra.documents.store import Documents
from efe_infra.http.endpoint import ContextGetter
from efe_infra.http.refusal import JSONResponse, RequestRefused
from efe_infra.http.request import read_body
from efe_projections.meeting.reads import citing

ADDRESS = "/documents"
EXTENSIONS = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "image/png": "png",
    "image/jpeg": "jpg",
}
"""The media types that are kept, and the ends of the names under which they are downloaded."""


class DocumentsEndpoint:
    """`max_size` is in bytes. The context getter says who asks; it may raise `RequestRefused`."""

    def __init__(self, documents: Documents, *, context_getter: ContextGetter, max_size: int) -> None:
        self._documents = documents
        self._context_getter = context_getter
        self._max_size = max_size

    @property
    def routes(self) -> list[Route]:
        return [
            Route(ADDRESS, self.put, methods=["PUT"]),
            Route(f"{ADDRESS}/{{sha256}}", self.get, methods=["GET"]),
        ]

    async def put(self, request: Request) -> Response:
        """Who may not put anything is refused before a byte of the body is read."""
        context = await self._context(request)
        account = context.viewer.account
        if account is None or not context.coordinated:
            context.ports.refused(refused_put(context, "FORBIDDEN" if account else "UNAUTHENTICATED"))
        if account is None:
            raise RequestRefused(
                401, "UNAUTHENTICATED", "Un jeton est nécessaire.", headers={"WWW-Authenticate": "Bearer"}
            )
        if not context.coordinated:
            raise RequestRefused(403, "FORBIDDEN", "Seul un coordinateur dépose un document.")
        media_type = accepted_type(request)
        content = await read_body(request, self._max_size)
        if not content:
            raise RequestRefused(400, "BAD_USER_INPUT", "Le document est vide.")
        put = partial(self._documents.put, content, media_type, bassins=context.coordinated, by=account)
        sha256, new = await run_sync(put)
        known = {"sha256": sha256, "size": len(content)}
        return JSONResponse(known, 201 if new else 200, headers={"Location": f"{ADDRESS}/{sha256}"})

    async def get(self, request: Request) -> Response:
        """404 for whoever may not read it too: that it exists is for its readers to know."""
        sha256 = request.path_params["sha256"]
        context = await self._context(request)
        media_type = await self._open_as(context, sha256)
        content = await run_sync(self._documents.read, sha256) if media_type else None
        if media_type is None or content is None:
            raise RequestRefused(404, "NOT_FOUND", "Aucun document de cette empreinte ne vous est ouvert.")
        name = f"{sha256}.{EXTENSIONS[media_type]}"
        return Response(
            content,
            headers={
                "Content-Type": media_type,  # without a charset: that of a text is not known
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
                "Vary": "Authorization",
            },
        )

    async def _open_as(self, context: Context, sha256: str) -> str | None:
        """The media type as which the viewer may read it, if they may: that of an Instance of theirs which has it, or
        that of the minutes of a meeting that they see.
        """
        if not is_fingerprint(sha256):
            return None
        if own := await run_sync(self._documents.find, sha256, context.viewer.bassins):
            return own.media_type
        reads = context.ports.reads
        cited = await reads.fetch(citing(sha256, await reads.position(), context.viewer))
        return next((each.minutes_media_type for each in cited), None)

    async def _context(self, request: Request) -> Context:
        context = await self._context_getter(request)
        if not isinstance(context, Context):
            raise TypeError(f"Not the context of a request: {context!r}")
        return context


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
    """The media type of the body, without its parameters. Raises `RequestRefused`."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in EXTENSIONS:
        known = ", ".join(EXTENSIONS)
        raise RequestRefused(
            415, "UNSUPPORTED_MEDIA_TYPE", "Un document est d'un de ces types : {known}.", known=known
        )
    return media_type
