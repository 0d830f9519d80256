"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.axis.generated import AxisOfInstance
from efe_infra.console.document.generated import CitedDocument
from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import NextStep, PoleName, ProjectPage, Told
from efe_infra.console.register.responses import Connection, Edges, PageInfo, Response
from efe_infra.console.web.generated import CommandOffer, Frame, FrameAndLaw, Standing


class PoleCommandAxis(Response):
    key: str


class PoleCommandPerson(Response):
    id: str
    display_name: str
    forgotten: bool


class PoleCommandOperator(Response):
    id: str
    name: str


class PoleCommandMembership(Response):
    college: str
    until: date | None
    representative: PoleCommandPerson | None
    substitute: PoleCommandPerson | None
    operator: PoleCommandOperator | None


class PoleCommandPoleDossier(Response):
    memberships: tuple[PoleCommandMembership, ...]


class PoleCommandPole(Response):
    id: str
    available_commands: tuple[CommandOffer, ...]
    name: str
    bassin: str
    version: int
    term_starts: date | None
    axis: PoleCommandAxis
    dossier: PoleCommandPoleDossier | None


class PoleCommandResponse(FrameAndLaw):
    pole: PoleCommandPole | None


class PolesOfInstanceAxis(Response):
    key: str


class PolesOfInstancePole(Response):
    id: str
    name: str
    dissolved_on: date | None
    axis: PolesOfInstanceAxis


class PolesOfInstanceResponse(Response):
    poles: Connection[PolesOfInstancePole]


class InstanceCommandIdentifiedAxis(Response):
    axis: AxisOfInstance


class InstanceCommandInstance(Response):
    available_commands: tuple[CommandOffer, ...]
    axes: tuple[InstanceCommandIdentifiedAxis, ...]


class InstanceCommandResponse(FrameAndLaw):
    instance: InstanceCommandInstance | None


class OperatorsOperator(Response):
    id: str
    name: str
    number: str
    college: str


class OperatorsOperatorConnection(Edges[OperatorsOperator]):
    page_info: PageInfo


class OperatorsResponse(Response):
    operators: OperatorsOperatorConnection


class PoleCompositionAxis(Response):
    key: str
    label: str


class PoleCompositionOperator(Response):
    id: str


class PoleCompositionPerson(Response):
    id: str
    display_name: str


class PoleCompositionMembership(Response):
    operator: PoleCompositionOperator | None
    representative: PoleCompositionPerson | None


class PoleCompositionPoleDossier(Response):
    memberships: tuple[PoleCompositionMembership, ...]


class PoleCompositionPole(Response):
    id: str
    available_commands: tuple[CommandOffer, ...]
    name: str
    bassin: str
    version: int
    axis: PoleCompositionAxis
    dossier: PoleCompositionPoleDossier | None


class PoleCompositionResponse(FrameAndLaw):
    pole: PoleCompositionPole | None


class PeoplePerson(Response):
    id: str
    display_name: str
    function: str | None


class PeopleResponse(Response):
    people: tuple[PeoplePerson, ...]


class FiledDecision(Response):
    id: str
    title: str
    adopted_on: date | None
    communicated_on: date | None


class FiledDecisionsResponse(Response):
    decisions: Connection[FiledDecision]


class FiledProjectProjectDossier(Response):
    state: str
    ended_on: date | None


class FiledProject(Response):
    id: str
    title: str
    emerged_on: date
    dossier: FiledProjectProjectDossier | None


class FiledProjectsPole(Response):
    projects: Connection[FiledProject]


class FiledProjectsResponse(Response):
    pole: FiledProjectsPole | None


class FiledOpinion(Response):
    id: str
    title: str | None
    kind: str
    transmitted_on: date | None
    effect_on: date | None


class FiledOpinionsPole(Response):
    opinions: Connection[FiledOpinion]


class FiledOpinionsResponse(Response):
    pole: FiledOpinionsPole | None


class FiledMeetingOperator(Response):
    id: str


class FiledMeetingAttendee(Response):
    operator: FiledMeetingOperator | None


class FiledMeetingRepresentedOperator(Response):
    operator: FiledMeetingOperator | None


class FiledMeeting(Response):
    id: str
    day: date
    held_on: date | None
    minutes_adopted_on: date | None
    present: tuple[FiledMeetingAttendee, ...]
    represented: tuple[FiledMeetingRepresentedOperator, ...]


class HeldInTermResponse(Response):
    meetings: Connection[FiledMeeting]


class ConvenedMeeting(Response):
    id: str
    day: date
    starts_at: str | None
    place: str
    remote: bool
    agenda: tuple[str, ...]
    held_on: date | None
    cancelled_on: date | None
    minutes_adopted_on: date | None


class ConvenedMeetingsPoleMeetingsDossier(Response):
    convened: Connection[ConvenedMeeting]


