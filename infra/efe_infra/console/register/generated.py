"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date, datetime

import msgspec

from efe_infra.console.register.responses import Connection, Edges, Response


class RefusedRule(Response):
    key: str


class Refused(Response):
    code: str
    message: str
    path: tuple[str, ...]
    rule: RefusedRule | None = None
    reasons: tuple[str, ...] | None = None
    current_version: int | None = None


class HistoryPageInfo(Response):
    has_next_page: bool


class HistoryRule(Response):
    key: str


class HistoryEntry(Response):
    position: int
    recorded_at: datetime
    effective_on: date | None
    sentence: str
    rule: HistoryRule


class History(Edges[HistoryEntry]):
    total_count: int
    page_info: HistoryPageInfo


class ObjectNameInvitationContent(Response):
    title: str


class ObjectName(Response):
    typename: str = msgspec.field(name="__typename")
    id: str
    question: str | None = None
    name: str | None = None
    title: str | None = None
    content: ObjectNameInvitationContent | None = None
    day: date | None = None
    opinion: str | None = None


class PoleLineAxis(Response):
    kind: str
    label: str


class PoleLine(Response):
    id: str
    name: str
    bassin: str
    axis: PoleLineAxis
    state: str
    term_ends: date | None
    illustrative: bool


class PolePage(Connection[PoleLine]):
    pass


class ProjectLine(Response):
    id: str
    title: str
    bassins: tuple[str, ...]
    outcome: str
    illustrative: bool


class ProjectPage(Connection[ProjectLine]):
    pass


class DecisionLinePole(Response):
    id: str
    name: str


class DecisionLine(Response):
    id: str
    title: str
    bassin: str
    kind: str
    state: str
    proposed_on: date
    communicated_on: date | None
    illustrative: bool
    pole: DecisionLinePole | None


class OpinionLinePole(Response):
    id: str
    name: str


class OpinionLine(Response):
    id: str
    title: str | None
    bassin: str
    kind: str
    state: str
    transmitted_on: date | None
    illustrative: bool
    pole: OpinionLinePole | None


class NextStepRule(Response):
    key: str


class NextStepNode(Response):
    typename: str = msgspec.field(name="__typename")
    id: str
    name: str | None = None


class NextStepPerson(Response):
    display_name: str


class NextStepTaskOwner(Response):
    kind: str
    party: NextStepNode | None
    person: NextStepPerson | None


class NextStepOperator(Response):
    id: str


class NextStepObjection(Response):
    number: int


class NextStepJointMeeting(Response):
    id: str
    number: int


class NextStep(Response):
    kind: str
    rule: NextStepRule
    bassin: str
    due: date | None
    reason: str
    command: str | None
    viewer_owns: bool
    owner: NextStepTaskOwner
    member: NextStepOperator | None
    objection: NextStepObjection | None
    joint_meeting: NextStepJointMeeting | None
    subject: ObjectName | None


class ToldRule(Response):
    key: str


class ToldHistoryEntry(Response):
    position: int
    recorded_at: datetime
    effective_on: date | None
    told: str | None
    rule: ToldRule


class Told(Edges[ToldHistoryEntry]):
    total_count: int


class PoleName(Response):
    id: str
    name: str
    bassin: str
