"""Rows of the joint meetings of a project: the last call of each, and which operators of each pôle took part."""

from datetime import date, time
from typing import Any
from uuid import UUID

from efe_domain.project.joint_meeting_events import JointMeetingAttended, JointMeetingCalled
from efe_projections.engine.projection import Projection, RecordedEvent, topics_of
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import keys_of, new_row


class JointMeetingRow(
    Row, table="joint_meeting", key=("project", "meeting"), indexes=(("day",),), access=Access.PROJECT
):
    """Joint meeting as its last call has it; `number` is the rank of that call, and `pole` the one that made it."""

    project: UUID
    meeting: UUID
    number: int
    pole: UUID
    bassin: str
    day: date
    starts_at: time | None
    ends_at: time | None
    remote: bool
    place: str
    agenda: tuple[str, ...]
    called_on: date
    cancelled: bool
    reason: str
    illustrative: bool


class JointAttendanceRow(Row, table="joint_attendance", key=("project", "meeting", "pole"), access=Access.PROJECT):
    """Operators of a pôle that took part, on the day of its own meeting; none once that holding is annulled."""

    project: UUID
    meeting: UUID
    pole: UUID
    bassin: str
    held_on: date
    operators: tuple[UUID, ...]
    illustrative: bool


def evolve_meeting(_: JointMeetingRow | None, record: RecordedEvent[Any]) -> JointMeetingRow:
    called: JointMeetingCalled = record.event
    return new_row(
        JointMeetingRow,
        record,
        project=called.originator_id,
        starts_at=called.hours.starts if called.hours else None,
        ends_at=called.hours.ends if called.hours else None,
        remote=called.venue.remote,
        place=called.venue.place,
        called_on=called.effective_on,
    )


def evolve_attendance(_: JointAttendanceRow | None, record: RecordedEvent[Any]) -> JointAttendanceRow:
    attended: JointMeetingAttended = record.event
    return new_row(JointAttendanceRow, record, project=attended.originator_id, held_on=attended.effective_on)


JOINT_MEETINGS = Projection(
    row=JointMeetingRow,
    topics=topics_of(JointMeetingCalled),
    keys=keys_of(JointMeetingRow, project="originator_id"),
    evolve=evolve_meeting,
)
JOINT_ATTENDANCES = Projection(
    row=JointAttendanceRow,
    topics=topics_of(JointMeetingAttended),
    keys=keys_of(JointAttendanceRow, project="originator_id"),
    evolve=evolve_attendance,
)
