"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Connection, Edges, Response


class DecisionPaperPole(Response):
    name: str


class DecisionPaperOperator(Response):
    name: str


class DecisionPaperDecisionPosition(Response):
    taken_on: date
    stance: str
    operator: DecisionPaperOperator | None


class DecisionPaperDecisionDossier(Response):
    positions: tuple[DecisionPaperDecisionPosition, ...]


class DecisionPaperDecision(Response):
    id: str
    title: str
    text: str
    bassin: str
    kind: str
    state: str
    proposed_on: date
    adopted_on: date | None
    communicated_on: date | None
    received_on: date | None
    closed_on: date | None
    illustrative: bool
    pole: DecisionPaperPole | None
    dossier: DecisionPaperDecisionDossier | None


class DecisionPaperResponse(Response):
    decision: DecisionPaperDecision | None


class PaperLetterheadDocument(Response):
    sha256: str


class PaperLetterheadLogo(Response):
    document: PaperLetterheadDocument
    picture: str | None


class PaperLetterheadLetterhead(Response):
    address: str
    office: str
    logo: PaperLetterheadLogo | None


class PaperLetterheadInstance(Response):
    letterhead: PaperLetterheadLetterhead | None


class PaperLetterheadResponse(Response):
    instance: PaperLetterheadInstance | None


class MandatePaperPerson(Response):
    id: str
    display_name: str


class MandatePaperBody(Response):
    name: str


class MandatePaperMandate(Response):
    seat_id: str
    illustrative: bool
    category: str
    voting: bool
    since: date
    ends: date | None
    until: date | None
    person: MandatePaperPerson
    substitute: MandatePaperPerson | None
    body: MandatePaperBody | None


class MandatePaperInstanceDossier(Response):
    seats: tuple[MandatePaperMandate, ...]


class MandatePaperInstance(Response):
    id: str
    bassin: str
    dossier: MandatePaperInstanceDossier | None


class MandatePaperResponse(Response):
    instance: MandatePaperInstance | None


class MeetingPaperOperator(Response):
    name: str


class MeetingPaperPerson(Response):
    id: str
    display_name: str


class MeetingPaperMembership(Response):
    college: str
    since: date
    until: date | None
    operator: MeetingPaperOperator | None
    representative: MeetingPaperPerson | None
    substitute: MeetingPaperPerson | None


class MeetingPaperPoleDossier(Response):
    memberships: tuple[MeetingPaperMembership, ...]


class MeetingPaperPole(Response):
    id: str
    name: str
    dossier: MeetingPaperPoleDossier | None


class MeetingPaperMandate(Response):
    category: str
    since: date
    until: date | None
    person: MeetingPaperPerson
    substitute: MeetingPaperPerson | None


class MeetingPaperBodyDossier(Response):
    seats: tuple[MeetingPaperMandate, ...]


class MeetingPaperBody(Response):
    name: str
    dossier: MeetingPaperBodyDossier | None


class PresentPaperOperator(Response):
    name: str


class PresentPaperPerson(Response):
    id: str
    display_name: str


class PresentPaper(Response):
    operator: PresentPaperOperator | None
    person: PresentPaperPerson | None


class MeetingPaperRepresentedOperator(Response):
    operator: MeetingPaperOperator | None
    by: MeetingPaperOperator | None


class MeetingPaperFormerSchedule(Response):
    day: date
    reason: str


class MeetingPaper(Response):
    id: str
    illustrative: bool
    bassins: tuple[str, ...]
    kind: str
    day: date
    starts_at: str | None
    ends_at: str | None
    place: str
    remote: bool
    agenda: tuple[str, ...]
    convened_on: date
    held_on: date | None
    cancelled_on: date | None
    minutes_adopted_on: date | None
    pole: MeetingPaperPole | None
    body: MeetingPaperBody | None
    present: tuple[PresentPaper, ...]
    excused: tuple[PresentPaper, ...]
    represented: tuple[MeetingPaperRepresentedOperator, ...]
    postponements: tuple[MeetingPaperFormerSchedule, ...]


class ConvocationPaperResponse(Response):
    meeting: MeetingPaper | None


class MinutesDecisionsMeeting(Response):
    id: str


class MinutesDecisionsDecisionDossier(Response):
    meeting: MinutesDecisionsMeeting | None


class MinutesDecisionsDecision(Response):
    title: str
    text: str
    state: str
    adopted_on: date | None
    closed_on: date | None
    dossier: MinutesDecisionsDecisionDossier | None


class MinutesDecisionsResponse(Response):
    decisions: Edges[MinutesDecisionsDecision]


class OpinionPaperOpinionCriterion(Response):
    topic: str
    label: str | None
    finding: str


class OpinionPaperProject(Response):
    title: str


class OpinionPaperTheme(Response):
    label: str


class OpinionPaperOpinionTarget(Response):
    kind: str
    name: str


class OpinionPaperOperator(Response):
    name: str


class OpinionPaperBody(Response):
    name: str


class OpinionPaperPole(Response):
    name: str


