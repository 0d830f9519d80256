"""Events of the joint meetings of a project: a call, which a later one replaces, and the attendance of each pôle."""

from datetime import date
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.meeting.events import Hours, Venue
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


class MeetingCall(msgspec.Struct, frozen=True, kw_only=True):
    """When and where the pôles of a project meet, and about what; `number` is its rank among the calls, from 1."""

    number: int
    day: date
    hours: Hours | None
    venue: Venue
    agenda: tuple[str, ...]
    cancelled: bool = False


class JointMeetingCalled(
    Event, topic="project.meeting-called.v1", command="callJointMeeting", rule=Rule.PS_RENCONTRE, since="0.6.0"
):
    """A pôle of the project called a joint meeting, moved it, or cancelled it; the last call of a meeting holds."""

    meeting: UUID
    pole: UUID
    bassin: Bassin
    number: int
    """Rank among the calls of this meeting, from 1."""
    day: date
    hours: Hours | None
    venue: Venue
    agenda: tuple[str, ...]
    cancelled: bool
    reason: str
    effective_on: date

    @property
    def call(self) -> MeetingCall:
        return MeetingCall(
            number=self.number,
            day=self.day,
            hours=self.hours,
            venue=self.venue,
            agenda=self.agenda,
            cancelled=self.cancelled,
        )


class JointMeetingAttended(Event, topic="project.meeting-attended.v1", rule=Rule.PS_RENCONTRE, since="0.6.0"):
    """Operators of a pôle that took part, as its own meeting of that day says; none once its holding is annulled."""

    meeting: UUID
    pole: UUID
    bassin: Bassin
    operators: tuple[UUID, ...]
    effective_on: date
