"""SQL sources of the tasks by which a pôle takes part in the joint meetings of its projects."""

from collections.abc import Mapping
from typing import Final

from efe_domain.law.rules import Rule
from efe_projections.engine.query import alive, visible
from efe_projections.meeting.rows import CONVENED, JOINT, MeetingRow
from efe_projections.project.joint_meetings import JointMeetingRow
from efe_projections.project.rows import ProjectConcernRow
from efe_projections.tasks.kinds import (
    BY_POLE,
    COORDINATED,
    NEAR,
    OF_POLES,
    StepAudience,
    TaskKind,
    TaskSource,
    looked_up,
)
from efe_projections.tasks.project_joins import going_on

_CONCERN: Final = ProjectConcernRow.TABLE.name
_DAY: Final = "%(day)s::date"
_CALL: Final = "called.project::text || ' ' || called.meeting::text"
_COMING: Final = f"""
    cross join lateral (
        select * from read.{JointMeetingRow.TABLE.name} as called where called.project = {_CONCERN}.project
        and not called.cancelled and called.day >= {_DAY}
        and {alive("called")} and {visible(JointMeetingRow.TABLE, "called")} offset 0
    ) as called
"""  # noqa: S608
_TAKES_PART: Final = f"""exists (
    select from read.{MeetingRow.TABLE.name} as own where own.joint_meeting = called.meeting
    and own.pole = {_CONCERN}.pole and own.cancelled_on is null
    and {alive("own")} and {visible(MeetingRow.TABLE, "own")}
)"""
_OWN_CONVENED: Final = f"""(
    select meeting.* from unnest({NEAR}) as own (bassin) cross join lateral (
        select * from read.{MeetingRow.TABLE.name} where bassins[1] = own.bassin and {CONVENED} and {JOINT}
        and {alive()} offset 0
    ) as meeting
    union all (
        select * from read.{MeetingRow.TABLE.name} where pole = {OF_POLES} and {CONVENED} and {JOINT} and {alive()}
        and not bassins[1] = any({NEAR}) offset 0
    )
) as meeting"""  # noqa: S608
"""Meetings convened for joint ones by the Instances near, and by the pôles of the viewer."""

JOINT_MEETING_SOURCES: Final[Mapping[TaskKind, TaskSource]] = {
    TaskKind.JOINT_MEETING_TO_CONVENE: TaskSource(
        rule=Rule.PS_RENCONTRE,
        row=ProjectConcernRow,
        subject="project",
        beside=_COMING + going_on(_CONCERN),
        where=f"{_CONCERN}.until is null and not {_TAKES_PART}",
        mine=f"{_CONCERN}.pole = {OF_POLES} or {_CONCERN}.bassin = {COORDINATED}",
        since="called.called_on",
        due="called.day",
        key=f"{_CONCERN}.project",
        part=f"{_CALL} || ' ' || {_CONCERN}.pole::text",
        owner=BY_POLE,
        owner_key=f"{_CONCERN}.pole",
        command="'convene_meeting'",
        on={"pole": f"{_CONCERN}.pole"},
        step=StepAudience.OWNERS,
    ),
    TaskKind.JOINT_MEETING_MOVED: TaskSource(
        rule=Rule.PS_RENCONTRE,
        row=MeetingRow,
        subject="meeting",
        own_rows=_OWN_CONVENED,
        beside=looked_up(JointMeetingRow, "called", "meeting.joint_project", "meeting.joint_meeting"),
        where=f"{CONVENED} and case when called.cancelled then meeting.day >= {_DAY}"
        f" else called.day <> meeting.day and called.day >= {_DAY} end",
        mine=f"meeting.pole = {OF_POLES} or meeting.bassins[1] = {COORDINATED}",
        since="called.called_on",
        due="case when called.cancelled then meeting.day else called.day end",
        bassin="meeting.bassins[1]",
        part=_CALL,
        owner=BY_POLE,
        owner_key="meeting.pole",
        command="case when called.cancelled then 'cancel_meeting' else 'postpone_meeting' end",
        on={"pole": "meeting.pole"},
        step=StepAudience.OWNERS,
    ),
}
"""What another pôle convened is its own: its viewers alone know what it lacks."""
