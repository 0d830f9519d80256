"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.meeting.generated import Sitting
from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import FrameAndLaw, Standing


class MeetingRecordPerson(Response):
    id: str


class MeetingRecordAccount(Response):
    person: MeetingRecordPerson | None


class MeetingRecordViewer(Standing):
    account: MeetingRecordAccount


class MeetingRecordPersonOfPerson(Response):
    id: str
    display_name: str


class MeetingRecordMandate(Response):
    since: date
    until: date | None
    person: MeetingRecordPersonOfPerson


class MeetingRecordBodyDossier(Response):
    seats: tuple[MeetingRecordMandate, ...]


class MeetingRecordBody(Response):
    id: str
    dossier: MeetingRecordBodyDossier | None


class MeetingRecordJointMeeting(Response):
    id: str


class MeetingRecordOperator(Response):
    id: str
    name: str


class MeetingRecordMembership(Response):
    college: str
    since: date
    until: date | None
    operator: MeetingRecordOperator | None
    representative: MeetingRecordPerson | None


class MeetingRecordPoleDossier(Response):
    memberships: tuple[MeetingRecordMembership, ...]


class MeetingRecordPole(Response):
    id: str
    name: str
    dossier: MeetingRecordPoleDossier | None


class MeetingRecordMeeting(Sitting):
    body: MeetingRecordBody | None
    joint_meeting: MeetingRecordJointMeeting | None
    pole: MeetingRecordPole | None


class MeetingRecordZoneRepresentative(Response):
    person: MeetingRecordPersonOfPerson


class MeetingRecordZone(Response):
    representatives: tuple[MeetingRecordZoneRepresentative, ...]


class MeetingRecordResponse(FrameAndLaw):
    viewer: MeetingRecordViewer | None
    meeting: MeetingRecordMeeting | None
    zone: MeetingRecordZone | None


class OpenDecisionsDecision(Response):
    id: str
    kind: str
    title: str
    text: str
    content_hash: str


class OpenDecisionsResponse(Response):
    decisions: Connection[OpenDecisionsDecision]


class EarlierMeetingsDocument(Response):
    sha256: str


class EarlierMeetingsAttachment(Response):
    title: str
    document: EarlierMeetingsDocument


class EarlierMeetingsMeeting(Response):
    id: str
    held_on: date | None
    minutes_adopted_on: date | None
    attachments: tuple[EarlierMeetingsAttachment, ...]


class EarlierMeetingsResponse(Response):
    meetings: Connection[EarlierMeetingsMeeting]


MEETING_RECORD: Final = Document("meeting_record", MeetingRecordResponse)
OPEN_DECISIONS: Final = Document("open_decisions", OpenDecisionsResponse)
EARLIER_MEETINGS: Final = Document("earlier_meetings", EarlierMeetingsResponse)
