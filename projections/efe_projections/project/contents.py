"""Rows of the contents of a project, of the pôles that carry it, and of progress reports."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from efe_domain.project.carrier_events import AmendmentCarried, PoleJoined, PoleLeft
from efe_domain.project.content import ActionName, ActionProgress, ProjectContent
from efe_domain.project.events import ProgressReported, ProjectAmended, ProjectEmerged, ProjectErratumNoted
from efe_domain.shared.bassins import commune
from efe_domain.shared.event import Event
from efe_projections.annexes.documents import ErratumNote
from efe_projections.engine.projection import Key, Projection, RecordedEvent, topics_of
from efe_projections.engine.row import Access, PendingWork, Row
from efe_projections.engine.row_values import keys_of, new_row, row_fold


class ProjectContentRow(Row, table="project_content", key=("project", "number"), access=Access.PROJECT):
    """Content of a project; `reason` is that of the amendment, which re-opened every verdict.

    `decision` is that of the pôle to amend, if the amendment cites one. `recorded_on` is the day from which carriers
    have their time to answer an amendment. `communes_in` are the bassins of its communes.
    """

    project: UUID
    number: int
    content: ProjectContent
    content_hash: str
    since: date
    reason: str | None
    decision: UUID | None
    recorded_on: date | None
    communes_in: tuple[str, ...]
    errata: tuple[ErratumNote, ...]
    illustrative: bool


class ProjectCarrierRow(
    Row,
    table="project_carrier",
    key=("project", "pole", "since"),
    indexes=(("pole",), ("decision",)),
    waiting=(PendingWork("released"),),
    access=Access.PROJECT,
):
    """A pôle that carries a project, by the last of its decisions; a second period is a second row.

    When it joined, the project had `past_events`, whose stored states have the Merkle root `past_root`.
    `departure_decision` is its decision to leave, if its departure cites one.
    """

    project: UUID
    pole: UUID
    since: date
    bassin: str
    decision: UUID
    content_hash: str
    past_events: int
    past_root: str
    until: date | None
    reason: str | None
    departure_decision: UUID | None
    released: bool
    illustrative: bool


DROPPED: Final = f"state = '{ActionProgress.DROPPED}'"


class ProgressReportRow(
    Row,
    table="progress_report",
    key=("project", "version"),
    waiting=(PendingWork(DROPPED),),
    access=Access.PROJECT,
):
    """A progress report of a carrying pôle, on the project or on an action, by the account `actor`."""

    project: UUID
    version: int
    pole: UUID
    report: str
    action: ActionName | None
    state: ActionProgress | None
    actor: str
    reported_on: date
    illustrative: bool


def evolve_content(row: ProjectContentRow | None, record: RecordedEvent[Any]) -> ProjectContentRow | None:
    event = record.event
    match event:
        case ProjectEmerged() | ProjectAmended():
            return new_row(
                ProjectContentRow,
                record,
                project=event.originator_id,
                number=_number(event),
                since=event.effective_on,
                reason=event.reason if isinstance(event, ProjectAmended) else None,
                recorded_on=(event.recorded_on or event.effective_on) if isinstance(event, ProjectAmended) else None,
                communes_in=tuple(sorted({commune(nis).bassin for nis in event.content.communes})),
                errata=(),
            )
        case ProjectErratumNoted() as event if row:
            return replace(row, errata=(*row.errata, ErratumNote.of(event)))
        case _:
            return row


def evolve_carrier(row: ProjectCarrierRow | None, record: RecordedEvent[Any]) -> ProjectCarrierRow | None:
    match record.event:
        case PoleJoined() as event:
            return new_row(
                ProjectCarrierRow, record, project=event.originator_id, since=event.effective_on, released=False
            )
        case AmendmentCarried(decision=decision, content_hash=content_hash) if row:
            return replace(row, decision=decision, content_hash=content_hash)
        case PoleLeft(reason=reason, decision=decision, released=released, effective_on=on) if row:
            return replace(row, until=on, reason=reason, departure_decision=decision, released=released)
        case _:
            return row


def content_keys(event: Event) -> Iterable[Key]:
    return [(event.originator_id, _number(event))]


def _number(event: Event) -> int:
    return event.number if isinstance(event, ProjectAmended | ProjectErratumNoted) else 1


PROJECT_CONTENTS = Projection(
    row=ProjectContentRow,
    topics=topics_of(ProjectEmerged, ProjectAmended, ProjectErratumNoted),
    keys=content_keys,
    evolve=evolve_content,
)
PROJECT_CARRIERS = Projection(
    row=ProjectCarrierRow,
    topics=topics_of(PoleJoined, AmendmentCarried, PoleLeft),
    keys=keys_of(ProjectCarrierRow, project="originator_id"),
    evolve=evolve_carrier,
)
PROGRESS_REPORTS = Projection(
    row=ProgressReportRow,
    topics=topics_of(ProgressReported),
    keys=keys_of(ProgressReportRow, project="originator_id", version="originator_version"),
    evolve=row_fold(
        ProgressReportRow,
        ProgressReported,
        project="originator_id",
        reported_on="effective_on",
        actor=lambda record: record.event.metadata.get("actor", ""),
    ),
)
