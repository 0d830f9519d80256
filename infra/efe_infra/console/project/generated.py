"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.document.generated import CitedDocument, Noted
from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import History, NextStep, PoleName
from efe_infra.console.register.responses import Connection, Edges, Response
from efe_infra.console.web.generated import Acting, Frame, FrameAndLaw, PartyOffer, Standing


class HearingVerdictCondition(Response):
    number: int
    text: str
    due_on: date | None
    met_on: date | None
    finding: str | None


class HearingMeeting(Response):
    held_on: date | None


class HearingVerdictQuorum(Response):
    present: int
    seats: int


class HearingVerdict(Response):
    conditions: tuple[HearingVerdictCondition, ...]
    reasons: str
    why: str | None
    without_meeting: str | None
    sitting: HearingMeeting | None
    quorum: HearingVerdictQuorum | None


class Hearing(Response):
    bassin: str
    since: date
    until: date | None
    expected_on: date | None
    reopened_on: date | None
    reopened_reason: str | None
    submitted_number: int | None
    submitted_on: date | None
    verdict: str | None
    verdict_on: date | None
    given: HearingVerdict | None


class BoardProjectHearing(Hearing):
    overdue: bool


class Support(Response):
    id: str
    bassin: str
    kind: str
    phase: str
    description: str
    hours: int | None
    starts: date | None
    ends: date | None
    since: date
    until: date | None
    end_reason: str | None
    ended_by_verdict: bool
    ended_by_release: bool
    to_reconfirm: bool


class BoardVerdict(Response):
    bassin: str
    number: int
    kind: str
    given_on: date
    until: date | None


class ContentProjectAction(Response):
    nature: str
    description: str


class ContentCommune(Response):
    name: str


class ContentOperator(Response):
    id: str
    name: str
    number: str


class ContentCollegePartners(Response):
    college: str
    operators: tuple[ContentOperator, ...]


class Content(Response):
    title: str
    aims: str
    actions: tuple[ContentProjectAction, ...]
    aspects: tuple[str, ...]
    other_aspects: tuple[str, ...]
    publics: tuple[str, ...]
    communes: tuple[ContentCommune, ...]
    partners: tuple[ContentCollegePartners, ...]
    budget: int
    starts: date | None
    ends: date | None
    zone: bool


class BoardProjectContent(Content):
    number: int
    errata: tuple[Noted, ...]


class BoardInvitation(Response):
    id: str
    number: int
    state: str
    sent_on: date
    answer_by: date
    pole: PoleName | None


class BoardProjectDossier(Response):
    board: tuple[BoardProjectHearing, ...]
    supports: tuple[Support, ...]
    verdicts: tuple[BoardVerdict, ...]
    content: BoardProjectContent | None
    invitations: tuple[BoardInvitation, ...]


class BoardProject(Response):
    dossier: BoardProjectDossier | None


class BoardResponse(Response):
    project: BoardProject | None


class DecisionsOnProjectsNode(Response):
    id: str


class DecisionsOnProjectsDecisionDossier(Response):
    subject_hash: str


class DecisionsOnProjectsDecision(Response):
    id: str
    title: str
    state: str
    adopted_on: date | None
    subject: DecisionsOnProjectsNode | None
    dossier: DecisionsOnProjectsDecisionDossier | None


class DecisionsOnProjectsResponse(Response):
    decisions: Connection[DecisionsOnProjectsDecision]


class OperatorsCalledOperator(Response):
    id: str
    name: str
    number: str


class OperatorsCalledResponse(Response):
    operators: Edges[OperatorsCalledOperator]


class PolesFoundAxis(Response):
    kind: str
    label: str


class PolesFoundPole(Response):
    id: str
    name: str
    bassin: str
    axis: PolesFoundAxis


class PolesFoundResponse(Response):
    poles: Connection[PolesFoundPole]


class FundingCallsToChooseFundingCall(Response):
    id: str
    name: str
    executive: str
    opens: date
    closes: date


class FundingCallsToChooseResponse(Response):
    funding_calls: Connection[FundingCallsToChooseFundingCall]


class UndoneActionsPlanAction(Response):
    description: str
    state: str | None
    ends: date


class UndoneActionsProjectPlan(Response):
    undone: tuple[UndoneActionsPlanAction, ...]


class UndoneActionsProjectDossier(Response):
    plan: UndoneActionsProjectPlan


class UndoneActionsProject(Response):
    dossier: UndoneActionsProjectDossier | None


class UndoneActionsResponse(Response):
    project: UndoneActionsProject | None


class ProjectCommandProjectHearing(Hearing):
    overdue: bool


class CarriedProjectCarrier(Response):
    id: str
    since: date
    until: date | None
    departure_decided: bool | None
    released: bool
    content_hash: str
    pole: PoleName | None


