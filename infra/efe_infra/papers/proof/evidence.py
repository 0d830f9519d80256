"""Evidence of one paper, read with the rights of its reader: positions, leaves, paths, checkpoint and events."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from efe_domain.catalogue import all_events
from efe_domain.shared.record_events import Rectified, Withdrawn
from efe_infra.console.register.ids import cursor_before
from efe_infra.console.register.paging import all_nodes
from efe_infra.console.register.responses import Connection, PageInfo
from efe_infra.console.web.refusals import PageRefused
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment
from efe_infra.papers.proof.generated import (
    PAPER_ACTS,
    PAPER_EVENT,
    PAPER_LATER_ACTS,
    PAPER_MOMENT,
    PAPER_PROOF,
    PaperEventAuditEntry,
    PaperLaterActsHistoryEntry,
    PaperLaterActsResponse,
    PaperProofLedgerProof,
)

EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MICROSECOND: Final = timedelta(microseconds=1)
FIRST_ACTS: Final = 20
LAST_ACTS: Final = 40
"""Acts in the evidence of one paper: those that made the object, and the newest."""
MAX_ACTS: Final = FIRST_ACTS + LAST_ACTS


class LeafProof(msgspec.Struct, frozen=True):
    """Act that a paper rests on: its place in the signed log."""

    position: int
    entry: str
    leaf: str
    path: tuple[str, ...]


class OpenedEvent(msgspec.Struct, frozen=True):
    """Event behind a leaf, as `leaf` hashes it; for readers who may export it."""

    position: int
    recorded_at_us: int
    originator_id: str
    originator_version: int
    topic: str
    state: str


class Acts(msgspec.Struct, frozen=True):
    """Proved acts, those without a signature yet, and the checkpoint of the proofs."""

    proofs: tuple[LeafProof, ...] = ()
    unsealed: tuple[int, ...] = ()
    events: tuple[OpenedEvent, ...] = ()
    note: str | None = None


async def moment_of(reader: PaperReader) -> ReadMoment:
    """Reads the moment of the reader's page."""
    answer = await reader.ask(PAPER_MOMENT)
    checkpoint = answer.ledger_checkpoint
    return ReadMoment(answer.meta.position, answer.meta.known_at or EPOCH, checkpoint.note if checkpoint else None)


async def acts_of(reader: PaperReader, moment: ReadMoment, ids: Sequence[str]) -> Acts:
    """Reads the acts on some objects; none for a reader of no trail."""
    positions = await positions_of(reader, moment, ids) if reader.is_signed_in else []
    results = [(each, await proof_of(reader, each)) for each in positions]
    proved = [(position, proof) for position, proof in results if proof]
    note = proved[-1][1].checkpoint.note if proved else moment.note
    return Acts(
        proofs=tuple(
            LeafProof(position, proof.entry, proof.leaf, proof.path)
            for position, proof in proved
            if proof.checkpoint.note == note
        ),
        unsealed=tuple(position for position, proof in results if proof is None or proof.checkpoint.note != note),
        events=tuple(await opened(reader, proved)),
        note=note,
    )


async def positions_of(reader: PaperReader, moment: ReadMoment, ids: Sequence[str]) -> list[int]:
    positions = set[int]()
    for each in ids:
        node = (await reader.ask(PAPER_ACTS, id=f"{each}@{moment.position}")).node
        for acts in (node.first, node.last) if node else ():
            positions.update(act.position for act in (acts.nodes if acts else ()))
    in_order = sorted(positions)
    return in_order if len(in_order) <= MAX_ACTS else [*in_order[:FIRST_ACTS], *in_order[-LAST_ACTS:]]


async def corrections_after(reader: PaperReader, subject_id: str, position: int) -> list[int]:
    """Returns the positions of the later acts that corrected an object, or withdrew an act on it."""
    topics = {topic for topic, event in all_events().items() if issubclass(event, Rectified | Withdrawn)}
    acts = await all_nodes(reader.ask, PAPER_LATER_ACTS, history_of, id=subject_id)
    return [each.position for each in acts if each.position > position and each.kind in topics]


def history_of(answer: PaperLaterActsResponse) -> Connection[PaperLaterActsHistoryEntry]:
    history = answer.node.history if answer.node else None
    return history or Connection(edges=(), total_count=0, page_info=PageInfo(has_next_page=False, end_cursor=None))


async def proof_of(reader: PaperReader, position: int) -> PaperProofLedgerProof | None:
    """Returns None for an act that is not sealed, or hidden from the reader."""
    return (await reader.ask(PAPER_PROOF, position=str(position))).ledger_proof


async def opened(reader: PaperReader, proved: Sequence[tuple[int, PaperProofLedgerProof]]) -> list[OpenedEvent]:
    """Returns the events that the reader may export. An Instance that refuses one is not asked again."""
    closed, events = set[str](), list[OpenedEvent]()
    for position, proof in proved:
        for bassin in proof.bassins:
            if bassin in closed:
                continue
            if event := await event_of(reader, bassin, position):
                events.append(event)
                break
            closed.add(bassin)
    return events


async def event_of(reader: PaperReader, bassin: str, position: int) -> OpenedEvent | None:
    try:
        answer = await reader.ask(PAPER_EVENT, bassin=bassin, **{"from": cursor_before(position)})
    except PageRefused as refused:
        if refused.status_code in {403, 404}:
            return None
        raise
    entry = next(iter(answer.audit_trail.nodes), None)
    return opened_event(entry) if entry and entry.position == position else None


def opened_event(entry: PaperEventAuditEntry) -> OpenedEvent | None:
    if entry.sealed is None:
        return None
    return OpenedEvent(
        position=entry.position,
        recorded_at_us=(entry.recorded_at - EPOCH) // MICROSECOND,
        originator_id=entry.sealed.originator_id,
        originator_version=entry.sealed.originator_version,
        topic=entry.sealed.topic,
        state=entry.sealed.state,
    )
