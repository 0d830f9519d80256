"""Download of an Instance's evidence bundle, as `efe export` writes it, for its coordinators and auditors."""

from collections.abc import AsyncIterator
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Annotated, Final, Protocol

from anyio import CapacityLimiter, WouldBlock
from anyio.to_thread import run_sync
from fastapi import Path, Query
from pydantic import WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from efe_domain.shared.bassins import Bassin
from efe_graphql.request.access_journal import AuditReading
from efe_graphql.request.context import Context
from efe_infra.http.endpoints.openapi import TOKEN, UNAVAILABLE, UNFIT, content, refusals, router
from efe_infra.http.errors.refusals import RequestRefused, token_required
from efe_infra.http.ports import PrincipalResolver, register_context
from efe_infra.transparency.evidence.atomic_file import NothingToExport
from efe_infra.transparency.evidence.bundle import Exported
from efe_infra.transparency.sealing.proofs import ProofStore

ADDRESS: Final = "/preuves/{bassin}.zip"
ZIP: Final = "application/zip"
CODES: Final = {"type": "string", "enum": [bassin.value for bassin in Bassin]}
CHUNK_BYTES: Final = 1 << 18
MAX_POSITION: Final = (1 << 53) - 1
RETRY_HEADERS: Final = {"Retry-After": "10"}
REFUSALS: Final = {
    401: "Un jeton valable est nécessaire.",
    403: "L'Instance n'est ni coordonnée ni auditée par qui demande.",
    404: "Rien n'est encore scellé.",
    429: "Un autre paquet est en cours d'écriture : réessayez après `Retry-After` secondes.",
    **UNFIT,
    **UNAVAILABLE,
}


class WriteBundle(Protocol):
    """Blocking function that writes the bundle at the last checkpoint, or at the first that covers a position."""

    def __call__(self, bassin: Bassin, file: IO[bytes], *, covering: int | None = None) -> Exported: ...


class BundlesEndpoint:
    """Endpoint that writes one bundle at a time, to a temporary file: memory use does not grow with its size."""

    def __init__(self, write_bundle: WriteBundle, *, principals: PrincipalResolver, proofs: ProofStore) -> None:
        self._write_bundle = write_bundle
        self._principals = principals
        self._proofs = proofs
        self._limiter = CapacityLimiter(1)

    @property
    def routes(self) -> list[BaseRoute]:
        routes = router("Transparence")
        routes.add_api_route(
            ADDRESS,
            self.get,
            name="get_bundle",
            summary="Le paquet de preuves d'une Instance",
            description="Pour ses coordinateurs et ses auditeurs : l'histoire scellée que chacun vérifie hors ligne, "
            "avec `verify.html` et `verify.py`, telle que `efe export` l'écrit. Le journal des accès le consigne.",
            responses={
                200: content(ZIP, binary=True, description="Le paquet, jusqu'au dernier point de contrôle."),
                204: {"description": "Rien n'est scellé depuis le point de contrôle de taille `since`."},
                **refusals(REFUSALS),
            },
            openapi_extra=TOKEN,
        )
        return routes.routes

    async def get(
        self,
        request: Request,
        bassin: Annotated[Bassin, WithJsonSchema(CODES), Path(description="Le code de l'Instance.")],
        since: Annotated[
            int | None,
            Query(description="La taille d'un point de contrôle gardé : sans rien de scellé depuis, pas de paquet."),
        ] = None,
        position: Annotated[
            int | None,
            Query(
                ge=0,
                le=MAX_POSITION,
                description="Une position : le paquet s'arrête au premier point de contrôle qui la couvre.",
            ),
        ] = None,
    ) -> Response:
        context = await register_context(self._principals, request)
        check_may_export(context, bassin)
        checkpoint = await run_sync(self._proofs.ledger_checkpoint)
        if checkpoint is None:
            raise RequestRefused(404, "NOT_FOUND", "Rien n'est encore scellé.")
        if since is not None and checkpoint.size <= since:
            return Response(status_code=204)
        if request.method == "HEAD":
            return Response(headers=_headers(bassin, checkpoint.size), media_type=ZIP)
        return await self._send(context, bassin, position)

    async def _send(self, context: Context, bassin: Bassin, covering: int | None) -> Response:
        """Records the download in the access journal before it sends the first byte."""
        file = TemporaryFile()  # noqa: SIM115 - the response closes it
        try:
            exported = await self._write(bassin, file, covering)
            await run_sync(context.ports.journal.record, [reading_of(context, bassin, exported.position)])
        except BaseException:
            file.close()
            raise
        length = file.tell()
        file.seek(0)
        headers = {**_headers(bassin, exported.position + 1), "Content-Length": str(length)}
        return StreamingResponse(pieces(file), headers=headers, media_type=ZIP)

    async def _write(self, bassin: Bassin, file: IO[bytes], covering: int | None) -> Exported:
        try:
            self._limiter.acquire_on_behalf_of_nowait(file)
        except WouldBlock:
            raise RequestRefused(
                429,
                "TOO_MANY_OPERATIONS",
                "Un autre paquet est en cours d'écriture : réessayez.",
                headers=RETRY_HEADERS,
            ) from None
        try:
            return await run_sync(partial(self._write_bundle, bassin, file, covering=covering))
        except NothingToExport:
            raise RequestRefused(404, "NOT_FOUND", "Cette position n'est pas encore scellée.") from None
        finally:
            self._limiter.release_on_behalf_of(file)


def check_may_export(context: Context, bassin: Bassin) -> None:
    """Raises `RequestRefused`."""
    if context.viewer.account is None:
        raise token_required()
    if not context.may_export(bassin):
        raise RequestRefused(
            403, "FORBIDDEN", "Les preuves d'une Instance sont remises à qui la coordonne ou l'audite."
        )


def reading_of(context: Context, bassin: Bassin, position: int) -> AuditReading:
    """Returns the journal entry of a download. Raises `TypeError` for an anonymous visitor."""
    if context.viewer.account is None:
        raise TypeError("A bundle is sent to accounts only")
    return AuditReading(
        account=context.viewer.account,
        field="GET /preuves",
        bassins=(bassin.value,),
        subject=None,
        arguments={"at": position},
        token=context.token,
        correlation_id=context.correlation_id,
    )


async def pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := await run_sync(file.read, CHUNK_BYTES):
            yield piece


def _headers(bassin: Bassin, size: int) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="preuves-{bassin}-{size}.zip"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Vary": "Authorization",
    }
