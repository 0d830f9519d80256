"""`/instances/{bassin}/piste/{position}/preuve`: a line of the trail, and what its proof is computed from."""

from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from starlette.responses import Response

from efe_infra.console.register.answers import Answers, Edges
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import cursor_before
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.web.addresses import bassin_at
from efe_infra.console.web.assets import handed_over
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotHere, PageRefused
from efe_infra.console.web.relay import relayed

pages = page_router()

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
REFUSED: Final = "Les preuves d'une Instance sont remises à qui la coordonne ou l'audite."
SENTENCES: Final = {
    403: REFUSED,
    404: "Rien n'est encore scellé.",
    429: "Un autre paquet est en cours d'écriture.",
}


class Sealed(Answers, frozen=True):
    originator_id: str
    originator_version: int
    topic: str
    state: str


class Line(Answers, frozen=True):
    position: int
    recorded_at: datetime
    leaf: str
    sentence: str
    sealed: Sealed | None

    @property
    def microseconds(self) -> int:
        """Since 1970, as the leaf has them."""
        return (self.recorded_at - EPOCH) // MICROSECOND


class SignedNote(Answers, frozen=True):
    note: str
    size: int


class LedgerProof(Answers, frozen=True):
    entry: str
    path: tuple[str, ...]
    checkpoint: SignedNote


class ProofPage(Frame, frozen=True):
    audit_trail: Edges[Line]
    ledger_proof: LedgerProof | None


PROOF = Document("proof", ProofPage)


@pages.get("/instances/{bassin}/piste/{position:int}/preuve")
async def proof(visit: SignedInVisit, bassin: str, position: int) -> Response:
    """Nothing of it is judged here: the page has the values, and its script computes."""
    name = bassin_at(bassin)
    found = await visit.ask(PROOF, bassin=name, position=str(position), **{"from": cursor_before(position)})
    line = next(iter(found.audit_trail.nodes), None)
    if line is None or line.position != position:
        raise NotHere
    if found.ledger_proof and line.sealed is None:
        raise PageRefused(403, REFUSED)
    return visit.page(
        "trail/proof.html",
        found,
        bassin=name,
        line=line,
        sealed=line.sealed,
        proof=found.ledger_proof,
        trail=f"/instances/{bassin}/piste",
    )


@pages.get("/instances/{bassin}/preuves.zip")
async def bundle(visit: SignedInVisit, bassin: str) -> Response:
    """Of `/preuves/{bassin}.zip`, which takes a token."""
    return await relayed(visit, f"/preuves/{SLUGS[bassin_at(bassin)]}.zip", SENTENCES)


@pages.get("/verification/{name}")
async def verifier(name: Literal["verify.html", "verify.py"]) -> Response:
    """To be opened from disk: run from here, it would be worth what the platform is."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(handed_over(name), media_type="application/octet-stream", headers=headers)
