"""Row of a proposal or question that waits for an answer, for each Instance concerned, and lists of them."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Questioned, RectificationProposed, WithdrawalProposed
from efe_projections.correction.rows import CORRECTION_STEPS, CorrectionKind, CorrectionRow, answered_version
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.projection import Key, Projection, RecordedEvent
from efe_projections.engine.query import alive, row_valid_at, valid_at, visible
from efe_projections.engine.row import Access, Row


class PendingCorrectionRow(
    Row, table="pending_correction", key=("bassin", "kind", "entity", "version"), access=Access.INSTANCE
):
    """Step of a correction that waits for an answer, for one Instance. It ends when an event of that Instance answers
    it. The steps that were answered are many; the reads of those that wait never meet them.
    """

    bassin: str
    kind: CorrectionKind
    entity: UUID
    version: int


def keys(event: Event) -> Iterable[Key]:
    version = answered_version(event)
    if version is not None:
        return [(bassin, kind, event.originator_id, version) for bassin in event.bassins for kind in PENDING_KINDS]
    kind = _kind(event)
    return [(bassin, kind, event.originator_id, event.originator_version) for bassin in event.bassins if kind]


def in_bassin(record: RecordedEvent[Any], key: Key) -> RecordedEvent[Any]:
    """Returns the event as one for the Instance of the key alone."""
    return replace(record, event=replace(record.event, bassins=(key[0],)))


def evolve(_row: PendingCorrectionRow | None, record: RecordedEvent[Any]) -> PendingCorrectionRow | None:
    event = record.event
    kind = _kind(event)
    if kind is None:
        return None
    [bassin] = event.bassins
    return PendingCorrectionRow(
        bassin=bassin, kind=kind, entity=event.originator_id, version=event.originator_version
    )


def _kind(event: Event) -> CorrectionKind | None:
    """Returns the kind of what waits; None for other events."""
    match event:
        case WithdrawalProposed():
            return CorrectionKind.WITHDRAWAL_PROPOSED
        case RectificationProposed():
            return CorrectionKind.PROPOSED
        case Questioned():
            return CorrectionKind.QUESTIONED
        case _:
            return None


PENDING_KINDS: Final = (CorrectionKind.PROPOSED, CorrectionKind.WITHDRAWAL_PROPOSED, CorrectionKind.QUESTIONED)
PENDING_CORRECTIONS: Final = Projection(
    row=PendingCorrectionRow,
    topics=CORRECTION_STEPS.topics,
    keys=keys,
    evolve=evolve,
    part=in_bassin,
)
_TABLE: Final = CorrectionRow.TABLE
OPEN: Final = f"""not exists (
    select from read.{_TABLE.name} as closing
    where closing.entity = correction.entity and closing.closes = correction.version
    and {valid_at(_TABLE, "closing")} and {visible(_TABLE, "closing")} offset 0
)"""
"""Condition of a proposal or a question without a visible answer, in SQL. With `offset`, each is looked up by key."""


def pending(bassins: str, kinds: str) -> str:
    """Returns SQL for the visible steps that wait for an answer, each once, as the table `correction`.

    `bassins` is SQL for an array of Instances, of which one is to answer; `kinds` are SQL values.
    """
    waiting = PendingCorrectionRow.TABLE
    return f"""(
        select correction.* from (
            select distinct waiting.entity, waiting.version from read.{waiting.name} as waiting
            where waiting.bassin = any({bassins}) and waiting.kind in ({kinds})
            and {alive("waiting")} and {visible(waiting, "waiting")}
        ) as waiting
        cross join lateral {row_valid_at(_TABLE, ("waiting.entity", "waiting.version"), _TABLE.name)}
        where {visible(_TABLE, _TABLE.name)} and {OPEN} offset 0
    ) as {_TABLE.name}"""  # noqa: S608


def rectifications_to_confirm(bassin: str) -> Listing[CorrectionRow]:
    """Returns the open proposals of a rectification."""
    return _open(CorrectionKind.PROPOSED, bassin)


def withdrawals_to_confirm(bassin: str) -> Listing[CorrectionRow]:
    """Returns the open proposals of a withdrawal."""
    return _open(CorrectionKind.WITHDRAWAL_PROPOSED, bassin)


def facts_to_reconsider(bassin: str) -> Listing[CorrectionRow]:
    """Returns the open questions: facts questioned and not confirmed since."""
    return _open(CorrectionKind.QUESTIONED, bassin)


def _open(kind: CorrectionKind, bassin: str) -> Listing[CorrectionRow]:
    waiting = listing(
        CorrectionRow,
        "entity",
        "version",
        when={"kind = %(kind)s": {"kind": kind}, "%(bassin)s = any(bassins)": {"bassin": bassin}},
    )
    return replace(waiting, sources=(pending("array[%(bassin)s]::text[]", "%(kind)s"),))
