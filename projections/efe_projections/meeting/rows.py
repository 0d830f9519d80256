"""Row of a meeting of a body, of a pôle or of the zone."""

from datetime import date, time
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.meeting.events import (
    AgendaSet,
    AssemblyKind,
    Attendee,
    HoursSet,
    MeetingCancelled,
    MeetingConvened,
    MeetingEvent,
    MeetingHeld,
    MeetingPostponed,
    MinutesAdopted,
    Proxy,
)
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of_union
from efe_projections.engine.row import PERIOD, Access, PendingWork, Row
from efe_projections.engine.row_values import new_row


class FormerScheduleEntry(msgspec.Struct, frozen=True, kw_only=True):
    """When and where a meeting was convened before it was moved, `moved_on` a day, and why."""

    day: date
    remote: bool
    place: str
    starts_at: time | None
    ends_at: time | None
    moved_on: date
    reason: str


CONVENED: Final = "held_on is null and cancelled_on is null"
WITHOUT_MINUTES: Final = "held_on is not null and minutes_sha256 is null"
JOINT: Final = "joint_meeting is not null"
OF_SEVERAL: Final = "cardinality(bassins) > 1"
"""Condition of a meeting of several Instances, in SQL: they are few."""


class MeetingRow(
    Row,
    table="meeting",
    indexes=(
        ("day", "id"),
        ("assembly", "day", "id"),
        ("pole", "held_on"),
        ("minutes_sha256",),
        ("joint_meeting",),
        PERIOD,
    ),
    waiting=(
        PendingWork(CONVENED),
        PendingWork(WITHOUT_MINUTES, ("bassins[1]",)),
        PendingWork(f"{WITHOUT_MINUTES} and {OF_SEVERAL}"),
        PendingWork(f"{CONVENED} and {JOINT}", ("bassins[1]",)),
    ),
    access=Access.DOSSIER,
):
    """Meeting. `assembly` is the id of the body, pôle or zone that meets; `pole` is the same id for a pôle.

    `joint_meeting` is the one of `joint_project` in which the pôle takes part by this meeting.

    `place` is where it was held, before that where it is convened; "" for a remote one that names nothing.
    """

    id: UUID
    bassins: tuple[str, ...]
    kind: AssemblyKind
    assembly: UUID
    pole: UUID | None
    joint_project: UUID | None
    joint_meeting: UUID | None
    convened_on: date
    day: date
    remote: bool
    place: str
    starts_at: time | None
    ends_at: time | None
    former: tuple[FormerScheduleEntry, ...]
    agenda: tuple[str, ...]
    held_on: date | None
    present: tuple[Attendee, ...]
    excused: tuple[Attendee, ...]
    represented: tuple[Proxy, ...]
    minutes_sha256: str | None
    minutes_size: int | None
    minutes_media_type: str | None
    minutes_adopted_on: date | None
    cancelled_on: date | None
    cancel_reason: str | None
    illustrative: bool
    version: int


def evolve(row: MeetingRow | None, record: RecordedEvent[Any]) -> MeetingRow | None:  # noqa: PLR0911 - one a case
    event = record.event
    if row is None:
        return _convened(record) if isinstance(event, MeetingConvened) else None
    row = replace(row, version=event.originator_version)
    match event:
        case HoursSet(hours=hours):
            return replace(row, starts_at=hours.starts, ends_at=hours.ends)
        case MeetingPostponed():
            return _moved(row, event)
        case AgendaSet(items=items):
            return replace(row, agenda=items)
        case MeetingHeld(venue=venue, effective_on=on):
            attendance = {name: getattr(event, name) for name in ("present", "excused", "represented")}
            return replace(row, held_on=on, remote=venue.remote, place=venue.place, **attendance)
        case MinutesAdopted(document=document, effective_on=on):
            return replace(
                row,
                minutes_sha256=document.sha256,
                minutes_size=document.size,
                minutes_media_type=document.media_type,
                minutes_adopted_on=on,
            )
        case MeetingCancelled(reason=reason, effective_on=on):
            return replace(row, cancelled_on=on, cancel_reason=reason)
        case _:
            return row


def _moved(row: MeetingRow, event: MeetingPostponed) -> MeetingRow:
    former = FormerScheduleEntry(
        day=row.day,
        remote=row.remote,
        place=row.place,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        moved_on=event.effective_on,
        reason=event.reason,
    )
    return replace(
        row,
        day=event.day,
        remote=event.venue.remote,
        place=event.venue.place,
        starts_at=event.hours.starts if event.hours else None,
        ends_at=event.hours.ends if event.hours else None,
        former=(*row.former, former),
    )


def _convened(record: RecordedEvent[MeetingConvened]) -> MeetingRow:
    event = record.event
    return new_row(
        MeetingRow,
        record,
        id=event.originator_id,
        kind=event.assembly.kind,
        assembly=event.assembly.id,
        pole=event.assembly.id if event.assembly.kind is AssemblyKind.POLE else None,
        joint_project=event.joint.project if event.joint else None,
        joint_meeting=event.joint.meeting if event.joint else None,
        convened_on=event.effective_on,
        remote=event.venue.remote,
        place=event.venue.place,
        former=(),
        agenda=(),
        present=(),
        excused=(),
        represented=(),
    )


MEETINGS = Projection(
    row=MeetingRow,
    topics=topics_of_union(MeetingEvent),
    keys=originator,
    evolve=evolve,
)
