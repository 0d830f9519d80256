"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import datetime
from typing import Final

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response


class StandingPole(Response):
    id: str


class StandingAccessGrant(Response):
    role: str
    bassins: tuple[str, ...]
    pole: StandingPole | None


class Standing(Response):
    grants: tuple[StandingAccessGrant, ...]


class FrameMeta(Response):
    position: int
    version: str


class FrameLedgerCheckpoint(Response):
    size: int


class Frame(Response):
    meta: FrameMeta
    ledger_checkpoint: FrameLedgerCheckpoint | None


class RuleLegalBasis(Response):
    title: str
    verified: bool


class Rule(Response):
    key: str
    text: str
    why: str | None
    reading: str
    legal_basis: RuleLegalBasis


class LawMeta(Response):
    rules: tuple[Rule, ...]


class Law(Response):
    law: LawMeta


class FrameAndLaw(Frame):
    law: LawMeta


class CommandOffer(Response):
    name: str
    possible: str
    reason: str | None
    code: str | None


class ActingPole(Response):
    id: str


class Acting(Standing):
    poles: tuple[ActingPole, ...]


class PartyOfferNode(Response):
    id: str
    bassin: str | None = None
    name: str | None = None


class PartyOffer(CommandOffer):
    party: PartyOfferNode | None


class MomentKnownMeta(Response):
    known_at: datetime | None


class MomentKnownResponse(Response):
    meta: MomentKnownMeta


class RecordedActsTask(Response):
    kind: str
    command: str | None


class RecordedActsEntity(Response):
    typename: str = msgspec.field(name="__typename")
    next_step: RecordedActsTask | None = None


class RecordedActsNode(Response):
    subject: RecordedActsEntity | None


class RecordedActsNodeOfNodes(Response):
    position: int
    command_id: str | None
    told: str | None
    sentence: str


class RecordedActsResponse(Response):
    last: RecordedActsNode | None
    nodes: tuple[RecordedActsNodeOfNodes | None, ...]


class WaitingTaskConnection(Response):
    total_count: int


class WaitingViewer(Acting):
    tasks: WaitingTaskConnection


class WaitingResponse(Response):
    viewer: WaitingViewer | None


MOMENT_KNOWN: Final = Document("moment_known", MomentKnownResponse)
RECORDED_ACTS: Final = Document("recorded_acts", RecordedActsResponse)
WAITING: Final = Document("waiting", WaitingResponse)
