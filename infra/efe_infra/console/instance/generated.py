"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date, datetime
from typing import Final

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import NextStep, PoleLine, PolePage, ProjectLine, ProjectPage
from efe_infra.console.register.responses import Connection, Edges, Response
from efe_infra.console.web.generated import CommandOffer, Frame, Standing


class InstanceDossierMeetingConnection(Response):
    total_count: int


class InstanceDossier(Response):
    meetings: InstanceDossierMeetingConnection


class InstanceDossierInstance(Response):
    bassin: str
    established_on: date
    dossier: InstanceDossier | None


class InstanceDossierPoleConnection(Response):
    total_count: int


class InstanceDossierDecisionConnection(Response):
    total_count: int


class InstanceDossierProjectConnection(Response):
    total_count: int


class InstanceDossierResponse(Frame):
    viewer: Standing | None = None
    instance: InstanceDossierInstance | None
    poles: InstanceDossierPoleConnection
    decisions: InstanceDossierDecisionConnection
    projects: InstanceDossierProjectConnection


class OwnInstanceTaskConnection(Edges[NextStep]):
    total_count: int


class OwnInstanceViewer(Response):
    tasks: OwnInstanceTaskConnection


class OwnInstanceAuditMonth(Response):
    month: date
    count: int


class OwnInstanceResponse(Response):
    viewer: OwnInstanceViewer | None
    audit_months: tuple[OwnInstanceAuditMonth, ...]


class OwnInstancePolesSeat(Response):
    counts: bool


class OwnInstancePolesCollegeVerdict(Response):
    college: str
    present: bool
    seats: tuple[OwnInstancePolesSeat, ...]


class OwnInstancePolesComposition(Response):
    colleges: tuple[OwnInstancePolesCollegeVerdict, ...]


class OwnInstancePolesPoleDossier(Response):
    composition: OwnInstancePolesComposition


class OwnInstancePolesPole(PoleLine):
    term_starts: date | None
    days_left: int | None
    dissolved_on: date | None
    dossier: OwnInstancePolesPoleDossier | None


class OwnInstancePolesResponse(Response):
    poles: Connection[OwnInstancePolesPole]


class OwnInstanceMeetingsBody(Response):
    name: str


class OwnInstanceMeetingsPole(Response):
    id: str
    name: str


class OwnInstanceMeetingsMeeting(Response):
    id: str
    day: date
    starts_at: str | None
    place: str
    cancelled_on: date | None
    body: OwnInstanceMeetingsBody | None
    pole: OwnInstanceMeetingsPole | None


class OwnInstanceMeetingsResponse(Response):
    meetings: Connection[OwnInstanceMeetingsMeeting]


class OwnInstanceDecisionsPole(Response):
    id: str


class OwnInstanceDecisionsOperator(Response):
    id: str


class OwnInstanceDecisionsRosterSeat(Response):
    operator: OwnInstanceDecisionsOperator | None


class OwnInstanceDecisionsDecisionPosition(Response):
    stance: str
    content_hash: str
    operator: OwnInstanceDecisionsOperator | None


class OwnInstanceDecisionsDecisionDossier(Response):
    roster: tuple[OwnInstanceDecisionsRosterSeat, ...]
    positions: tuple[OwnInstanceDecisionsDecisionPosition, ...]


class OwnInstanceDecisionsDecision(Response):
    id: str
    title: str
    deadline: date | None
    content_hash: str
    pole: OwnInstanceDecisionsPole | None
    dossier: OwnInstanceDecisionsDecisionDossier | None


class OwnInstanceDecisionsResponse(Response):
    decisions: Connection[OwnInstanceDecisionsDecision]


class OwnInstanceProjectsProjectContent(Response):
    budget: int
    starts: date | None
    ends: date | None


class OwnInstanceProjectsProjectHearing(Response):
    bassin: str
    expected_on: date | None
    submitted_on: date | None
    verdict: str | None
    until: date | None


class OwnInstanceProjectsProjectDossier(Response):
    state: str
    content: OwnInstanceProjectsProjectContent | None
    board: tuple[OwnInstanceProjectsProjectHearing, ...]


class OwnInstanceProjectsProject(ProjectLine):
    emerged_on: date
    dossier: OwnInstanceProjectsProjectDossier | None


class OwnInstanceProjectsResponse(Response):
    projects: Connection[OwnInstanceProjectsProject]


class InstanceNewsAccount(Response):
    id: str
    display_name: str | None


class InstanceNewsEntity(Response):
    typename: str = msgspec.field(name="__typename")
    id: str


class InstanceNewsAuditEntry(Response):
    position: int
    recorded_at: datetime
    sentence: str
    told: str | None
    actor: InstanceNewsAccount | None
    subject: InstanceNewsEntity | None


class InstanceNewsResponse(Response):
    audit_trail: Edges[InstanceNewsAuditEntry]


class InstanceCommune(Response):
    name: str


class Instance(Response):
    available_commands: tuple[CommandOffer, ...] | None = None
    bassin: str
    established_on: date
    communes: tuple[InstanceCommune, ...]


class InstanceResponse(Frame):
    viewer: Standing | None = None
    instance: Instance | None


class InstanceListsInstance(Response):
    next_step: NextStep | None


class InstanceListsResponse(Response):
    instance: InstanceListsInstance | None = None
    poles: PolePage
    projects: ProjectPage


class OperatorNewsAccount(Response):
    id: str
    display_name: str | None


class OperatorNewsEntity(Response):
    typename: str = msgspec.field(name="__typename")
    id: str


class OperatorNewsAuditEntry(Response):
    position: int
    recorded_at: datetime
    sentence: str
    actor: OperatorNewsAccount | None
    subject: OperatorNewsEntity | None


class OperatorNewsResponse(Response):
    audit_trail: Edges[OperatorNewsAuditEntry]


INSTANCE_DOSSIER: Final = Document("instance_dossier", InstanceDossierResponse)
OWN_INSTANCE: Final = Document("own_instance", OwnInstanceResponse)
OWN_INSTANCE_POLES: Final = Document("own_instance_poles", OwnInstancePolesResponse)
OWN_INSTANCE_MEETINGS: Final = Document("own_instance_meetings", OwnInstanceMeetingsResponse)
OWN_INSTANCE_DECISIONS: Final = Document("own_instance_decisions", OwnInstanceDecisionsResponse)
OWN_INSTANCE_PROJECTS: Final = Document("own_instance_projects", OwnInstanceProjectsResponse)
INSTANCE_NEWS: Final = Document("instance_news", InstanceNewsResponse)
INSTANCE: Final = Document("instance", InstanceResponse)
INSTANCE_LISTS: Final = Document("instance_lists", InstanceListsResponse)
OPERATOR_NEWS: Final = Document("operator_news", OperatorNewsResponse)
