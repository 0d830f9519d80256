"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.analysis.generated import AnalysisName
from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import History
from efe_infra.console.register.responses import Connection, Edges, Response
from efe_infra.console.web.generated import CommandOffer, Frame, FrameAndLaw, Standing


class ThemesOfInstanceInstance(Response):
    available_commands: tuple[CommandOffer, ...] | None = None


class ThemesOfInstanceTheme(Response):
    label: str


class ThemeListLine(Response):
    id: str
    title: str
    drafted_on: date
    adopted_on: date | None
    starts: date | None
    ends: date | None
    superseded_since: date | None
    published: bool
    illustrative: bool


class ThemesOfInstanceThemeList(ThemeListLine):
    themes: tuple[ThemesOfInstanceTheme, ...]


class ThemesOfInstanceResponse(Frame):
    viewer: Standing | None = None
    instance: ThemesOfInstanceInstance | None
    theme_lists: Connection[ThemesOfInstanceThemeList]


class ThemeListDossierThemeList(Response):
    id: str
    title: str


class ThemeListDossierTheme(Response):
    id: str
    label: str
    kinds: tuple[str, ...]
    axis_keys: tuple[str, ...]
    orientation: str
    analyses: tuple[AnalysisName, ...]


class ThemeListDossierOperator(Response):
    id: str
    name: str


class ThemeListDossierDiffusion(Response):
    on: date
    college: str
    operators: tuple[ThemeListDossierOperator, ...]


class ThemeListDossierThemeListOfThemeList(ThemeListLine):
    available_commands: tuple[CommandOffer, ...] | None = None
    bassin: str
    number: int
    superseded_by: ThemeListDossierThemeList | None
    themes: tuple[ThemeListDossierTheme, ...]
    diffusions: tuple[ThemeListDossierDiffusion, ...]
    history: History | None = None


class ThemeListDossierResponse(Frame):
    viewer: Standing | None = None
    theme_list: ThemeListDossierThemeListOfThemeList | None


class ThemeCitationsPole(Response):
    id: str
    name: str


class ThemeCitationsPoleConnection(Edges[ThemeCitationsPole]):
    total_count: int


class ThemeCitationsTheme(Response):
    id: str
    poles: ThemeCitationsPoleConnection


class ThemeCitationsThemeList(Response):
    themes: tuple[ThemeCitationsTheme, ...]


class ThemeCitationsResponse(Response):
    theme_list: ThemeCitationsThemeList | None


class PolesOfThemePole(Response):
    id: str
    name: str


class PolesOfThemeNode(Response):
    poles: Connection[PolesOfThemePole]


class PolesOfThemeResponse(Response):
    node: PolesOfThemeNode | None


class OperatorsToReachOperator(Response):
    id: str
    name: str
    college: str


class OperatorsToReachResponse(Response):
    operators: Edges[OperatorsToReachOperator]


class ThemeListCommandAnalysis(Response):
    id: str


class ThemeListCommandTheme(Response):
    label: str
    kinds: tuple[str, ...]
    axis_keys: tuple[str, ...]
    orientation: str
    analyses: tuple[ThemeListCommandAnalysis, ...]


class ThemeListCommandThemeList(Response):
    id: str
    available_commands: tuple[CommandOffer, ...]
    version: int
    bassin: str
    title: str
    themes: tuple[ThemeListCommandTheme, ...]


class ThemeListCommandResponse(FrameAndLaw):
    theme_list: ThemeListCommandThemeList | None


class ThemesDraftInstance(Response):
    available_commands: tuple[CommandOffer, ...]


class ThemesDraftResponse(FrameAndLaw):
    instance: ThemesDraftInstance | None


class IdentifiedAxesAxis(Response):
    key: str
    kind: str
    label: str


class IdentifiedAxesIdentifiedAxis(Response):
    axis: IdentifiedAxesAxis


class IdentifiedAxesInstance(Response):
    axes: tuple[IdentifiedAxesIdentifiedAxis, ...]


class IdentifiedAxesResponse(Response):
    instance: IdentifiedAxesInstance | None


class ThemesToCiteTheme(Response):
    id: str
    label: str


class ThemesToCiteThemeList(Response):
    title: str
    superseded_since: date | None
    ends: date | None
    themes: tuple[ThemesToCiteTheme, ...]


class ThemesToCiteResponse(Response):
    theme_lists: Connection[ThemesToCiteThemeList]


THEMES_OF_INSTANCE: Final = Document("themes_of_instance", ThemesOfInstanceResponse)
THEME_LIST_DOSSIER: Final = Document("theme_list_dossier", ThemeListDossierResponse)
THEME_CITATIONS: Final = Document("theme_citations", ThemeCitationsResponse)
POLES_OF_THEME: Final = Document("poles_of_theme", PolesOfThemeResponse)
OPERATORS_TO_REACH: Final = Document("operators_to_reach", OperatorsToReachResponse)
THEME_LIST_COMMAND: Final = Document("theme_list_command", ThemeListCommandResponse)
THEMES_DRAFT: Final = Document("themes_draft", ThemesDraftResponse)
IDENTIFIED_AXES: Final = Document("identified_axes", IdentifiedAxesResponse)
THEMES_TO_CITE: Final = Document("themes_to_cite", ThemesToCiteResponse)
