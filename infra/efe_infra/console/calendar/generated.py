"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import ObjectName
from efe_infra.console.register.responses import Edges, Response
from efe_infra.console.web.generated import Frame


class CalendarPole(Response):
    id: str


class CalendarJointMeeting(Response):
    id: str
    number: int
    starts_at: str | None
    ends_at: str | None
    place: str
    remote: bool


class CalendarTask(Response):
    kind: str
    bassin: str
    due: date | None
    command: str | None
    joint_meeting: CalendarJointMeeting | None
    subject: ObjectName | None


class CalendarViewer(Response):
    bassins: tuple[str, ...]
    poles: tuple[CalendarPole, ...]
    tasks: Edges[CalendarTask]


class CalendarBody(Response):
    name: str


class CalendarPoleOfPole(Response):
    name: str


class CalendarMeeting(Response):
    id: str
    version: int
    day: date
    starts_at: str | None
    ends_at: str | None
    place: str
    remote: bool
    cancelled_on: date | None
    body: CalendarBody | None
    pole: CalendarPoleOfPole | None


class CalendarFundingCall(Response):
    id: str
    version: int
    name: str
    closes: date


class CalendarPoleOfNode(Response):
    id: str
    name: str
    bassin: str
    term_ends: date | None


class CalendarResponse(Frame):
    viewer: CalendarViewer | None
    meetings: Edges[CalendarMeeting]
    funding_calls: Edges[CalendarFundingCall]
    expiring_poles: Edges[CalendarPoleOfNode]


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
    projects: Edges[AwaitedVerdictsProject]


CALENDAR: Final = Document("calendar", CalendarResponse)
AWAITED_VERDICTS: Final = Document("awaited_verdicts", AwaitedVerdictsResponse)
