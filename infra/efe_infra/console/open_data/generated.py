"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date, datetime
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import Frame


class OpenDataMomentMeta(Response):
    position: int
    known_at: datetime | None


class OpenDataMomentMetaOfNow(Response):
    position: int
    known_at: datetime | None
    version: str


class OpenDataMomentResponse(Response):
    then: OpenDataMomentMeta
    now: OpenDataMomentMetaOfNow


class StillVisibleNode(Response):
    id: str


class StillVisibleResponse(Response):
    nodes: tuple[StillVisibleNode | None, ...]


class InstanceFileInstance(Response):
    id: str
    bassin: str
    name: str
    established_on: date


class InstanceFileResponse(Response):
    instances: tuple[InstanceFileInstance, ...]


class AxisFileAxis(Response):
    key: str
    kind: str
    label: str


class AxisFileIdentifiedAxis(Response):
    id: str
    axis: AxisFileAxis
    since: date
    until: date | None
    illustrative: bool


class AxisFileInstance(Response):
    id: str
    bassin: str
    axes: tuple[AxisFileIdentifiedAxis, ...]


class AxisFileResponse(Response):
    instances: tuple[AxisFileInstance, ...]


class PoleFileAxis(Response):
    key: str
    kind: str
    label: str


class PoleFilePole(Response):
    id: str
    name: str
    bassin: str
    axis: PoleFileAxis
    state: str
    created_on: date
    constituted_on: date | None
    term_starts: date | None
    term_ends: date | None
    dissolved_on: date | None
    illustrative: bool


class PoleFileResponse(Response):
    poles: Connection[PoleFilePole]


class ProjectFileProject(Response):
    id: str
    title: str
    bassins: tuple[str, ...]
    joint: bool
    outcome: str
    pending: int
    axis_key: str
    emerged_on: date
    illustrative: bool


class ProjectFileResponse(Response):
    projects: Connection[ProjectFileProject]


class DecisionFilePole(Response):
    id: str
    name: str


class DecisionFileDecision(Response):
    id: str
    bassin: str
    pole: DecisionFilePole | None
    title: str
    kind: str
    state: str
    proposed_on: date
    adopted_on: date | None
    communicated_on: date | None
    received_on: date | None
    contested: bool
    illustrative: bool


class DecisionFileResponse(Response):
    decisions: Connection[DecisionFileDecision]


class OpinionFilePole(Response):
    id: str
    name: str


class OpinionFileOpinion(Response):
    id: str
    bassin: str
    pole: OpinionFilePole | None
    title: str | None
    kind: str
    state: str
    begun_on: date
    due_on: date | None
    adopted_on: date | None
    transmitted_on: date | None
    acknowledged_on: date | None
    answer_due_on: date | None
    answered_on: date | None
    overdue: bool
    illustrative: bool


class OpinionFileResponse(Response):
    opinions: Connection[OpinionFileOpinion]


class OperatorFileOperator(Response):
    id: str
    name: str
    kind: str
    scheme: str
    number: str
    college: str
    registered_on: date
    illustrative: bool


class OperatorFileResponse(Response):
    operators: Connection[OperatorFileOperator]


class CompetenceFileCompetence(Response):
    id: str
    bassin: str
    axis_key: str
    kind: str
    label: str
    since: date
    until: date | None
    illustrative: bool


class CompetenceFileOperator(Response):
    id: str
    name: str
    competences: tuple[CompetenceFileCompetence, ...]


class CompetenceFileResponse(Response):
    operators: Connection[CompetenceFileOperator]


class FundingCallFileFundingCall(Response):
    id: str
    bassin: str
    name: str
    executive: str
    reference: str
    opens: date
    closes: date
    registered_on: date
    withdrawn_on: date | None
    illustrative: bool


class FundingCallFileResponse(Response):
    funding_calls: Connection[FundingCallFileFundingCall]


class ThemeFileTheme(Response):
    id: str
    label: str
    orientation: str
    axis_keys: tuple[str, ...]
    illustrative: bool


class ThemeFileThemeList(Response):
    id: str
    bassin: str
    title: str
    adopted_on: date | None
    starts: date | None
    ends: date | None
    themes: tuple[ThemeFileTheme, ...]


class ThemeFileResponse(Response):
    theme_lists: Connection[ThemeFileThemeList]


OPEN_DATA_MOMENT: Final = Document("open_data_moment", OpenDataMomentResponse)
STILL_VISIBLE: Final = Document("still_visible", StillVisibleResponse)
OPEN_DATA_PAGE: Final = Document("open_data_page", Frame)
INSTANCE_FILE: Final = Document("instance_file", InstanceFileResponse)
AXIS_FILE: Final = Document("axis_file", AxisFileResponse)
POLE_FILE: Final = Document("pole_file", PoleFileResponse)
PROJECT_FILE: Final = Document("project_file", ProjectFileResponse)
DECISION_FILE: Final = Document("decision_file", DecisionFileResponse)
OPINION_FILE: Final = Document("opinion_file", OpinionFileResponse)
OPERATOR_FILE: Final = Document("operator_file", OperatorFileResponse)
COMPETENCE_FILE: Final = Document("competence_file", CompetenceFileResponse)
FUNDING_CALL_FILE: Final = Document("funding_call_file", FundingCallFileResponse)
THEME_FILE: Final = Document("theme_file", ThemeFileResponse)
