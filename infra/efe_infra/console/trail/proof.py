"""`/instances/{bassin}/piste/{position}/preuve`: a line of the trail and the values of its proof."""

from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from efe_infra.console.register.client import AppExchange, scope_of
from efe_infra.console.register.ids import cursor_before
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.trail.generated import PROOF
from efe_infra.console.web.assets import bundled_verifier
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotHere, PageRefused, bassin_at

pages = page_router()

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
REFUSED: Final = "Les preuves d'une Instance sont remises à qui la coordonne ou l'audite."
SENTENCES: Final = {
    403: REFUSED,
    404: "Rien n'est encore scellé.",
    429: "Un autre paquet est en cours d'écriture.",
}


@pages.get("/instances/{bassin}/piste/{position:int}/preuve")
async def proof(visit: SignedInVisit, bassin: str, position: int) -> Response:
    """Shows the values; the script of the page verifies the proof."""
    name = bassin_at(bassin)
    response = await visit.ask(PROOF, bassin=name, position=str(position), **{"from": cursor_before(position)})
    line = next(iter(response.audit_trail.nodes), None)
    if line is None or line.position != position:
        raise NotHere
    if response.ledger_proof and line.sealed is None:
        raise PageRefused(403, REFUSED)
    return visit.page(
        "trail/proof.html",
        response,
        bassin=name,
        line=line,
        microseconds=(line.recorded_at - EPOCH) // MICROSECOND,
        sealed=line.sealed,
        proof=response.ledger_proof,
        trail=f"/instances/{bassin}/piste",
    )


@pages.get("/instances/{bassin}/preuves.zip")
async def bundle(visit: SignedInVisit, bassin: str) -> Response:
    """Relays `/preuves/{bassin}.zip`, which needs a token. A HEAD request finds refusals, which are pages."""
    path, exchange = f"/preuves/{SLUGS[bassin_at(bassin)]}.zip", AppExchange(b"")
    await visit.request.app(as_client(visit, path, "HEAD"), exchange.receive, exchange.send)
    if exchange.status != 200:
        raise PageRefused(exchange.status, SENTENCES.get(exchange.status, ""))
    return RelayedResponse(visit, path)


@pages.get("/verification/{name}")
async def verifier(name: Literal["verify.html", "verify.py"]) -> Response:
    """Sends a verifier as a download: opened from disk, it does not depend on the platform."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(bundled_verifier(name), media_type="application/octet-stream", headers=headers)


class RelayedResponse(Response):
    """Response of the application to a GET with the token of the session, streamed."""

    def __init__(self, visit: PageRequest, path: str) -> None:
        super().__init__()
        self._app, self._scope = visit.request.app, as_client(visit, path, "GET")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - it has its own
        await self._app(self._scope, receive, send)


def as_client(visit: PageRequest, path: str, method: str) -> Scope:
    token = visit.session.access_token if visit.session else None
    return scope_of(visit.request, method, path, token=token, headers={})
