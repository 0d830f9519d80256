"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date, datetime
from typing import Final

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import ObjectName
from efe_infra.console.register.responses import Connection, Edges, PageInfo, Response
from efe_infra.console.web.generated import Frame, Rule, Standing


class ComparisonMeta(Response):
    position: int
    known_at: datetime | None


class ComparisonMetaOfAfter(Response):
    known_at: datetime | None


class ComparisonNode(Response):
    typename: str = msgspec.field(name="__typename")
    id: str


class ComparisonComparedValue(Response):
    label: str
    before: str | None
    after: str | None


class ComparisonEdge(Response):
    fate: str
    noun: str
    names: tuple[str, ...]
    node: ComparisonNode | None
    values: tuple[ComparisonComparedValue, ...]


class Comparison(Response):
    page_info: PageInfo
    edges: tuple[ComparisonEdge, ...]


class ComparisonResponse(Frame):
    before: ComparisonMeta
    after: ComparisonMetaOfAfter
    compare: Comparison


class PolesToComparePole(Response):
    id: str
    name: str


class PolesToCompareResponse(Response):
    poles: Connection[PolesToComparePole]


class PoleComparisonMeta(Response):
    position: int
    known_at: datetime | None


class PoleComparisonMetaOfAfter(Response):
    known_at: datetime | None


class PoleComparisonPole(Response):
    name: str
    bassin: str
    compare: Comparison


class PoleComparisonResponse(Frame):
    before: PoleComparisonMeta
    after: PoleComparisonMetaOfAfter
    pole: PoleComparisonPole | None


class TrailAuditMonth(Response):
    month: date
    count: int


class TrailPageInfo(Response):
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class TrailLineRule(Response):
    key: str


class TrailLineAccount(Response):
    id: str
    display_name: str | None


class TrailLineEntity(Response):
    typename: str = msgspec.field(name="__typename")
    id: str


class TrailLine(Response):
    position: int
    recorded_at: datetime
    effective_on: date | None
    kind: str
    kind_label: str
    sentence: str
    rule: TrailLineRule
    actor: TrailLineAccount | None
    subject: TrailLineEntity | None


class TrailAuditEntry(TrailLine):
    seq: int
    told: str | None


class TrailAuditEntryConnection(Edges[TrailAuditEntry]):
    total_count: int
    page_info: TrailPageInfo


class TrailResponse(Frame):
    viewer: Standing | None
    audit_months: tuple[TrailAuditMonth, ...]
    audit_trail: TrailAuditEntryConnection


class TrailRowsAuditEntry(TrailLine):
    seq: int
    leaf: str


class TrailRowsResponse(Response):
    audit_trail: Connection[TrailRowsAuditEntry]


class EntryAccount(Response):
    id: str
    display_name: str | None


class EntryOperator(Response):
    name: str


class EntryEntity(Response):
    typename: str = msgspec.field(name="__typename")
    id: str


class EntryComparedValue(Response):
    label: str
    before: str | None
    after: str | None


class EntryAuditEntry(Response):
    seq: int
    position: int
    version: int
    recorded_at: datetime
    effective_on: date | None
    kind: str
    kind_label: str
    sentence: str
    told: str | None
    source: str | None
    leaf: str
    command_id: str | None
    rule: Rule
    actor: EntryAccount | None
    on_behalf_of: EntryOperator | None
    subject: EntryEntity | None
    values: tuple[EntryComparedValue, ...]


class EntryAuditEntryOfNode(Response):
    position: int


class EntryResponse(Frame):
    viewer: Standing | None
    here: Edges[EntryAuditEntry]
    earlier: Edges[EntryAuditEntryOfNode]


class FilterNamesPerson(Response):
    id: str
    display_name: str


class FilterNamesOperator(Response):
    id: str
    name: str


class FilterNamesSearchHit(Response):
    entity: ObjectName | None


class FilterNamesResponse(Response):
    people: tuple[FilterNamesPerson, ...]
    operators: Edges[FilterNamesOperator]
    search: Edges[FilterNamesSearchHit]


class NamesResponse(Response):
    nodes: tuple[ObjectName | None, ...]


class ProofSealedEvent(Response):
    originator_id: str
    originator_version: int
    topic: str
    state: str


class ProofAuditEntry(Response):
    position: int
    recorded_at: datetime
    leaf: str
    sentence: str
    sealed: ProofSealedEvent | None


class ProofLedgerCheckpoint(Response):
    note: str
    size: int


class ProofLedgerProof(Response):
    entry: str
    path: tuple[str, ...]
    checkpoint: ProofLedgerCheckpoint


class ProofResponse(Frame):
    audit_trail: Edges[ProofAuditEntry]
    ledger_proof: ProofLedgerProof | None


class ProofsResponse(Frame):
    viewer: Standing | None


class MonthsAuditMonth(Response):
    month: date
    count: int


class MonthsResponse(Response):
    audit_months: tuple[MonthsAuditMonth, ...]


class ActsBeforeAuditEntry(Response):
    position: int
    recorded_at: datetime
    sentence: str


class ActsBeforeResponse(Response):
    audit_trail: Edges[ActsBeforeAuditEntry]


class ActAfterAuditEntry(Response):
    position: int
    recorded_at: datetime
    sentence: str


class ActAfterResponse(Response):
    audit_trail: Edges[ActAfterAuditEntry]


COMPARISON: Final = Document("comparison", ComparisonResponse)
POLES_TO_COMPARE: Final = Document("poles_to_compare", PolesToCompareResponse)
POLE_COMPARISON: Final = Document("pole_comparison", PoleComparisonResponse)
TRAIL: Final = Document("trail", TrailResponse)
TRAIL_ROWS: Final = Document("trail_rows", TrailRowsResponse)
ENTRY: Final = Document("entry", EntryResponse)
FILTER_NAMES: Final = Document("filter_names", FilterNamesResponse)
NAMES: Final = Document("names", NamesResponse)
PROOF: Final = Document("proof", ProofResponse)
PROOFS: Final = Document("proofs", ProofsResponse)
MONTHS: Final = Document("months", MonthsResponse)
ACTS_BEFORE: Final = Document("acts_before", ActsBeforeResponse)
ACT_AFTER: Final = Document("act_after", ActAfterResponse)
