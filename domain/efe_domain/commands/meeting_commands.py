"""Commands on meetings of a body, of a pôle or of the zone interbassin.

They are for a coordinator of an Instance concerned; of a pôle, also for a representative of a member.
`meeting` is a new id where a meeting is convened. `on` is today when None. Callers without `hours`, `joint` or
`shared` omit the argument: it would change the idempotency digest.
"""

from datetime import date
from typing import cast
from uuid import UUID

from efe_domain.commands.authorization import acting_in, coordinating, coordinating_one_of
from efe_domain.commands.batch import current_batch
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.commands.joint_attendance import attended_projects, check_joint, shared_document
from efe_domain.meeting.correction import check_may_hold, check_may_meet
from efe_domain.meeting.events import (
    Assembly,
    AssemblyKind,
    Attendee,
    Hours,
    JointMeetingKey,
    MeetingEvent,
    Proxy,
    Venue,
)
from efe_domain.meeting.meeting import Meeting
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import ZONE
from efe_domain.zone.zone import ZONE_BASSINS


@use_case
def convene_body(
    uow: UseCases,
    meeting: UUID,
    bassin: str,
    body: UUID,
    day: date,
    venue: Venue,
    *,
    hours: Hours | None = None,
    on: date | None = None,
) -> CommandResult:
    instance = coordinating(uow, bassin)
    instance.check_body(body, uow.day(on))
    instance.check_body(body, day)
    assembly = Assembly(kind=AssemblyKind.BODY, id=body, bassins=(bassin_of(bassin),))
    return _convene_meeting(uow, meeting, assembly, day, venue, hours, on)


@use_case
def convene_pole(
    uow: UseCases,
    meeting: UUID,
    pole_id: UUID,
    day: date,
    venue: Venue,
    *,
    hours: Hours | None = None,
    joint: JointMeetingKey | None = None,
    on: date | None = None,
) -> CommandResult:
    """`joint` is the joint meeting of a project in which the pôle takes part by this one."""
    pole = acting_in(uow, pole_id)
    pole.check_created(uow.day(on))
    pole.check_meets(day, remote=venue.remote)
    if joint:
        check_joint(uow, pole, joint, day, on=uow.day(on))
    assembly = Assembly(kind=AssemblyKind.POLE, id=pole.id, bassins=(pole.bassin,))
    return _convene_meeting(uow, meeting, assembly, day, venue, hours, on, joint=joint)


@use_case
def convene_zone(
    uow: UseCases, meeting: UUID, day: date, venue: Venue, *, hours: Hours | None = None, on: date | None = None
) -> CommandResult:
    coordinating_one_of(uow, ZONE_BASSINS).check_established(uow.day(on))
    assembly = Assembly(kind=AssemblyKind.ZONE, id=ZONE, bassins=ZONE_BASSINS)
    return _convene_meeting(uow, meeting, assembly, day, venue, hours, on)


@use_case
def postpone_meeting(
    uow: UseCases,
    meeting_id: UUID,
    day: date,
    reason: str,
    *,
    venue: Venue | None = None,
    hours: Hours | None = None,
    on: date | None = None,
) -> CommandResult:
    """Moves the meeting to a day on which its assembly may meet; an omitted value stays."""
    meeting = uow.target(_meeting_acted_upon(uow, meeting_id))
    check_may_meet(meeting.assembly, day, venue or meeting.venue, uow)
    meeting.postpone(day, venue, hours, reason=reason, on=uow.day(on))
    return uow.record(meeting)


@use_case
def set_agenda(uow: UseCases, meeting_id: UUID, items: tuple[str, ...], *, on: date | None = None) -> CommandResult:
    meeting = uow.target(_meeting_acted_upon(uow, meeting_id))
    meeting.set_agenda(items, on=uow.day(on))
    return uow.record(meeting)


@use_case
def hold_meeting(
    uow: UseCases,
    meeting_id: UUID,
    venue: Venue,
    present: tuple[Attendee, ...],
    excused: tuple[Attendee, ...] = (),
    *,
    represented: tuple[Proxy, ...] = (),
    on: date | None = None,
) -> CommandResult:
    """Records the meeting as held: on the day for which it was convened, unless another is given.

    The project of a joint one shows the operators that took part.
    """
    meeting = uow.target(_meeting_acted_upon(uow, meeting_id))
    day = uow.day(on or meeting.day)
    members = check_may_hold(meeting.assembly, day, venue, (*present, *excused, *represented), uow)
    meeting.hold(venue, present, excused, represented=represented, members=members, on=day)
    return uow.record(meeting, *attended_projects(uow, meeting))


@use_case
def adopt_minutes(
    uow: UseCases, meeting_id: UUID, document: Document, *, shared: bool = False, on: date | None = None
) -> CommandResult:
    """Adopts the minutes; for a coordinator, since only coordinators put documents into the store.

    A `shared` document is one of the project in whose joint meeting the pôle takes part.
    """
    meeting = uow.require(Meeting, meeting_id)
    coordinating_one_of(uow, meeting.assembly.bassins)
    if shared:
        document = shared_document(uow, meeting, document.sha256)
    uow.target(meeting).adopt_minutes(document, on=uow.day(on))
    return uow.record(meeting)


@use_case
def cancel_meeting(uow: UseCases, meeting_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
    meeting = uow.target(_meeting_acted_upon(uow, meeting_id))
    meeting.cancel(reason, on=uow.day(on))
    return uow.record(meeting)


def day_of_meeting(uow: UseCases, meeting_id: UUID) -> date | None:
    """Returns the day on which a meeting was held, or for which it is convened, as a batch leaves it."""
    batch = current_batch()
    events = [*uow.events.get(meeting_id), *(batch.new_events(meeting_id) if batch else ())]
    meeting = Meeting.replay(meeting_id, cast("list[MeetingEvent]", events))
    return meeting.held_on or (meeting.day if meeting.exists else None)


def _convene_meeting(
    uow: UseCases,
    meeting_id: UUID,
    assembly: Assembly,
    day: date,
    venue: Venue,
    hours: Hours | None,
    on: date | None,
    *,
    joint: JointMeetingKey | None = None,
) -> CommandResult:
    meeting = uow.target(uow.load(Meeting, meeting_id))
    meeting.convene(assembly, day, venue, hours=hours, joint=joint, on=uow.day(on))
    return uow.record(meeting)


def _meeting_acted_upon(uow: UseCases, meeting_id: UUID) -> Meeting:
    """Loads the meeting for an account that may convene its assembly. Raises `NotFound` or `Forbidden`."""
    meeting = uow.require(Meeting, meeting_id)
    if meeting.assembly.kind is AssemblyKind.POLE:
        acting_in(uow, meeting.assembly.id)
    else:
        coordinating_one_of(uow, meeting.assembly.bassins)
    return meeting
