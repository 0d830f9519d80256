"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.document.generated import Attached, CitedDocument
from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import History
from efe_infra.console.register.responses import Edges, Response
from efe_infra.console.web.generated import Acting, Frame, FrameAndLaw


class MeetingsHeldBody(Response):
    name: str


class MeetingsHeldMeeting(Response):
    id: str
    held_on: date | None
    body: MeetingsHeldBody | None


class MeetingsHeldResponse(Response):
    meetings: Edges[MeetingsHeldMeeting]


class MeetingBody(Response):
    name: str


class MeetingPole(Response):
    id: str
    name: str


class AttendeeOperator(Response):
    name: str


class AttendeePerson(Response):
    display_name: str


class Attendee(Response):
    operator: AttendeeOperator | None
    person: AttendeePerson | None


class MeetingOperator(Response):
    name: str


class MeetingRepresentedOperator(Response):
    operator: MeetingOperator | None
    by: MeetingOperator | None


class MeetingFormerSchedule(Response):
    day: date
    moved_on: date
    reason: str


class Sitting(Response):
    id: str
    version: int
    bassins: tuple[str, ...]
    day: date
    starts_at: str | None
    ends_at: str | None
    place: str
    remote: bool
    agenda: tuple[str, ...]


class Meeting(Sitting):
    kind: str
    convened_on: date
    held_on: date | None
    cancelled_on: date | None
    cancel_reason: str | None
    minutes_adopted_on: date | None
    minutes: CitedDocument | None
    attachments: tuple[Attached, ...]
    body: MeetingBody | None
    pole: MeetingPole | None
    present: tuple[Attendee, ...]
    represented: tuple[MeetingRepresentedOperator, ...]
    excused: tuple[Attendee, ...]
    postponements: tuple[MeetingFormerSchedule, ...]
    illustrative: bool
    history: History | None


class MeetingResponse(Frame):
    viewer: Acting | None
    meeting: Meeting | None


class MeetingCommandPerson(Response):
    id: str
    display_name: str


class MeetingCommandMandate(Response):
    person: MeetingCommandPerson


class MeetingCommandBodyDossier(Response):
    seats: tuple[MeetingCommandMandate, ...]


class MeetingCommandBody(Response):
    name: str
    dossier: MeetingCommandBodyDossier | None


class MeetingCommandOperator(Response):
    id: str
    name: str


class MeetingCommandMembership(Response):
    operator: MeetingCommandOperator | None


class MeetingCommandPoleDossier(Response):
    memberships: tuple[MeetingCommandMembership, ...]


class MeetingCommandPole(Response):
    id: str
    name: str
    dossier: MeetingCommandPoleDossier | None


class MeetingCommandMeeting(Sitting):
    body: MeetingCommandBody | None
    pole: MeetingCommandPole | None


class MeetingCommandZoneRepresentative(Response):
    person: MeetingCommandPerson


class MeetingCommandZone(Response):
    representatives: tuple[MeetingCommandZoneRepresentative, ...]


class MeetingCommandResponse(FrameAndLaw):
    viewer: Acting | None
    meeting: MeetingCommandMeeting | None
    zone: MeetingCommandZone | None


MEETINGS_HELD: Final = Document("meetings_held", MeetingsHeldResponse)
MEETING: Final = Document("meeting", MeetingResponse)
MEETING_COMMAND: Final = Document("meeting_command", MeetingCommandResponse)
