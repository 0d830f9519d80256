"""Filters of lists of analyses, themes and opinions."""

from datetime import date
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.analysis.events import AnalysisSource, AnalysisSubject
from efe_domain.opinion.content import OpinionKind
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.global_id import key_of, malformed, uuid_or_none
from efe_graphql.request.context import Context
from efe_projections.analysis.reads import analyses
from efe_projections.analysis.rows import AnalysisRow
from efe_projections.engine.listing import Listing
from efe_projections.opinion.reads import among_known, opinions
from efe_projections.opinion.rows import OpinionRow, OpinionState
from efe_projections.themes.reads import theme_lists
from efe_projections.themes.rows import ThemeListRow


@strawberry.input(description="Quelles analyses : celles qui remplissent toutes les conditions données.")
class AnalysisFilter:
    bassin: Bassin | None = field(default=None, description="De ce bassin.")
    subject: AnalysisSubject | None = field(default=None, description="Sur ce sujet.")
    source: AnalysisSource | None = field(default=None, description="De cette sorte de source.")
    received: bool | None = field(default=None, description="Si une contribution est reçue.")
    adopted: bool | None = field(default=None, description="Si une synthèse est adoptée.")
    late_on: date | None = field(default=None, description="En retard ce jour-là.")
    remindable_on: date | None = field(default=None, description="Dont un rappel est à faire ce jour-là.")

    def listing(self, _context: Context) -> Listing[AnalysisRow]:
        return analyses(
            bassin=self.bassin,
            subject=self.subject,
            source=self.source,
            received=self.received,
            adopted=self.adopted,
            late_on=self.late_on,
            remindable_on=self.remindable_on,
        )


@strawberry.input(description="Quelles listes : celles qui remplissent toutes les conditions données.")
class ThemeListFilter:
    bassin: Bassin | None = field(default=None, description="De ce bassin.")
    adopted: bool | None = field(default=None, description="Si elle est adoptée.")
    in_force_on: date | None = field(default=None, description="En vigueur ce jour-là.")

    def listing(self, _context: Context) -> Listing[ThemeListRow]:
        return theme_lists(bassin=self.bassin, adopted=self.adopted, in_force_on=self.in_force_on)


@strawberry.input(description="Quels avis : ceux qui remplissent toutes les conditions données.")
class OpinionFilter:
    bassin: Bassin | None = field(default=None, description="De ce bassin.")
    kind: OpinionKind | None = field(default=None, description="De cette sorte.")
    state: OpinionState | None = field(default=None, description="Dans cet état.")
    pole_id: ID | None = field(default=None, description="De ce pôle.")
    project_id: ID | None = field(default=None, description="Sur ce projet.")
    theme_id: ID | None = field(default=None, description="Sur cette thématique.")
    overdue_on: date | None = field(default=None, description="En retard ce jour-là.")

    search: str | None = field(
        default=None,
        description="Des débuts de mots de son titre, de ses termes ou de son objet, "
        "sans égard à l'ordre, aux accents ni aux majuscules.",
    )

    def listing(self, _context: Context) -> Listing[OpinionRow]:
        found = opinions(
            bassin=self.bassin,
            kind=self.kind,
            state=self.state,
            pole=uuid_or_none("Pole", self.pole_id),
            project=uuid_or_none("Project", self.project_id),
            theme=theme_key(self.theme_id)[1] if self.theme_id else None,
            overdue_on=self.overdue_on,
            search=self.search,
        )
        return among_known(found)


def theme_key(text: str) -> tuple[UUID, UUID]:
    """The list of a theme, and the theme. Raises `BadUserInput`."""
    themes, _, theme = key_of("Theme", text).partition("/")
    try:
        return UUID(themes), UUID(theme)
    except ValueError:
        raise malformed(text) from None
