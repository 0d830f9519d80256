"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.document.generated import Attached, CitedDocument
from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import NextStep, Told
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import CommandOffer, Frame, FrameAndLaw, Standing


class ConsultationOperator(Response):
    name: str


class ConsultationObjection(Response):
    number: int


class Consultation(Response):
    is_consensus: bool
    somebody_agrees: bool
    colleges_not_heard: tuple[str, ...]
    colleges_not_agreeing: tuple[str, ...]
    awaited: tuple[ConsultationOperator, ...]
    standing_objections: tuple[ConsultationObjection, ...]


class MeetingsHeldBody(Response):
    name: str


class MeetingsHeldMeeting(Response):
    id: str
    held_on: date | None
    body: MeetingsHeldBody | None


class MeetingsHeldResponse(Response):
    meetings: Connection[MeetingsHeldMeeting]


class MeetingDecisionsDecision(Response):
    id: str
    proposed_on: date
    adopted_on: date | None
    closed_on: date | None


class MeetingDecisionsResponse(Response):
    decisions: Connection[MeetingDecisionsDecision]


class DiscussedDecisionMeeting(Response):
    id: str


class DiscussedDecisionStatementBasis(Response):
    meeting: DiscussedDecisionMeeting | None


class DiscussedDecisionDecisionPosition(Response):
    basis: DiscussedDecisionStatementBasis | None


class DiscussedDecisionDecisionDossier(Response):
    meeting: DiscussedDecisionMeeting | None
    positions: tuple[DiscussedDecisionDecisionPosition, ...]
    consultation: Consultation


class DiscussedDecisionDecision(Response):
    id: str
    title: str
    text: str
    state: str
    proposed_on: date
    adopted_on: date | None
    closed_on: date | None
    dossier: DiscussedDecisionDecisionDossier | None


class DiscussedDecisionResponse(Response):
    decision: DiscussedDecisionDecision | None


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
    available_commands: tuple[CommandOffer, ...]
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
    next_step: NextStep | None
    history: Told | None


class MeetingResponse(Frame):
    viewer: Standing | None
    meeting: Meeting | None


class MeetingCommandPole(Response):
    id: str


class MeetingCommandJointMeeting(Response):
    id: str


class MeetingCommandMeeting(Sitting):
    pole: MeetingCommandPole | None
    joint_meeting: MeetingCommandJointMeeting | None


class MeetingCommandResponse(FrameAndLaw):
    viewer: Standing | None
    meeting: MeetingCommandMeeting | None


MEETINGS_HELD: Final = Document("meetings_held", MeetingsHeldResponse)
MEETING_DECISIONS: Final = Document("meeting_decisions", MeetingDecisionsResponse)
DISCUSSED_DECISION: Final = Document("discussed_decision", DiscussedDecisionResponse)
MEETING: Final = Document("meeting", MeetingResponse)
MEETING_COMMAND: Final = Document("meeting_command", MeetingCommandResponse)
