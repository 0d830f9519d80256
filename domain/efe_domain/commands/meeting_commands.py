"""Commands on meetings of a body, of a pôle or of the zone interbassin."""

from datetime import date
from typing import cast
from uuid import UUID

from efe_domain.commands.batch import current_batch
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.commands.joint_attendance import AttendanceRecords
from efe_domain.commands.shared_documents import SharedDocuments
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


class MeetingCommands(AttendanceRecords, SharedDocuments):
    """Commands of a coordinator of an Instance concerned; of a pôle, also of a representative of a member.

    `meeting` is a new id where a meeting is convened. `on` is today when None. Callers without `hours`, `joint` or
    `shared` omit the argument: it would change the idempotency digest.
    """

    @use_case
    def convene_body(
        self,
        meeting: UUID,
        bassin: str,
        body: UUID,
        day: date,
        venue: Venue,
        *,
        hours: Hours | None = None,
        on: date | None = None,
    ) -> CommandResult:
        instance = self.coordinating(bassin)
        instance.check_body(body, self.day(on))
        instance.check_body(body, day)
        assembly = Assembly(kind=AssemblyKind.BODY, id=body, bassins=(bassin_of(bassin),))
        return self._convene_meeting(meeting, assembly, day, venue, hours, on)

    @use_case
    def convene_pole(
        self,
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
        pole = self.acting_in(pole_id)
        pole.check_created(self.day(on))
        pole.check_meets(day, remote=venue.remote)
        if joint:
            self.check_joint(pole, joint, day, on=self.day(on))
        assembly = Assembly(kind=AssemblyKind.POLE, id=pole.id, bassins=(pole.bassin,))
        return self._convene_meeting(meeting, assembly, day, venue, hours, on, joint=joint)

    @use_case
    def convene_zone(
        self, meeting: UUID, day: date, venue: Venue, *, hours: Hours | None = None, on: date | None = None
    ) -> CommandResult:
        self.coordinating_one_of(ZONE_BASSINS).check_established(self.day(on))
        assembly = Assembly(kind=AssemblyKind.ZONE, id=ZONE, bassins=ZONE_BASSINS)
        return self._convene_meeting(meeting, assembly, day, venue, hours, on)

    @use_case
    def postpone_meeting(
        self,
        meeting_id: UUID,
        day: date,
        reason: str,
        *,
        venue: Venue | None = None,
        hours: Hours | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """Moves the meeting to a day on which its assembly may meet; an omitted value stays."""
        meeting = self.target(self._meeting_acted_upon(meeting_id))
        check_may_meet(meeting.assembly, day, venue or meeting.venue, self)
        meeting.postpone(day, venue, hours, reason=reason, on=self.day(on))
        return self.record(meeting)

    @use_case
    def set_agenda(self, meeting_id: UUID, items: tuple[str, ...], *, on: date | None = None) -> CommandResult:
        meeting = self.target(self._meeting_acted_upon(meeting_id))
        meeting.set_agenda(items, on=self.day(on))
        return self.record(meeting)

    @use_case
    def hold_meeting(
        self,
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
        meeting = self.target(self._meeting_acted_upon(meeting_id))
        day = self.day(on or meeting.day)
        members = check_may_hold(meeting.assembly, day, venue, (*present, *excused, *represented), self)
        meeting.hold(venue, present, excused, represented=represented, members=members, on=day)
        return self.record(meeting, *self.attended_projects(meeting))

    @use_case
    def adopt_minutes(
        self, meeting_id: UUID, document: Document, *, shared: bool = False, on: date | None = None
    ) -> CommandResult:
        """Adopts the minutes; for a coordinator, since only coordinators put documents into the store.

        A `shared` document is one of the project in whose joint meeting the pôle takes part.
        """
        meeting = self.require(Meeting, meeting_id)
        self.coordinating_one_of(meeting.assembly.bassins)
        if shared:
            document = self.shared_document(meeting, document.sha256)
        self.target(meeting).adopt_minutes(document, on=self.day(on))
        return self.record(meeting)

    @use_case
    def cancel_meeting(self, meeting_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
        meeting = self.target(self._meeting_acted_upon(meeting_id))
        meeting.cancel(reason, on=self.day(on))
        return self.record(meeting)

    def day_of_meeting(self, meeting_id: UUID) -> date | None:
        """Returns the day on which a meeting was held, or for which it is convened, as a batch leaves it."""
        batch = current_batch()
        events = [*self.events.get(meeting_id), *(batch.new_events(meeting_id) if batch else ())]
        meeting = Meeting.replay(meeting_id, cast("list[MeetingEvent]", events))
        return meeting.held_on or (meeting.day if meeting.exists else None)

    def _convene_meeting(
        self,
        meeting_id: UUID,
        assembly: Assembly,
        day: date,
        venue: Venue,
        hours: Hours | None,
        on: date | None,
        *,
        joint: JointMeetingKey | None = None,
    ) -> CommandResult:
        meeting = self.target(self.load(Meeting, meeting_id))
        meeting.convene(assembly, day, venue, hours=hours, joint=joint, on=self.day(on))
        return self.record(meeting)

    def _meeting_acted_upon(self, meeting_id: UUID) -> Meeting:
        """Loads the meeting for an account that may convene its assembly. Raises `NotFound` or `Forbidden`."""
        meeting = self.require(Meeting, meeting_id)
        if meeting.assembly.kind is AssemblyKind.POLE:
            self.acting_in(meeting.assembly.id)
        else:
            self.coordinating_one_of(meeting.assembly.bassins)
        return meeting
