"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.document.generated import CitedDocument
from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import History
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import CommandOffer, Frame, FrameAndLaw, Standing


class AnalysesOfInstanceInstance(Response):
    available_commands: tuple[CommandOffer, ...]


class AnalysisName(Response):
    id: str
    provider: str
    question: str


class AnalysisLine(AnalysisName):
    due_on: date
    remind_on: date | None
    received_on: date | None
    adopted_on: date | None
    late: bool
    illustrative: bool


class AnalysesOfInstanceResponse(Frame):
    viewer: Standing | None
    instance: AnalysesOfInstanceInstance | None
    analyses: Connection[AnalysisLine]


class AnalysisDossierReminder(Response):
    on: date
    note: str


class AnalysisDossierContribution(Response):
    on: date
    reference: str
    document: CitedDocument


class AnalysisDossierSynthesis(Response):
    number: int
    on: date
    text: str
    adopted_on: date | None
    analyses: tuple[AnalysisName, ...]


class AnalysisDossierThemeList(Response):
    id: str
    title: str


class AnalysisDossierTheme(Response):
    label: str
    list: AnalysisDossierThemeList


class AnalysisDossierAnalysis(AnalysisLine):
    available_commands: tuple[CommandOffer, ...]
    bassin: str
    subject: str
    source: str
    requested_on: date
    reminders: tuple[AnalysisDossierReminder, ...]
    contributions: tuple[AnalysisDossierContribution, ...]
    syntheses: tuple[AnalysisDossierSynthesis, ...]
    crossed_by: tuple[AnalysisName, ...]
    themes: tuple[AnalysisDossierTheme, ...]
    history: History | None


class AnalysisDossierResponse(Frame):
    viewer: Standing | None
    analysis: AnalysisDossierAnalysis | None


class AnalysisCommandSynthesis(Response):
    text: str
    analyses: tuple[AnalysisName, ...]


class AnalysisCommandAnalysis(AnalysisName):
    available_commands: tuple[CommandOffer, ...]
    version: int
    bassin: str
    due_on: date
    syntheses: tuple[AnalysisCommandSynthesis, ...]


class AnalysisCommandResponse(FrameAndLaw):
    analysis: AnalysisCommandAnalysis | None


class DataRequestInstance(Response):
    available_commands: tuple[CommandOffer, ...]


class DataRequestResponse(FrameAndLaw):
    instance: DataRequestInstance | None


class AnalysesToCiteAnalysis(AnalysisName):
    adopted_on: date | None


class AnalysesToCiteResponse(Response):
    analyses: Connection[AnalysesToCiteAnalysis]


ANALYSES_OF_INSTANCE: Final = Document("analyses_of_instance", AnalysesOfInstanceResponse)
ANALYSIS_DOSSIER: Final = Document("analysis_dossier", AnalysisDossierResponse)
ANALYSIS_COMMAND: Final = Document("analysis_command", AnalysisCommandResponse)
DATA_REQUEST: Final = Document("data_request", DataRequestResponse)
ANALYSES_TO_CITE: Final = Document("analyses_to_cite", AnalysesToCiteResponse)
