"""The contents of a project in their order, the pôles that carried each of them, and progress reports."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.project.content import ProjectContent
from efe_domain.project.events import (
    AmendmentCarried,
    PoleJoined,
    PoleLeft,
    ProgressReported,
    ProjectAmended,
    ProjectEmerged,
    ProjectErratumNoted,
)
from efe_domain.shared.event import Event
from efe_projections.annexes.documents import ErratumNote
from efe_projections.engine.projection import Key, Projection, RecordedEvent, is_illustrative, topics_of
from efe_projections.engine.row import Access, Row


class ProjectContentRow(Row, table="project_content", key=("project", "number"), access=Access.PROJECT):
    """A content; `reason` is why it took the place of the one before, which re-opened every verdict."""

    project: UUID
    number: int
    content: ProjectContent
    content_hash: str
    since: date
    reason: str | None
    errata: tuple[ErratumNote, ...]
    illustrative: bool


class ProjectCarrierRow(
    Row,
    table="project_carrier",
    key=("project", "pole", "since"),
    indexes=(("pole",), ("decision",)),
    access=Access.PROJECT,
):
    """A pôle that carries a project, by the last of its decisions; a second period is a second row.

    When it joined, the project had `past_events`, whose stored states have the Merkle root `past_root`.
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
    illustrative: bool


class ProgressReportRow(Row, table="progress_report", key=("project", "version"), access=Access.PROJECT):
    """A progress report of a carrying pôle."""

    project: UUID
    version: int
    pole: UUID
    report: str
    reported_on: date
    illustrative: bool


def evolve_content(row: ProjectContentRow | None, record: RecordedEvent[Any]) -> ProjectContentRow | None:
    event = record.event
    match event:
        case ProjectEmerged() | ProjectAmended():
            return ProjectContentRow(
                project=event.originator_id,
                number=_number(event),
                content=event.content,
                content_hash=event.content_hash,
                since=event.effective_on,
                reason=event.reason if isinstance(event, ProjectAmended) else None,
                errata=(),
                illustrative=is_illustrative(record),
            )
        case ProjectErratumNoted() as event if row:
            return replace(row, errata=(*row.errata, ErratumNote.of(event)))
        case _:
            return row


def evolve_carrier(row: ProjectCarrierRow | None, record: RecordedEvent[Any]) -> ProjectCarrierRow | None:
    match record.event:
        case PoleJoined() as event:
            return ProjectCarrierRow(
                project=event.originator_id,
                pole=event.pole,
                since=event.effective_on,
                bassin=event.bassin,
                decision=event.decision,
                content_hash=event.content_hash,
                past_events=event.past_events,
                past_root=event.past_root,
                until=None,
                reason=None,
                illustrative=is_illustrative(record),
            )
        case AmendmentCarried(decision=decision, content_hash=content_hash) if row:
            return replace(row, decision=decision, content_hash=content_hash)
        case PoleLeft(reason=reason, effective_on=on) if row:
            return replace(row, until=on, reason=reason)
        case _:
            return row


def evolve_report(row: ProgressReportRow | None, record: RecordedEvent[Any]) -> ProgressReportRow | None:
    match record.event:
        case ProgressReported() as event:
            return ProgressReportRow(
                project=event.originator_id,
                version=event.originator_version,
                pole=event.pole,
                report=event.report,
                reported_on=event.effective_on,
                illustrative=is_illustrative(record),
            )
        case _:
            return row


def content_keys(event: Event) -> Iterable[Key]:
    return [(event.originator_id, _number(event))]


def carrier_keys(event: Event) -> Iterable[Key]:
    match event:
        case (
            PoleJoined(pole=pole, effective_on=since)
            | AmendmentCarried(pole=pole, since=since)
            | PoleLeft(pole=pole, since=since)
        ):
            return [(event.originator_id, pole, since)]
        case _:
            return []


def report_keys(event: Event) -> Iterable[Key]:
    return [(event.originator_id, event.originator_version)]


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
    keys=carrier_keys,
    evolve=evolve_carrier,
)
PROGRESS_REPORTS = Projection(
    row=ProgressReportRow, topics=topics_of(ProgressReported), keys=report_keys, evolve=evolve_report
)