class CarriedFunding(Response):
    id: str
    bassin: str
    authority: str
    procedure: str
    amount: int
    applied_on: date
    call_name: str | None
    call_closes: date | None
    late: bool | None
    decided: bool
    decided_on: date | None
    granted: int | None
    comment: str
    pole: PoleName | None


class Carried(Response):
    state: str
    content_hash: str
    lead: PoleName | None
    lead_offered: PoleName | None
    started_without_agreement: bool
    ending_decided: bool | None
    bassins_outside: tuple[str, ...]
    carriers: tuple[CarriedProjectCarrier, ...]
    fundings: tuple[CarriedFunding, ...]


class ProjectCommandProjectDossier(Carried):
    board: tuple[ProjectCommandProjectHearing, ...]
    supports: tuple[Support, ...]
    content: Content | None


class ProjectCommandProject(Response):
    id: str
    available_commands: tuple[PartyOffer, ...]
    title: str
    version: int
    dossier: ProjectCommandProjectDossier | None


class ProjectCommandResponse(FrameAndLaw):
    project: ProjectCommandProject | None


class ProjectContentsProjectContent(Response):
    id: str
    number: int
    since: date
    reason: str | None


class ProjectContentsProjectDossier(Response):
    contents: tuple[ProjectContentsProjectContent, ...]


class ProjectContentsProject(Response):
    id: str
    title: str
    illustrative: bool
    bassins: tuple[str, ...]
    dossier: ProjectContentsProjectDossier | None


class ProjectContentsResponse(Frame):
    project: ProjectContentsProject | None


class ContentResponse(Response):
    content: Content | None


class JointMeetingsProjectCarrier(Response):
    until: date | None
    pole: PoleName | None


class JointMeetingsOperator(Response):
    id: str
    name: str


class JointMeetingsJointAttendance(Response):
    bassin: str
    held_on: date
    pole: PoleName | None
    operators: tuple[JointMeetingsOperator, ...]


class JointMeetingsPole(Response):
    id: str


class JointMeetingsMeeting(Response):
    id: str
    day: date
    held_on: date | None
    cancelled_on: date | None
    pole: JointMeetingsPole | None


class Together(Response):
    id: str
    number: int
    day: date
    starts_at: str | None
    ends_at: str | None
    remote: bool
    place: str
    agenda: tuple[str, ...]
    cancelled: bool


class JointMeetingsJointMeeting(Together):
    called_on: date
    reason: str
    illustrative: bool
    pole: PoleName | None
    attendances: tuple[JointMeetingsJointAttendance, ...]
    pole_meetings: tuple[JointMeetingsMeeting, ...]


class JointMeetingsProjectDossier(Response):
    state: str
    lead: PoleName | None
    carriers: tuple[JointMeetingsProjectCarrier, ...]
    joint_meetings: tuple[JointMeetingsJointMeeting, ...]


class JointMeetingsProject(Response):
    id: str
    title: str
    bassins: tuple[str, ...]
    illustrative: bool
    dossier: JointMeetingsProjectDossier | None


class JointMeetingsResponse(Frame):
    viewer: Acting | None = None
    project: JointMeetingsProject | None


class JointMeetingFormProjectDossier(Response):
    joint_meetings: tuple[Together, ...]


class JointMeetingFormProject(Response):
    id: str
    dossier: JointMeetingFormProjectDossier | None


class JointMeetingFormResponse(FrameAndLaw):
    viewer: Acting | None
    project: JointMeetingFormProject | None
    pole: PoleName | None


class ProjectFact(Response):
    effective_on: date | None
    sentence: str
    illustrative: bool


class ProjectAttachment(Response):
    title: str
    attached_on: date
    document: CitedDocument


class ProjectDossier(Carried):
    owed_total: int
    owed: tuple[NextStep, ...]
    illustrative: bool
    started_on: date | None
    ended_on: date | None
    timeline_total: int
    timeline: tuple[ProjectFact, ...]
    attachments: tuple[ProjectAttachment, ...]


class Project(Response):
    id: str
    title: str
    bassins: tuple[str, ...]
    joint: bool
    zone: bool
    outcome: str
    pending: int
    illustrative: bool


class ProjectProject(Project):
    version: int
    available_commands: tuple[PartyOffer, ...] | None = None
    emerged_on: date
    next_step: NextStep | None = None
    history: History | None = None
    dossier: ProjectDossier | None


class ProjectResponse(Frame):
    viewer: Standing | None = None
    project: ProjectProject | None


class PlanProjectCarrier(Response):
    until: date | None
    pole: PoleName | None


class PlanProjectContent(Response):
    number: int


class WorkPartOperator(Response):
    id: str
    name: str


class WorkPartPlanAction(Response):
    number: int
    rank: int
    current_rank: int | None
    left_over: bool
    nature: str
    description: str
    starts: date
    ends: date
    expected_result: str
    state: str | None
    reported_on: date | None
    operators: tuple[WorkPartOperator, ...]


