"""Row of one fact of a project, with the values that its sentence shows; and the list of the newest facts."""

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

import msgspec

from efe_domain.project.carrier_events import AmendmentCarried, LeadHandedOver, PoleJoined, PoleLeft
from efe_domain.project.events import (
    FundingAppliedFor,
    FundingOutcomeRecorded,
    ProgressReported,
    ProjectAbandoned,
    ProjectAmended,
    ProjectCompleted,
    ProjectDocumentAttached,
    ProjectEmerged,
    ProjectStarted,
    ProjectSubmitted,
    SupportEnded,
    SupportGranted,
    VerdictExpected,
    VerdictGiven,
    VerdictRevised,
)
from efe_domain.project.joint_meeting_events import JointMeetingAttended, JointMeetingCalled
from efe_domain.project.plan_events import PlanPartWritten
from efe_domain.project.state import ProjectEvent
from efe_domain.shared.event import Event, effective_on
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.projection import Projection, RecordedEvent, topics_of_union
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import keys_of, new_row

MAX_VALUE_CHARACTERS: Final = 200
"""Limit of a stored text: sentences show less of it."""


class FactValue(msgspec.Struct, frozen=True, kw_only=True):
    """Value in the sentence of a fact, by the column of the read model that has it too."""

    table: str
    column: str
    value: Any


class ProjectFactRow(Row, table="project_fact", key=("project", "version"), access=Access.PROJECT, repeats=True):
    """A fact of a project, after corrections: the version that it made, its topic, day, pôle and Instance."""

    project: UUID
    version: int
    kind: str
    effective_on: date | None
    pole: UUID | None
    bassin: str | None
    values: tuple[FactValue, ...]
    illustrative: bool


_BASSIN: Final = {"hearing.bassin": "bassin"}
_CARRIED: Final = {"project_carrier.content_hash": "content_hash"}
_VERDICT: Final = {**_BASSIN, "verdict.kind": "verdict"}
_ENDED_ON: Final = {"project_dossier.ended_on": "effective_on"}
VALUES: Final[Mapping[type[Event], Mapping[str, str]]] = {
    ProjectEmerged: {"project.title": "content.title", "project.emerged_on": "effective_on"},
    ProjectAmended: {"project_content.reason": "reason"},
    PoleJoined: {"project_carrier.bassin": "bassin", **_CARRIED},
    AmendmentCarried: _CARRIED,
    PoleLeft: {"project_carrier.until": "effective_on", "project_carrier.reason": "reason"},
    ProjectSubmitted: {"hearing.bassin": "instances"},
    VerdictExpected: {**_BASSIN, "hearing.expected_on": "expected_on"},
    VerdictGiven: _VERDICT,
    VerdictRevised: _VERDICT,
    SupportGranted: {"support.description": "description", "support.hours": "hours"},
    SupportEnded: {"support.until": "effective_on", "support.end_reason": "reason"},
    FundingAppliedFor: {"funding.amount_cents": "amount_cents", "funding.procedure": "procedure"},
    FundingOutcomeRecorded: {"funding.granted_cents": "granted_cents", "funding.comment": "comment"},
    ProjectStarted: {"project_dossier.started_on": "effective_on"},
    ProgressReported: {"progress_report.report": "report"},
    PlanPartWritten: {
        "plan_part.bassin": "bassin",
        "plan_part.number": "number",
        "plan_part.reason": "reason",
    },
    JointMeetingCalled: {
        "joint_meeting.bassin": "bassin",
        "joint_meeting.cancelled": "cancelled",
        "joint_meeting.number": "number",
        "joint_meeting.day": "day",
        "joint_meeting.place": "venue.place",
        "joint_meeting.reason": "reason",
    },
    JointMeetingAttended: {"joint_attendance.bassin": "bassin", "joint_attendance.held_on": "effective_on"},
    ProjectCompleted: {**_ENDED_ON, "project_dossier.ending": "result"},
    ProjectAbandoned: {**_ENDED_ON, "project_dossier.ending": "reason"},
    ProjectDocumentAttached: {"project_attachment.title": "title"},
}
"""Fields of events that the sentence of their topic shows or is chosen by, by the column that it names."""


def evolve(row: ProjectFactRow | None, record: RecordedEvent[Any]) -> ProjectFactRow:
    """Keeps the first fact of a version: a correction may have made several of one."""
    if row:
        return row
    event = record.event
    return new_row(
        ProjectFactRow,
        record,
        project=event.originator_id,
        kind=record.topic,
        effective_on=effective_on(event),
        pole=event.lead if isinstance(event, ProjectEmerged | LeadHandedOver) else getattr(event, "pole", None),
        values=tuple(_values(event)),
    )


def _values(event: Event) -> list[FactValue]:
    values = []
    for name, path in VALUES.get(type(event), {}).items():
        table, _, column = name.partition(".")
        value = attrgetter(path)(event)
        short = value[:MAX_VALUE_CHARACTERS] if type(value) is str else value
        values.append(FactValue(table=table, column=column, value=short))
    return values


PROJECT_FACTS = Projection(
    row=ProjectFactRow,
    topics=topics_of_union(ProjectEvent),
    keys=keys_of(ProjectFactRow, project="originator_id", version="originator_version"),
    evolve=evolve,
)


def newest_facts(project: UUID) -> Listing[ProjectFactRow]:
    """Returns the facts of a project, the last recorded first."""
    return listing(
        ProjectFactRow, "project", "version", when={"project = %(project)s": {"project": project}}
    ).turned()
