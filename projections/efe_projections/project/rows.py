"""Rows of a project: its public part, its dossier, and the pôles through which it concerns Instances."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.project.carrier_events import LeadHandedOver, LeadOffered, PoleJoined, PoleLeft
from efe_domain.project.events import (
    ProjectAbandoned,
    ProjectAmended,
    ProjectCompleted,
    ProjectEmerged,
    ProjectStarted,
    ProjectSubmitted,
    VerdictGiven,
    VerdictKind,
    VerdictRevised,
)
from efe_domain.project.state import ProjectEvent
from efe_domain.project.verdicts import JointOutcome, joint_outcome
from efe_domain.shared.event import Event
from efe_projections.engine.projection import (
    Key,
    Projection,
    RecordedEvent,
    is_invented,
    originator,
    topics_of,
    topics_of_union,
)
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import new_row
from efe_projections.engine.searching import sort_key


class ProjectState(StrEnum):
    """States of a project."""

    EMERGED = "emerged"
    STARTED = "started"
    COMPLETED = "completed"
    ABANDONED = "abandoned"


class ProjectRow(
    Row,
    table="project",
    key=("project",),
    indexes=(("sort_title", "project"), ("axis",)),
    access=Access.PUBLISHABLE_PROJECT,
    reserved=("agreed", "refused"),
):
    """A project as everybody may see it once submitted: the title is the last one submitted, if there is one.

    `axis` is the key of the axis of the pôles that carry it, which no amendment changes (PS-FILIERE). `agreed` and
    `refused` count the Instances of `bassins` that gave their verdict on the content of now. It is `illustrative` if
    the title and the bassins are; the dossier speaks for all else.
    """

    project: UUID
    bassins: tuple[str, ...]
    title: str
    sort_title: str
    axis: str
    zone: bool
    emerged_on: date
    outcome: JointOutcome
    agreed: int
    refused: int
    published: bool
    illustrative: bool
    version: int


class ProjectDossierRow(
    Row, table="project_dossier", key=("project",), indexes=(("lead",), ("lead_offered",)), access=Access.PROJECT
):
    """Restricted part of a project, for viewers that it concerns.

    `refusing` are the Instances whose verdict on the current content is a refusal; the project
    `started_without_agreement` if all those concerned refused it by then.
    """

    project: UUID
    lead: UUID
    lead_offered: UUID | None
    lead_offered_on: date | None
    content_number: int
    content_hash: str
    state: ProjectState
    started_on: date | None
    ended_on: date | None
    ending: str | None
    ending_decision: UUID | None
    refusing: tuple[str, ...]
    started_without_agreement: bool
    illustrative: bool


class ProjectConcernRow(
    Row, table="project_concern", key=("project", "pole"), indexes=(("bassin",), ("pole",)), access=Access.PARTY
):
    """Concern of a project through a pôle: the pôle's Instance, and its members.

    `until_position` is set if the pôle left: its viewers see the project as it was before.
    """

    project: UUID
    pole: UUID
    bassin: str
    since: date
    since_position: int
    until: date | None
    until_position: int | None


def evolve(row: ProjectRow | None, record: RecordedEvent[Any]) -> ProjectRow | None:
    event = record.event
    if row is None:
        return _emerged(record) if isinstance(event, ProjectEmerged) else None
    row = replace(row, version=event.originator_version)
    match event:
        case ProjectAmended(content=content):
            title = row.title if row.published else content.title
            row = replace(row, title=title, sort_title=sort_key(title), zone=content.zone, agreed=0, refused=0)
        case PoleJoined(bassin=bassin):
            row = replace(row, bassins=tuple(sorted({*row.bassins, bassin})))
        case PoleLeft(concerned=concerned, uncounted=verdict):
            row = _counting(replace(row, bassins=tuple(concerned)), verdict, -1)
        case ProjectSubmitted(title=title):
            row = replace(row, title=title, sort_title=sort_key(title), published=True)
        case VerdictGiven(verdict=verdict):
            row = _counting(row, verdict, 1)
        case VerdictRevised(previous=previous, verdict=verdict):
            row = _counting(_counting(row, previous, -1), verdict, 1)
    return replace(row, outcome=joint_outcome(agreed=row.agreed, refused=row.refused, of=len(row.bassins)))


def _counting(row: ProjectRow, verdict: VerdictKind | None, by: int) -> ProjectRow:
    match verdict:
        case None:
            return row
        case VerdictKind.REFUSED:
            return replace(row, refused=row.refused + by)
        case _:
            return replace(row, agreed=row.agreed + by)


def _emerged(record: RecordedEvent[ProjectEmerged]) -> ProjectRow:
    event = record.event
    return new_row(
        ProjectRow,
        record,
        project=event.originator_id,
        title=event.content.title,
        sort_title=sort_key(event.content.title),
        axis=event.content.axis,
        zone=event.content.zone,
        emerged_on=event.effective_on,
        outcome=JointOutcome.PENDING,
        agreed=0,
        refused=0,
        published=False,
        illustrative=is_invented(record),
    )


def evolve_dossier(row: ProjectDossierRow | None, record: RecordedEvent[Any]) -> ProjectDossierRow | None:
    match record.event:
        case ProjectEmerged() as event:
            return new_row(
                ProjectDossierRow,
                record,
                project=event.originator_id,
                content_number=1,
                state=ProjectState.EMERGED,
                refusing=(),
                started_without_agreement=False,
            )
        case ProjectAmended() | VerdictGiven() | VerdictRevised() as event if row:
            return _judged(row, event)
        case LeadOffered() | PoleLeft() | LeadHandedOver() as event if row:
            return _led(row, event)
        case ProjectStarted(bassins=concerned, effective_on=on) if row:
            refused = {*concerned} == {*row.refusing}
            return replace(row, state=ProjectState.STARTED, started_on=on, started_without_agreement=refused)
        case ProjectCompleted() | ProjectAbandoned() as ended if row:
            return _ended(row, ended)
        case _:
            return row


def _judged(row: ProjectDossierRow, event: ProjectAmended | VerdictGiven | VerdictRevised) -> ProjectDossierRow:
    """Keeps the Instances that refuse the current content; an amendment re-opens every verdict."""
    if isinstance(event, ProjectAmended):
        return replace(row, content_number=event.number, content_hash=event.content_hash, refusing=())
    others = {*row.refusing} - {event.bassin}
    refusing = {*others, event.bassin} if event.verdict is VerdictKind.REFUSED else others
    return replace(row, refusing=tuple(sorted(refusing)))


def _led(row: ProjectDossierRow, event: LeadOffered | PoleLeft | LeadHandedOver) -> ProjectDossierRow:
    """Ends an offer when the lead passes to any pôle, and when the pôle it was made to leaves."""
    if isinstance(event, LeadOffered):
        return replace(row, lead_offered=event.pole, lead_offered_on=event.effective_on)
    if isinstance(event, PoleLeft):
        row = replace(row, refusing=tuple(each for each in row.refusing if each in event.concerned))
    gone = isinstance(event, PoleLeft) and event.pole == row.lead_offered
    return replace(row, lead=event.lead, lead_offered=None if gone or event.lead != row.lead else row.lead_offered)


def _ended(row: ProjectDossierRow, event: ProjectCompleted | ProjectAbandoned) -> ProjectDossierRow:
    row = replace(row, ended_on=event.effective_on, ending_decision=event.decision)
    if isinstance(event, ProjectCompleted):
        return replace(row, state=ProjectState.COMPLETED, ending=event.result)
    return replace(row, state=ProjectState.ABANDONED, ending=event.reason)


def evolve_concern(row: ProjectConcernRow | None, record: RecordedEvent[Any]) -> ProjectConcernRow | None:
    match record.event:
        case (
            ProjectEmerged(originator_id=project, lead=pole, bassin=bassin, effective_on=on)
            | PoleJoined(originator_id=project, pole=pole, bassin=bassin, effective_on=on)
        ):
            if row:
                return replace(row, until=None, until_position=None)
            return ProjectConcernRow(
                project=project,
                pole=pole,
                bassin=bassin,
                since=on,
                since_position=record.position,
                until=None,
                until_position=None,
            )
        case PoleLeft(effective_on=on) if row:
            return replace(row, until=on, until_position=record.position)
        case _:
            return row


def concern_keys(event: Event) -> Iterable[Key]:
    match event:
        case ProjectEmerged(lead=pole) | PoleJoined(pole=pole) | PoleLeft(pole=pole):
            return [(event.originator_id, pole)]
        case _:
            return []


PROJECT_CONCERNS = Projection(
    row=ProjectConcernRow,
    topics=topics_of(ProjectEmerged, PoleJoined, PoleLeft),
    keys=concern_keys,
    evolve=evolve_concern,
)
PROJECTS = Projection(
    row=ProjectRow,
    topics=topics_of_union(ProjectEvent),
    keys=originator,
    evolve=evolve,
)
PROJECT_DOSSIERS = Projection(
    row=ProjectDossierRow,
    topics=topics_of(
        ProjectEmerged,
        ProjectAmended,
        PoleLeft,
        LeadOffered,
        LeadHandedOver,
        VerdictGiven,
        VerdictRevised,
        ProjectStarted,
        ProjectCompleted,
        ProjectAbandoned,
    ),
    keys=originator,
    evolve=evolve_dossier,
)
