"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date, datetime
from typing import Final

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import DecisionLine, NextStep, ObjectName, ProjectLine
from efe_infra.console.register.responses import Connection, Edges, Response
from efe_infra.console.web.generated import Frame, Rule, Standing


class HelpRule(Response):
    key: str


class HelpRefusalKind(Response):
    code_name: str
    rule: HelpRule | None


class HelpMeta(Response):
    refusals: tuple[HelpRefusalKind, ...]
    rules: tuple[Rule, ...]


class HelpResponse(Response):
    meta: HelpMeta


class HomePoleConnection(Response):
    total_count: int


class HomeInstance(Response):
    bassin: str
    poles: HomePoleConnection


class HomeProjectConnection(Response):
    total_count: int


class HomeProject(ProjectLine):
    pending: int


class HomeProjectConnectionOfJointProjects(Edges[HomeProject]):
    total_count: int


class HomeDecision(DecisionLine):
    member_words: int


class HomeDecisionConnection(Edges[HomeDecision]):
    total_count: int


class HomeOpinionConnection(Response):
    total_count: int


class HomeOperatorConnection(Response):
    total_count: int


class HomeFundingCall(Response):
    id: str
    name: str
    closes: date


class HomeResponse(Frame):
    instances: tuple[HomeInstance, ...]
    poles: HomePoleConnection
    active_poles: HomePoleConnection
    projects: HomeProjectConnection
    joint_projects: HomeProjectConnectionOfJointProjects
    decisions: HomeDecisionConnection
    opinions: HomeOpinionConnection
    operators: HomeOperatorConnection
    funding_calls: Connection[HomeFundingCall]


class TasksSetupStep(Response):
    kind: str


class TasksSetup(Response):
    steps: tuple[TasksSetupStep, ...]


class TasksAccount(Response):
    id: str


class TasksOperator(Response):
    id: str
    name: str


class TasksLateWord(Response):
    decision_id: str
    title: str
    contests: bool
    member: TasksOperator | None


class TasksDocument(Response):
    sha256: str
    name: str | None
    media_type: str
    size: int


class TasksPole(Response):
    id: str
    name: str


class TasksLateWordOfLateWord(Response):
    decision_id: str
    title: str
    pole: TasksPole | None


class TasksAccountOfAccount(Response):
    id: str
    display_name: str | None


class TasksObjection(Response):
    number: int


class TasksNode(Response):
    typename: str = msgspec.field(name="__typename")
    id: str


class TasksTaskOwner(Response):
    party: TasksNode | None


class TasksJointMeeting(Response):
    id: str
    number: int


class TasksTask(Response):
    kind: str
    bassin: str
    since: date
    due: date | None
    command: str | None
    reason: str
    member: TasksOperator | None
    document: TasksDocument | None
    late_word: TasksLateWordOfLateWord | None
    account: TasksAccountOfAccount | None
    objection: TasksObjection | None
    owner: TasksTaskOwner
    joint_meeting: TasksJointMeeting | None
    subject: ObjectName | None


class TasksViewer(Standing):
    account: TasksAccount
    late_words: tuple[TasksLateWord, ...]
    tasks: Connection[TasksTask]


class TasksResponse(Frame):
    setup: TasksSetup | None
    viewer: TasksViewer | None


class OwedByOthersProjectDossier(Response):
    owed: tuple[NextStep, ...]


class OwedByOthersProject(Response):
    dossier: OwedByOthersProjectDossier | None


class OwedByOthersResponse(Response):
    projects: Edges[OwedByOthersProject]


class DoneActAccount(Response):
    id: str


class DoneAct(Response):
    position: int
    recorded_at: datetime
    told: str | None
    sentence: str
    actor: DoneActAccount | None


class DoneThisWeekResponse(Response):
    own: Edges[DoneAct]
    all: Edges[DoneAct]


HELP: Final = Document("help", HelpResponse)
LANDING: Final = Document("landing", Frame)
HOME: Final = Document("home", HomeResponse)
TASKS: Final = Document("tasks", TasksResponse)
OWED_BY_OTHERS: Final = Document("owed_by_others", OwedByOthersResponse)
DONE_THIS_WEEK: Final = Document("done_this_week", DoneThisWeekResponse)