class OpinionPaperOpinion(Response):
    id: str
    illustrative: bool
    bassin: str
    kind: str
    state: str
    title: str | None
    impact: str | None
    conclusion: str | None
    criteria: tuple[OpinionPaperOpinionCriterion, ...]
    file: str | None
    project: OpinionPaperProject | None
    theme: OpinionPaperTheme | None
    target: OpinionPaperOpinionTarget | None
    requester: str | None
    begun_on: date
    adopted_on: date | None
    transmitted_on: date | None
    answer_due_on: date | None
    operator_kinds: tuple[str, ...]
    operators: tuple[OpinionPaperOperator, ...]
    body: OpinionPaperBody | None
    pole: OpinionPaperPole | None


class OpinionPaperResponse(Response):
    opinion: OpinionPaperOpinion | None


class CitedPaperBody(Response):
    name: str


class CitedPaper(Response):
    held_on: date | None
    body: CitedPaperBody | None


class PolePaperIdentifiedAxis(Response):
    since: date
    meeting: CitedPaper | None


class PolePaperPoleDossier(Response):
    dissolution_reason: str | None
    identification: PolePaperIdentifiedAxis | None


class PoleActAxis(Response):
    kind: str
    label: str


class PoleAct(Response):
    id: str
    illustrative: bool
    name: str
    bassin: str
    taken_over_on: date | None
    axis: PoleActAxis


class PolePaperPole(PoleAct):
    created_on: date
    constituted_on: date | None
    dissolved_on: date | None
    dossier: PolePaperPoleDossier | None


class PolePaperResponse(Response):
    pole: PolePaperPole | None


class TermsPaperTerm(Response):
    starts: date
    ends: date
    decided_on: date
    evaluated_on: date | None
    meeting: CitedPaper | None


class TermsPaperOperator(Response):
    id: str
    name: str


class TermsPaperMembership(Response):
    college: str
    since: date
    until: date | None
    operator: TermsPaperOperator | None


class TermsPaperPoleDossier(Response):
    terms: tuple[TermsPaperTerm, ...]
    memberships: tuple[TermsPaperMembership, ...]


class TermsPaperPole(PoleAct):
    constituted_on: date | None
    dossier: TermsPaperPoleDossier | None


class TermsPaperResponse(Response):
    pole: TermsPaperPole | None


class EvaluationPaperCriterion(Response):
    label: str
    finding: str


class EvaluationPaperEvaluation(Response):
    term_starts: date
    evaluated_on: date
    conclusion: str
    criteria: tuple[EvaluationPaperCriterion, ...]
    meeting: CitedPaper | None


class EvaluationPaperPoleDossier(Response):
    evaluations: tuple[EvaluationPaperEvaluation, ...]


class EvaluationPaperPole(PoleAct):
    dossier: EvaluationPaperPoleDossier | None


class EvaluationPaperResponse(Response):
    pole: EvaluationPaperPole | None


class SeatPaperOperator(Response):
    id: str
    name: str


class SeatPaperPerson(Response):
    id: str
    display_name: str


class SeatPaperMembership(Response):
    college: str
    since: date
    until: date | None
    operator: SeatPaperOperator | None
    representative: SeatPaperPerson | None
    substitute: SeatPaperPerson | None
    meeting: CitedPaper | None


class SeatPaperPoleDossier(Response):
    memberships: tuple[SeatPaperMembership, ...]


class SeatPaperPole(Response):
    name: str
    illustrative: bool
    bassin: str
    term_ends: date | None
    dossier: SeatPaperPoleDossier | None


class SeatPaperResponse(Response):
    pole: SeatPaperPole | None
    operator: SeatPaperOperator | None


class ProjectPaperPole(Response):
    name: str


class ProjectPaperProjectCarrier(Response):
    until: date | None
    bassin: str
    pole: ProjectPaperPole | None


class ProjectPaperCommune(Response):
    name: str


class ProjectPaperProjectContent(Response):
    aims: str
    starts: date | None
    ends: date | None
    budget: int
    communes: tuple[ProjectPaperCommune, ...]


class ProjectPaperVerdictCondition(Response):
    text: str
    due_on: date | None
    met_on: date | None


class ProjectPaperVerdict(Response):
    bassin: str
    kind: str
    given_on: date
    number: int
    until: date | None
    conditions: str
    condition_list: tuple[ProjectPaperVerdictCondition, ...]
    reasons: str
    without_meeting: str | None
    sitting: CitedPaper | None


class ProjectPaperProjectDossier(Response):
    carriers: tuple[ProjectPaperProjectCarrier, ...]
    content: ProjectPaperProjectContent | None
    verdicts: tuple[ProjectPaperVerdict, ...]


class ProjectPaper(Response):
    id: str
    illustrative: bool
    title: str
    bassins: tuple[str, ...]
    joint: bool
    outcome: str
    dossier: ProjectPaperProjectDossier | None


class AgreementPaperResponse(Response):
    project: ProjectPaper | None


class VerdictPaperInstance(Response):
    bassin: str


class VerdictPaperResponse(Response):
    project: ProjectPaper | None
    instance: VerdictPaperInstance | None


