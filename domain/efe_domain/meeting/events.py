"""Events of a meeting: of a body of an Instance, of a pôle, or of the zone interbassin."""

from datetime import date, time
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event


class AssemblyKind(StrEnum):
    """Kind of an assembly."""

    BODY = "body"
    POLE = "pole"
    ZONE = "zone"


_RULES = {AssemblyKind.BODY: Rule.M1, AssemblyKind.POLE: Rule.PS_REUNION, AssemblyKind.ZONE: Rule.ART_18}


class Assembly(msgspec.Struct, frozen=True, kw_only=True):
    """Assembly of a meeting, and the sorted Instances that it concerns. The id of the zone never changes."""

    kind: AssemblyKind
    id: UUID
    bassins: tuple[Bassin, ...]


class Venue(msgspec.Struct, frozen=True, kw_only=True):
    """Place of a meeting, or remote; a remote meeting may name the room or the means, or nothing."""

    remote: bool
    place: str


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """Hours of a meeting on one day, by the clocks of Brussels; the end may be unknown."""

    starts: time
    ends: time | None = None


class Attendee(msgspec.Struct, frozen=True, kw_only=True):
    """An operator, a person of the vault, or the one for the other; at least one of them is known."""

    operator: UUID | None = None
    person: UUID | None = None


class JointMeetingKey(msgspec.Struct, frozen=True, kw_only=True):
    """Joint meeting of a project, in which a pôle takes part by a meeting of its own."""

    project: UUID
    meeting: UUID


class MeetingConvened(Event, topic="meeting.convened.v2", command="conveneMeeting", rule=Rule.M1, since="0.6.0"):
    """A meeting was convened for a day, which may lie ahead; `joint` is the joint meeting of which it is part."""

    REPLACES: ClassVar = {"meeting.convened.v1": lambda fields: {**fields, "joint": None}}

    assembly: Assembly
    day: date
    venue: Venue
    joint: JointMeetingKey | None = None
    effective_on: date

    @property
    def rule(self) -> Rule:
        return _RULES[self.assembly.kind]


class HoursSet(Event, topic="meeting.hours-set.v1", rule=Rule.M1, since="0.3.0"):
    """The hours of the day for which the meeting is convened."""

    hours: Hours
    effective_on: date


class MeetingPostponed(Event, topic="meeting.postponed.v1", command="postponeMeeting", rule=Rule.M1, since="0.3.0"):
    """The meeting was moved before it took place: to this day, this venue and these hours, whole."""

    kind: AssemblyKind
    day: date
    venue: Venue
    hours: Hours | None
    reason: str
    effective_on: date

    @property
    def rule(self) -> Rule:
        return _RULES[self.kind]


class AgendaSet(Event, topic="meeting.agenda-set.v1", command="setAgenda", rule=Rule.M1):
    """The agenda, which replaces the one before."""

    items: tuple[str, ...]
    effective_on: date


class Proxy(msgspec.Struct, frozen=True, kw_only=True):
    """Absent operator of a meeting, and the one that was present and spoke for it."""

    operator: UUID
    by: UUID


class MeetingHeld(Event, topic="meeting.held.v2", command="holdMeeting", rule=Rule.M1, since="0.5.0"):
    """The meeting took place on that day: where, who was there or represented, and who sent apologies."""

    REPLACES: ClassVar = {"meeting.held.v1": lambda fields: {**fields, "represented": []}}

    kind: AssemblyKind
    venue: Venue
    present: tuple[Attendee, ...]
    excused: tuple[Attendee, ...]
    represented: tuple[Proxy, ...] = ()
    effective_on: date

    @property
    def rule(self) -> Rule:
        return _RULES[self.kind]


class MinutesAdopted(Event, topic="meeting.minutes-adopted.v1", command="adoptMinutes", rule=Rule.M1):
    """The minutes of a meeting that was held were adopted."""

    document: Document
    effective_on: date


class MeetingCancelled(Event, topic="meeting.cancelled.v1", command="cancelMeeting", rule=Rule.M1):
    """A meeting that was convened does not take place."""

    reason: str
    effective_on: date


class MeetingDocumentAttached(
    Event, topic="meeting.document-attached.v1", command="attachToMeeting", rule=Rule.REGISTRE, since="0.3.0"
):
    """A document was attached to the meeting; `number` counts its attachments from 1."""

    pole: UUID | None
    number: int
    document: Document
    title: str
    effective_on: date


type MeetingEvent = (
    MeetingConvened
    | HoursSet
    | MeetingPostponed
    | AgendaSet
    | MeetingHeld
    | MinutesAdopted
    | MeetingCancelled
    | MeetingDocumentAttached
)