class ConvenedMeetingsPoleDossier(Response):
    meetings: ConvenedMeetingsPoleMeetingsDossier


class ConvenedMeetingsPole(Response):
    dossier: ConvenedMeetingsPoleDossier | None


class ConvenedMeetingsResponse(Response):
    pole: ConvenedMeetingsPole | None


class PoleModalitiesModalities(Response):
    meeting_every_months: int
    quorum_percent: int | None
    remote_allowed: bool
    agreement_per_college: bool


class PoleModalitiesModalitiesProposal(Response):
    content_hash: str
    meeting_every_months: int
    quorum_percent: int | None
    remote_allowed: bool
    agreement_per_college: bool


class PoleModalitiesPoleDossier(Response):
    modalities: PoleModalitiesModalities | None
    proposed_modalities: PoleModalitiesModalitiesProposal | None


class PoleModalitiesPole(Response):
    id: str
    name: str
    bassin: str
    version: int
    dossier: PoleModalitiesPoleDossier | None


class PoleModalitiesResponse(FrameAndLaw):
    viewer: Standing | None
    pole: PoleModalitiesPole | None


class DecisionsOnModalitiesDecisionDossier(Response):
    subject_hash: str


class DecisionsOnModalitiesDecision(Response):
    id: str
    title: str
    adopted_on: date | None
    dossier: DecisionsOnModalitiesDecisionDossier | None


class DecisionsOnModalitiesResponse(Response):
    decisions: Connection[DecisionsOnModalitiesDecision]


class PoleAxis(Response):
    key: str
    kind: str
    label: str


class PoleNextTerm(Response):
    starts: date
    ends: date


class PoleFormerName(Response):
    name: str
    until: date


class PoleOpinion(Response):
    id: str
    title: str | None
    kind: str
    state: str
    transmitted_on: date | None
    illustrative: bool


class PoleRule(Response):
    key: str


class PoleSeat(Response):
    name: str
    counts: bool
    failing: tuple[PoleRule, ...]


class PoleCollegeVerdict(Response):
    college: str
    present: bool
    reason: str
    seats: tuple[PoleSeat, ...]


class PoleComposition(Response):
    complete: bool
    colleges: tuple[PoleCollegeVerdict, ...]


class CitedMeeting(Response):
    id: str
    held_on: date | None


class PoleIdentifiedAxis(Response):
    since: date
    meeting: CitedMeeting | None


class PoleOperator(Response):
    id: str
    name: str


class PolePerson(Response):
    id: str
    display_name: str


class PolePersonOfSubstitute(Response):
    display_name: str


class PoleMembership(Response):
    college: str
    since: date
    until: date | None
    operator: PoleOperator | None
    representative: PolePerson | None
    substitute: PolePersonOfSubstitute | None
    meeting: CitedMeeting | None


class PoleTerm(Response):
    starts: date
    decided_on: date
    evaluated_on: date | None
    why: str | None
    continues: PoleName | None
    meeting: CitedMeeting | None


class PoleEvaluation(Response):
    term_starts: date
    evaluated_on: date
    conclusion: str
    meeting: CitedMeeting | None


class PoleModalities(Response):
    meeting_every_months: int
    quorum_percent: int | None
    remote_allowed: bool
    agreed_on: date


class PoleMeetingsDossier(Response):
    last_held_on: date | None
    next_due_on: date | None
    overdue: bool
    convened: Connection[ConvenedMeeting]


class PoleDossier(Response):
    alarm_on: date | None
    opening_document: CitedDocument | None
    composition: PoleComposition
    identification: PoleIdentifiedAxis | None
    memberships: tuple[PoleMembership, ...]
    terms: tuple[PoleTerm, ...]
    evaluations: tuple[PoleEvaluation, ...]
    modalities: PoleModalities | None
    meetings: PoleMeetingsDossier


class Pole(Response):
    id: str
    available_commands: tuple[CommandOffer, ...] | None = None
    name: str
    bassin: str
    version: int
    axis: PoleAxis
    state: str
    created_on: date
    constituted_on: date | None
    taken_over_on: date | None
    term_starts: date | None
    term_ends: date | None
    days_left: int | None
    next_term: PoleNextTerm | None
    dissolved_on: date | None
    former_names: tuple[PoleFormerName, ...]
    illustrative: bool
    next_step: NextStep | None = None
    projects: ProjectPage
    opinions: Connection[PoleOpinion]
    dossier: PoleDossier | None = None
    history: Told | None = None


class PoleOperatorOfOperator(Response):
    id: str


class PoleRosterSeat(Response):
    operator: PoleOperatorOfOperator | None


class PoleDecisionPosition(Response):
    stance: str
    content_hash: str
    operator: PoleOperatorOfOperator | None


class PoleDecisionDossier(Response):
    roster: tuple[PoleRosterSeat, ...]
    positions: tuple[PoleDecisionPosition, ...]


