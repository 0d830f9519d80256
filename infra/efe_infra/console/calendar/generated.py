"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import ObjectName
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import Frame


class CalendarPole(Response):
    id: str


class CalendarViewer(Response):
    bassins: tuple[str, ...]
    poles: tuple[CalendarPole, ...]


class CalendarResponse(Frame):
    viewer: CalendarViewer | None


class CalendarTasksJointMeeting(Response):
    id: str
    number: int
    starts_at: str | None
    ends_at: str | None
    place: str
    remote: bool


class CalendarTasksTask(Response):
    kind: str
    bassin: str
    due: date | None
    command: str | None
    joint_meeting: CalendarTasksJointMeeting | None
    subject: ObjectName | None


class CalendarTasksViewer(Response):
    tasks: Connection[CalendarTasksTask]


class CalendarTasksResponse(Response):
    viewer: CalendarTasksViewer | None


class CalendarMeetingsBody(Response):
    name: str


class CalendarMeetingsPole(Response):
    name: str


class CalendarMeetingsMeeting(Response):
    id: str
    version: int
    day: date
    starts_at: str | None
    ends_at: str | None
    place: str
    remote: bool
    cancelled_on: date | None
    body: CalendarMeetingsBody | None
    pole: CalendarMeetingsPole | None


class CalendarMeetingsResponse(Response):
    meetings: Connection[CalendarMeetingsMeeting]


class ClosingCallsFundingCall(Response):
    id: str
    version: int
    name: str
    closes: date


class ClosingCallsResponse(Response):
    funding_calls: Connection[ClosingCallsFundingCall]


class EndingTermsPole(Response):
    id: str
    name: str
    bassin: str
    term_ends: date | None


class EndingTermsResponse(Response):
    expiring_poles: Connection[EndingTermsPole]


class AwaitedVerdictsProjectHearing(Response):
    bassin: str
    expected_on: date | None
    verdict: str | None


class AwaitedVerdictsProjectDossier(Response):
    board: tuple[AwaitedVerdictsProjectHearing, ...]


class AwaitedVerdictsProject(Response):
    id: str
    title: str
    dossier: AwaitedVerdictsProjectDossier | None


class AwaitedVerdictsResponse(Response):
    projects: Connection[AwaitedVerdictsProject]


CALENDAR: Final = Document("calendar", CalendarResponse)
CALENDAR_TASKS: Final = Document("calendar_tasks", CalendarTasksResponse)
CALENDAR_MEETINGS: Final = Document("calendar_meetings", CalendarMeetingsResponse)
CLOSING_CALLS: Final = Document("closing_calls", ClosingCallsResponse)
ENDING_TERMS: Final = Document("ending_terms", EndingTermsResponse)
AWAITED_VERDICTS: Final = Document("awaited_verdicts", AwaitedVerdictsResponse)
