"""Row of a step of a correction (proposed, dropped, recorded, questioned, confirmed), and lists of open ones."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from efe_domain.catalogue import all_events
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.record_events import (
    Confirmed,
    Patch,
    Questioned,
    RecordEvent,
    RectificationDropped,
    RectificationProposed,
    Rectified,
    WithdrawalDropped,
    WithdrawalProposed,
    Withdrawn,
)
from efe_projections.engine.projection import Key, Projection, RecordedEvent, topics_of
from efe_projections.engine.row import Access, Row


class CorrectionKind(StrEnum):
    """Kinds: a rectification or withdrawal proposed, dropped or recorded; a fact questioned or confirmed."""

    PROPOSED = "proposed"
    DROPPED = "dropped"
    RECTIFIED = "rectified"
    QUESTIONED = "questioned"
    CONFIRMED = "confirmed"
    WITHDRAWAL_PROPOSED = "withdrawal-proposed"
    WITHDRAWAL_DROPPED = "withdrawal-dropped"
    WITHDRAWN = "withdrawn"


class CorrectionRow(
    Row,
    table="correction",
    key=("entity", "version"),
    indexes=(("kind", "entity", "version"),),
    access=Access.DOSSIER,
):
    """Step of a correction; a row never changes. `closes` is the version of the proposal or question that it answers.

    `rectified` are the versions that read otherwise; a withdrawal has its day, and names the `act`. What was
    questioned was by the correction at `cause_version` of the entity `cause`.
    """

    entity: UUID
    version: int
    bassins: tuple[str, ...]
    entity_kind: str
    kind: CorrectionKind
    closes: int | None
    reason: str | None
    patches: tuple[Patch, ...]
    rectified: tuple[int, ...]
    act: int | None
    effective_on: date | None
    document_sha256: str | None
    cause: UUID | None
    cause_kind: str | None
    cause_version: int | None
    findings: tuple[str, ...]
    actor: str


def evolve(_row: CorrectionRow | None, record: RecordedEvent[Any]) -> CorrectionRow:
    event = record.event
    return CorrectionRow(
        entity=event.originator_id,
        version=event.originator_version,
        bassins=event.bassins,
        entity_kind=event.TOPIC.partition(".")[0],
        kind=_KINDS[type(event).__bases__[0]],
        closes=answered_version(event),
        reason=getattr(event, "reason", None),
        patches=getattr(event, "patches", ()),
        rectified=tuple(change.version for change in getattr(event, "changes", ())),
        act=_act(event),
        effective_on=effective_on(event),
        document_sha256=document.sha256 if (document := getattr(event, "document", None)) else None,
        cause=getattr(event, "cause", None),
        cause_kind=getattr(event, "cause_kind", None),
        cause_version=getattr(event, "cause_version", None),
        findings=getattr(event, "findings", ()),
        actor=event.metadata.get("actor", ""),
    )


def _act(event: Event) -> int | None:
    """Returns the version of the act that is withdrawn, or proposed for withdrawal."""
    match event:
        case Withdrawn(act=act):
            return act
        case WithdrawalProposed(patches=(Patch(version=act),)):
            return act
        case _:
            return None


def answered_version(event: Event) -> int | None:
    """Returns the version of the proposal or question that the event answers."""
    match event:
        case Rectified(proposal=closed) | RectificationDropped(proposal=closed) | Confirmed(question=closed):
            return closed
        case _:
            return None


_KINDS: Final[dict[type, CorrectionKind]] = {
    RectificationProposed: CorrectionKind.PROPOSED,
    RectificationDropped: CorrectionKind.DROPPED,
    Rectified: CorrectionKind.RECTIFIED,
    Questioned: CorrectionKind.QUESTIONED,
    Confirmed: CorrectionKind.CONFIRMED,
    WithdrawalProposed: CorrectionKind.WITHDRAWAL_PROPOSED,
    WithdrawalDropped: CorrectionKind.WITHDRAWAL_DROPPED,
    Withdrawn: CorrectionKind.WITHDRAWN,
}


def keys(event: Event) -> Iterable[Key]:
    return [(event.originator_id, event.originator_version)]


CORRECTION_STEPS = Projection(
    row=CorrectionRow,
    topics=topics_of(*(event for event in all_events().values() if issubclass(event, RecordEvent))),
    keys=keys,
    evolve=evolve,
)