class ReportPaperMeetingConnection(Response):
    total_count: int


class ReportPaperInstanceDossier(Response):
    meetings: ReportPaperMeetingConnection


class ReportPaperInstance(Response):
    id: str
    bassin: str
    established_on: date
    dossier: ReportPaperInstanceDossier | None


class ReportPaperResponse(Response):
    instance: ReportPaperInstance | None


class ReportPoleAxis(Response):
    kind: str
    label: str


class ReportPoleMembership(Response):
    college: str


class ReportPoleTerm(Response):
    starts: date
    ends: date
    decided_on: date


class ReportPoleEvaluation(Response):
    term_starts: date
    evaluated_on: date


class ReportPoleModalities(Response):
    agreed_on: date
    meeting_every_months: int


class ReportPolePoleDossier(Response):
    memberships: tuple[ReportPoleMembership, ...]
    terms: tuple[ReportPoleTerm, ...]
    evaluations: tuple[ReportPoleEvaluation, ...]
    modalities: ReportPoleModalities | None


class ReportPole(Response):
    id: str
    illustrative: bool
    name: str
    axis: ReportPoleAxis
    state: str
    created_on: date
    taken_over_on: date | None
    constituted_on: date | None
    dissolved_on: date | None
    term_starts: date | None
    term_ends: date | None
    dossier: ReportPolePoleDossier | None


class ReportPolesResponse(Response):
    poles: Connection[ReportPole]


class ReportMeetingPole(Response):
    id: str


class ReportMeeting(Response):
    illustrative: bool
    day: date
    held_on: date | None
    minutes_adopted_on: date | None
    pole: ReportMeetingPole | None


class ReportMeetingsResponse(Response):
    meetings: Connection[ReportMeeting]


class ReportDecisionPole(Response):
    name: str


class ReportDecision(Response):
    id: str
    illustrative: bool
    title: str
    kind: str
    proposed_on: date
    adopted_on: date | None
    communicated_on: date | None
    received_on: date | None
    closed_on: date | None
    pole: ReportDecisionPole | None


class ReportDecisionsResponse(Response):
    decisions: Connection[ReportDecision]


class ReportProjectSupport(Response):
    bassin: str
    kind: str


class ReportProjectVerdict(Response):
    bassin: str
    kind: str
    given_on: date
    until: date | None


class ReportProjectProjectDossier(Response):
    started_on: date | None
    ended_on: date | None
    supports: tuple[ReportProjectSupport, ...]
    verdicts: tuple[ReportProjectVerdict, ...]


class ReportProject(Response):
    illustrative: bool
    title: str
    bassins: tuple[str, ...]
    joint: bool
    outcome: str
    emerged_on: date
    dossier: ReportProjectProjectDossier | None


class ReportProjectsResponse(Response):
    projects: Connection[ReportProject]


class ReportOpinionPole(Response):
    name: str


class ReportOpinion(Response):
    illustrative: bool
    title: str | None
    kind: str
    begun_on: date
    adopted_on: date | None
    transmitted_on: date | None
    answered_on: date | None
    pole: ReportOpinionPole | None


class ReportOpinionsResponse(Response):
    opinions: Connection[ReportOpinion]


class ReportFigure(Response):
    key: str
    count: int
    value: float | None


class ReportFiguresBarometer(Response):
    figures: tuple[ReportFigure, ...]


class ReportFiguresResponse(Response):
    barometer: ReportFiguresBarometer


DECISION_PAPER: Final = Document("decision_paper", DecisionPaperResponse)
PAPER_LETTERHEAD: Final = Document("paper_letterhead", PaperLetterheadResponse)
MANDATE_PAPER: Final = Document("mandate_paper", MandatePaperResponse)
CONVOCATION_PAPER: Final = Document("convocation_paper", ConvocationPaperResponse)
MINUTES_DECISIONS: Final = Document("minutes_decisions", MinutesDecisionsResponse)
OPINION_PAPER: Final = Document("opinion_paper", OpinionPaperResponse)
POLE_PAPER: Final = Document("pole_paper", PolePaperResponse)
TERMS_PAPER: Final = Document("terms_paper", TermsPaperResponse)
EVALUATION_PAPER: Final = Document("evaluation_paper", EvaluationPaperResponse)
SEAT_PAPER: Final = Document("seat_paper", SeatPaperResponse)
AGREEMENT_PAPER: Final = Document("agreement_paper", AgreementPaperResponse)
VERDICT_PAPER: Final = Document("verdict_paper", VerdictPaperResponse)
REPORT_PAPER: Final = Document("report_paper", ReportPaperResponse)
REPORT_POLES: Final = Document("report_poles", ReportPolesResponse)
REPORT_MEETINGS: Final = Document("report_meetings", ReportMeetingsResponse)
REPORT_DECISIONS: Final = Document("report_decisions", ReportDecisionsResponse)
REPORT_PROJECTS: Final = Document("report_projects", ReportProjectsResponse)
REPORT_OPINIONS: Final = Document("report_opinions", ReportOpinionsResponse)
REPORT_FIGURES: Final = Document("report_figures", ReportFiguresResponse)
