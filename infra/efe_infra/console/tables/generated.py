"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date, datetime
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import DecisionLine, NextStep, OpinionLine, PoleLine, PoleName, ProjectLine
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import Frame


class TableMomentMeta(Response):
    position: int
    known_at: datetime | None


class TableMomentResponse(Response):
    meta: TableMomentMeta


class PoleTablePole(PoleLine):
    created_on: date
    constituted_on: date | None
    term_starts: date | None
    dissolved_on: date | None


class PoleTableResponse(Response):
    poles: Connection[PoleTablePole]


class MemberTableOperator(Response):
    name: str
    number: str
    kind: str


class MemberTablePerson(Response):
    display_name: str


class MemberTableMembership(Response):
    college: str
    operator: MemberTableOperator | None
    representative: MemberTablePerson | None
    substitute: MemberTablePerson | None
    since: date
    until: date | None
    illustrative: bool


class MemberTablePoleDossier(Response):
    memberships: tuple[MemberTableMembership, ...]


class MemberTablePole(PoleName):
    dossier: MemberTablePoleDossier | None


class MemberTableResponse(Response):
    poles: Connection[MemberTablePole]


class AttendanceTablePole(Response):
    name: str


class AttendanceTableBody(Response):
    name: str


class TableAttendeeOperator(Response):
    name: str


class TableAttendeePerson(Response):
    display_name: str


class TableAttendee(Response):
    operator: TableAttendeeOperator | None
    person: TableAttendeePerson | None


class AttendanceTableOperator(Response):
    name: str


class AttendanceTableRepresentedOperator(Response):
    operator: AttendanceTableOperator | None
    by: AttendanceTableOperator | None


class AttendanceTableMeeting(Response):
    id: str
    day: date
    held_on: date | None
    kind: str
    bassins: tuple[str, ...]
    pole: AttendanceTablePole | None
    body: AttendanceTableBody | None
    present: tuple[TableAttendee, ...]
    excused: tuple[TableAttendee, ...]
    represented: tuple[AttendanceTableRepresentedOperator, ...]
    illustrative: bool


class AttendanceTableResponse(Response):
    meetings: Connection[AttendanceTableMeeting]


class DecisionTableOperator(Response):
    name: str


class DecisionTableDecisionPosition(Response):
    operator: DecisionTableOperator | None
    stance: str
    taken_on: date
    recorded_for: bool
    words: str


class DecisionTableDecisionDossier(Response):
    positions: tuple[DecisionTableDecisionPosition, ...]


class DecisionTableDecision(DecisionLine):
    adopted_on: date | None
    received_on: date | None
    closed_on: date | None
    dossier: DecisionTableDecisionDossier | None


class DecisionTableResponse(Response):
    decisions: Connection[DecisionTableDecision]


class ProjectTablePole(Response):
    name: str


class ProjectTableProjectDossier(Response):
    state: str
    lead: ProjectTablePole | None
    started_on: date | None
    ended_on: date | None


class ProjectTableProject(ProjectLine):
    emerged_on: date
    joint: bool
    pending: int
    dossier: ProjectTableProjectDossier | None


class ProjectTableResponse(Response):
    projects: Connection[ProjectTableProject]


class VerdictTableVerdict(Response):
    bassin: str
    kind: str
    given_on: date
    until: date | None
    reasons: str
    conditions: str
    illustrative: bool


class VerdictTableProjectDossier(Response):
    verdicts: tuple[VerdictTableVerdict, ...]


class VerdictTableProject(Response):
    id: str
    title: str
    dossier: VerdictTableProjectDossier | None


class VerdictTableResponse(Response):
    projects: Connection[VerdictTableProject]


class FundingTableSupport(Response):
    bassin: str
    kind: str
    description: str
    hours: int | None
    since: date
    starts: date | None
    ends: date | None
    until: date | None
    illustrative: bool


class FundingTableFunding(Response):
    bassin: str
    authority: str
    procedure: str
    amount: int
    granted: int | None
    applied_on: date
    decided_on: date | None
    illustrative: bool


class FundingTableProjectDossier(Response):
    supports: tuple[FundingTableSupport, ...]
    fundings: tuple[FundingTableFunding, ...]


class FundingTableProject(Response):
    id: str
    title: str
    dossier: FundingTableProjectDossier | None


class FundingTableResponse(Response):
    projects: Connection[FundingTableProject]


class OpinionTableOperator(Response):
    name: str


class OpinionTableFollowUp(Response):
    kind: str
    on: date
    text: str | None
    operator: OpinionTableOperator | None


class OpinionTableOpinionDossier(Response):
    follow_ups: tuple[OpinionTableFollowUp, ...]


class OpinionTableOpinion(OpinionLine):
    begun_on: date
    due_on: date | None
    adopted_on: date | None
    acknowledged_on: date | None
    answer_due_on: date | None
    answered_on: date | None
    overdue: bool
    dossier: OpinionTableOpinionDossier | None


class OpinionTableResponse(Response):
    opinions: Connection[OpinionTableOpinion]


class OperatorTableOperator(Response):
    id: str
    name: str
    kind: str
    scheme: str
    number: str
    college: str
    registered_on: date
    illustrative: bool


class OperatorTableResponse(Response):
    operators: Connection[OperatorTableOperator]


class TaskTableTask(NextStep):
    since: date


class TaskTableViewer(Response):
    tasks: Connection[TaskTableTask]


class TaskTableResponse(Response):
    viewer: TaskTableViewer | None


TABLE_MOMENT: Final = Document("table_moment", TableMomentResponse)
POLE_TABLE: Final = Document("pole_table", PoleTableResponse)
MEMBER_TABLE: Final = Document("member_table", MemberTableResponse)
ATTENDANCE_TABLE: Final = Document("attendance_table", AttendanceTableResponse)
DECISION_TABLE: Final = Document("decision_table", DecisionTableResponse)
PROJECT_TABLE: Final = Document("project_table", ProjectTableResponse)
VERDICT_TABLE: Final = Document("verdict_table", VerdictTableResponse)
FUNDING_TABLE: Final = Document("funding_table", FundingTableResponse)
OPINION_TABLE: Final = Document("opinion_table", OpinionTableResponse)
OPERATOR_TABLE: Final = Document("operator_table", OperatorTableResponse)
TASK_TABLE: Final = Document("task_table", TaskTableResponse)
TABLES_PAGE: Final = Document("tables_page", Frame)
