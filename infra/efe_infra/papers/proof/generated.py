"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import datetime
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Connection, Edges, Response


class PaperMomentMeta(Response):
    position: int
    known_at: datetime | None


class PaperMomentLedgerCheckpoint(Response):
    size: int
    note: str


class PaperMomentResponse(Response):
    meta: PaperMomentMeta
    ledger_checkpoint: PaperMomentLedgerCheckpoint | None


class PaperActsHistoryEntry(Response):
    position: int


class PaperActsNode(Response):
    first: Edges[PaperActsHistoryEntry] | None
    last: Edges[PaperActsHistoryEntry] | None


class PaperActsResponse(Response):
    node: PaperActsNode | None


class PaperProofLedgerCheckpoint(Response):
    size: int
    note: str


class PaperProofLedgerProof(Response):
    bassins: tuple[str, ...]
    leaf: str
    entry: str
    path: tuple[str, ...]
    checkpoint: PaperProofLedgerCheckpoint


class PaperProofResponse(Response):
    ledger_proof: PaperProofLedgerProof | None


class PaperEventSealedEvent(Response):
    originator_id: str
    originator_version: int
    topic: str
    state: str


class PaperEventAuditEntry(Response):
    position: int
    recorded_at: datetime
    sealed: PaperEventSealedEvent | None


class PaperEventResponse(Response):
    audit_trail: Edges[PaperEventAuditEntry]


class PaperLaterActsHistoryEntry(Response):
    position: int
    kind: str


class PaperLaterActsNode(Response):
    history: Connection[PaperLaterActsHistoryEntry] | None


class PaperLaterActsResponse(Response):
    node: PaperLaterActsNode | None


PAPER_MOMENT: Final = Document("paper_moment", PaperMomentResponse)
PAPER_ACTS: Final = Document("paper_acts", PaperActsResponse)
PAPER_PROOF: Final = Document("paper_proof", PaperProofResponse)
PAPER_EVENT: Final = Document("paper_event", PaperEventResponse)
PAPER_LATER_ACTS: Final = Document("paper_later_acts", PaperLaterActsResponse)
