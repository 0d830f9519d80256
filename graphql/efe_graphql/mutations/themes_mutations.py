"""The commands of an Instance on its lists of common themes (M3), and their citation by pôles."""

from datetime import date
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.themes.themes import CommonThemes, ThemeDraft
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.mutations.inputs import EntityCommandInput
from efe_graphql.mutations.pole_mutations import PoleCommandInput
from efe_graphql.types.objects.node import Node
from efe_graphql.types.opinion import theme_key
from efe_graphql.types.payloads import PolePayload
from efe_graphql.types.themes import ThemeList

TITLE = "Le titre de la liste."
THEMES = "Toutes ses thématiques."


@strawberry.input(description="Une thématique commune à des filières ou à des métiers (M3-CADRE).")
class ThemeInput:
    label: str = field(description="Son libellé.")
    kinds: list[AxisKind] = field(
        default_factory=list, description="Les sortes d'axes auxquelles elle est commune tout entière."
    )
    axis_keys: list[str] = field(default_factory=list, description="Les clés des axes auxquels elle est commune.")
    analysis_ids: list[ID] = field(default_factory=list, description="Les analyses sur lesquelles elle repose.")
    orientation: str = field(description="L'orientation socio-économique de la Région qu'elle cite.")

    def draft(self) -> ThemeDraft:
        return ThemeDraft(
            label=self.label,
            kinds=tuple(self.kinds),
            axes=tuple(self.axis_keys),
            analyses=tuple(uuid_of("Analysis", each) for each in self.analysis_ids),
            orientation=self.orientation,
        )


@strawberry.input(description="Rédiger une liste de thématiques communes, à partir des analyses (M3).")
class DraftThemesInput(CommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    title: str = field(description=TITLE)
    themes: list[ThemeInput] = field(description=THEMES)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        themes = tuple(each.draft() for each in self.themes)
        return platform.draft_themes(self.bassin, self.title, themes, on=self.effective_on)


@strawberry.input
class ThemeListCommandInput(EntityCommandInput):
    """A command on one list of themes."""

    theme_list_id: ID = field(description="La liste.")

    @property
    def theme_list(self) -> UUID:
        return uuid_of("ThemeList", self.theme_list_id)

    def about(self) -> tuple[type[Node], str, UUID]:
        return ThemeList, CommonThemes.NOUN, self.theme_list


@strawberry.input(description="Remplacer une liste qui n'est pas encore adoptée par une autre version.")
class AmendThemesInput(ThemeListCommandInput):
    title: str = field(description=TITLE)
    themes: list[ThemeInput] = field(description=THEMES)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        themes = tuple(each.draft() for each in self.themes)
        return platform.amend_themes(self.theme_list, self.title, themes, on=self.effective_on)


@strawberry.input(description="Adopter une liste pour une période ; celle qui vaut alors est remplacée.")
class AdoptThemesInput(ThemeListCommandInput):
    starts: date = field(description="Premier jour de la période.")
    ends: date = field(description="Dernier jour, compris, de la période.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.adopt_themes(self.theme_list, starts=self.starts, ends=self.ends, on=self.effective_on)


@strawberry.input(description="Diffuser une liste adoptée aux opérateurs d'un collège (M3-CADRE).")
class DiffuseThemesInput(ThemeListCommandInput):
    college: College = field(description="Le collège : B ou C.")
    operator_ids: list[ID] = field(
        default_factory=list, description="Des opérateurs nommés ; tous ceux du collège dans le bassin, sans eux."
    )

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        operators = tuple(uuid_of("Operator", each) for each in self.operator_ids)
        return platform.diffuse_themes(self.theme_list, self.college, operators=operators, on=self.effective_on)


@strawberry.input(description="Citer une thématique d'une liste adoptée par l'Instance du pôle.")
class CiteThemeInput(PoleCommandInput):
    PAYLOAD = PolePayload

    theme_id: ID = field(description="La thématique.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        themes, theme = theme_key(self.theme_id)
        return platform.cite_theme(self.pole, themes, theme, on=self.effective_on)