class WorkPartPlanBudgetLine(Response):
    what: str
    kind: str
    year: int
    amount: int


class WorkPartFunding(Response):
    procedure: str


class WorkPartPlanFinancing(Response):
    amount: int
    funding: WorkPartFunding | None


class WorkPart(Response):
    part: int
    number: int
    reason: str
    since: date
    planned_total: int
    financed_total: int
    illustrative: bool
    pole: PoleName | None
    actions: tuple[WorkPartPlanAction, ...]
    budget_lines: tuple[WorkPartPlanBudgetLine, ...]
    financing: tuple[WorkPartPlanFinancing, ...]


class PlanProjectPlan(Response):
    budget: int
    planned_total: int
    financed_total: int
    over_budget: bool
    parts: tuple[WorkPart, ...]


class PlanProjectDossier(Response):
    state: str
    carriers: tuple[PlanProjectCarrier, ...]
    content: PlanProjectContent | None
    plan: PlanProjectPlan


class PlanProject(Response):
    id: str
    title: str
    bassins: tuple[str, ...]
    illustrative: bool
    dossier: PlanProjectDossier | None


class PlanResponse(Frame):
    viewer: Acting | None = None
    project: PlanProject | None


class PlanFormOperator(Response):
    id: str
    name: str


class PlanFormCollegePartners(Response):
    operators: tuple[PlanFormOperator, ...]


class PlanFormProjectContent(Response):
    partners: tuple[PlanFormCollegePartners, ...]


class PlanFormProjectAction(Response):
    nature: str
    description: str


class PlanFormProjectContentOfContents(Response):
    number: int
    actions: tuple[PlanFormProjectAction, ...]


class PlanFormPole(Response):
    id: str


class PlanFormFunding(Response):
    id: str
    procedure: str
    amount: int
    pole: PlanFormPole | None


class PlanFormOperatorOfOperators(Response):
    id: str


class PlanFormPlanAction(Response):
    rank: int
    current_rank: int | None
    starts: date
    ends: date
    expected_result: str
    operators: tuple[PlanFormOperatorOfOperators, ...]


class PlanFormPlanBudgetLine(Response):
    what: str
    kind: str
    year: int
    amount: int


class PlanFormFundingOfFunding(Response):
    id: str


class PlanFormPlanFinancing(Response):
    amount: int
    funding: PlanFormFundingOfFunding | None


class PlanFormPlanPart(Response):
    part: int
    pole: PlanFormPole | None
    actions: tuple[PlanFormPlanAction, ...]
    budget_lines: tuple[PlanFormPlanBudgetLine, ...]
    financing: tuple[PlanFormPlanFinancing, ...]


class PlanFormProjectPlan(Response):
    parts: tuple[PlanFormPlanPart, ...]


class PlanFormProjectDossier(Response):
    content: PlanFormProjectContent | None
    contents: tuple[PlanFormProjectContentOfContents, ...]
    fundings: tuple[PlanFormFunding, ...]
    plan: PlanFormProjectPlan


class PlanFormProject(Response):
    id: str
    dossier: PlanFormProjectDossier | None


class PlanFormMembership(Response):
    operator: PlanFormOperator | None


class PlanFormPoleDossier(Response):
    memberships: tuple[PlanFormMembership, ...]


class PlanFormPoleOfPole(PoleName):
    dossier: PlanFormPoleDossier | None


class PlanFormResponse(FrameAndLaw):
    viewer: Acting | None
    project: PlanFormProject | None
    pole: PlanFormPoleOfPole | None


BOARD: Final = Document("board", BoardResponse)
DECISIONS_ON_PROJECTS: Final = Document("decisions_on_projects", DecisionsOnProjectsResponse)
OPERATORS_CALLED: Final = Document("operators_called", OperatorsCalledResponse)
POLES_FOUND: Final = Document("poles_found", PolesFoundResponse)
FUNDING_CALLS_TO_CHOOSE: Final = Document("funding_calls_to_choose", FundingCallsToChooseResponse)
UNDONE_ACTIONS: Final = Document("undone_actions", UndoneActionsResponse)
PROJECT_COMMAND: Final = Document("project_command", ProjectCommandResponse)
PROJECT_CONTENTS: Final = Document("project_contents", ProjectContentsResponse)
CONTENT: Final = Document("content", ContentResponse)
JOINT_MEETINGS: Final = Document("joint_meetings", JointMeetingsResponse)
JOINT_MEETING_FORM: Final = Document("joint_meeting_form", JointMeetingFormResponse)
PROJECT: Final = Document("project", ProjectResponse)
PLAN: Final = Document("plan", PlanResponse)
PLAN_FORM: Final = Document("plan_form", PlanFormResponse)