class PoleDecision(Response):
    id: str
    title: str
    kind: str
    state: str
    contested_on: date | None
    proposed_on: date
    deadline: date | None
    adopted_on: date | None
    communicated_on: date | None
    received_on: date | None
    closed_on: date | None
    content_hash: str
    dossier: PoleDecisionDossier | None


class PoleResponse(Frame):
    viewer: Standing | None = None
    pole: Pole | None
    decisions: Connection[PoleDecision] | None = None


class PoleProposalAxis(Response):
    label: str


class PoleProposalModalitiesProposal(Response):
    content_hash: str
    meeting_every_months: int
    quorum_percent: int | None


class PoleProposalPoleDossier(Response):
    proposed_modalities: PoleProposalModalitiesProposal | None


class PoleProposalPole(Response):
    id: str
    available_commands: tuple[CommandOffer, ...]
    name: str
    bassin: str
    axis: PoleProposalAxis
    dossier: PoleProposalPoleDossier | None


class PoleProposalResponse(FrameAndLaw):
    pole: PoleProposalPole | None


class ReplaceableDecisionsDecision(Response):
    id: str


class ReplaceableDecisionsDecisionDossier(Response):
    replaced_by: ReplaceableDecisionsDecision | None


class ReplaceableDecisionsDecisionOfNode(Response):
    id: str
    title: str
    adopted_on: date | None
    contested_on: date | None
    dossier: ReplaceableDecisionsDecisionDossier | None


class ReplaceableDecisionsResponse(Response):
    decisions: Connection[ReplaceableDecisionsDecisionOfNode]


class ProjectsToDecideOnProjectContent(Response):
    number: int
    aims: str


class ProjectsToDecideOnPole(Response):
    id: str


class ProjectsToDecideOnProjectDossier(Response):
    state: str
    content_hash: str
    content: ProjectsToDecideOnProjectContent | None
    lead: ProjectsToDecideOnPole | None
    lead_carries: bool


class ProjectsToDecideOnProject(Response):
    id: str
    title: str
    dossier: ProjectsToDecideOnProjectDossier | None


class ProjectsToDecideOnPoleOfPole(Response):
    projects: Connection[ProjectsToDecideOnProject]


class ProjectsToDecideOnResponse(Response):
    pole: ProjectsToDecideOnPoleOfPole | None


class OpinionsToDecideOnOpinion(Response):
    id: str
    title: str | None
    state: str
    content_hash: str | None


class OpinionsToDecideOnPole(Response):
    opinions: Connection[OpinionsToDecideOnOpinion]


class OpinionsToDecideOnResponse(Response):
    pole: OpinionsToDecideOnPole | None


class InvitationsToDecideOnInvitationContent(Response):
    title: str
    aims: str


class InvitationsToDecideOnInvitation(Response):
    id: str
    project_id: str
    content_hash: str
    number: int
    content: InvitationsToDecideOnInvitationContent


class InvitationsToDecideOnResponse(Response):
    invitations: Connection[InvitationsToDecideOnInvitation]


POLE_COMMAND: Final = Document("pole_command", PoleCommandResponse)
POLES_OF_INSTANCE: Final = Document("poles_of_instance", PolesOfInstanceResponse)
INSTANCE_COMMAND: Final = Document("instance_command", InstanceCommandResponse)
OPERATORS: Final = Document("operators", OperatorsResponse)
POLE_COMPOSITION: Final = Document("pole_composition", PoleCompositionResponse)
PEOPLE: Final = Document("people", PeopleResponse)
FILED_DECISIONS: Final = Document("filed_decisions", FiledDecisionsResponse)
FILED_PROJECTS: Final = Document("filed_projects", FiledProjectsResponse)
FILED_OPINIONS: Final = Document("filed_opinions", FiledOpinionsResponse)
HELD_IN_TERM: Final = Document("held_in_term", HeldInTermResponse)
CONVENED_MEETINGS: Final = Document("convened_meetings", ConvenedMeetingsResponse)
POLE_MODALITIES: Final = Document("pole_modalities", PoleModalitiesResponse)
DECISIONS_ON_MODALITIES: Final = Document("decisions_on_modalities", DecisionsOnModalitiesResponse)
POLE: Final = Document("pole", PoleResponse)
POLE_PROPOSAL: Final = Document("pole_proposal", PoleProposalResponse)
REPLACEABLE_DECISIONS: Final = Document("replaceable_decisions", ReplaceableDecisionsResponse)
PROJECTS_TO_DECIDE_ON: Final = Document("projects_to_decide_on", ProjectsToDecideOnResponse)
OPINIONS_TO_DECIDE_ON: Final = Document("opinions_to_decide_on", OpinionsToDecideOnResponse)
INVITATIONS_TO_DECIDE_ON: Final = Document("invitations_to_decide_on", InvitationsToDecideOnResponse)
