"""Aggregate of a list of common themes: drafted, adopted for a period, diffused, superseded (M3)."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import assert_never
from uuid import UUID, uuid5

import msgspec

from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import Invalid, NotFound
from efe_domain.themes.events import (
    Theme,
    ThemesAdopted,
    ThemesAmended,
    ThemesDiffused,
    ThemesDrafted,
    ThemesEvent,
    ThemesSuperseded,
)
from efe_domain.themes.refusals import (
    AlreadyDiffused,
    AnalysisNotAdopted,
    NoAnalysis,
    NoOrientation,
    NotAnAudience,
    NotCommon,
    NoTheme,
    SameThemes,
    ThemesAlreadyDrafted,
    ThemesAreAdopted,
    ThemesNotAdopted,
)

MOST_THEMES, MOST_AXES, MOST_ANALYSES, MOST_ADDRESSEES = 50, 50, 50, 500
COMMON_KINDS = {AxisKind.FILIERE, AxisKind.METIER}
AUDIENCE = {College.B, College.C}


class ThemeDraft(msgspec.Struct, frozen=True, kw_only=True):
    """Requested theme; its id follows from its list and its label."""

    label: str
    kinds: tuple[AxisKind, ...] = ()
    axes: tuple[str, ...] = ()
    analyses: tuple[UUID, ...] = ()
    orientation: str = ""


class CommonThemes(Aggregate[ThemesEvent], kind="themes", noun="Liste de thématiques"):
    """List of common themes; each rests on analyses and an orientation of the Region. Adopted, it never changes."""

    bassin: Bassin

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.number = 0
        self.title = ""
        self.themes: tuple[Theme, ...] = ()
        self.written_on = date.max
        self.adopted_on: date | None = None
        self.period: tuple[date, date] | None = None
        self.diffused: dict[College, set[UUID]] = {}
        self.diffused_to_all: set[College] = set()
        self.superseded_since: date | None = None

    @property
    def bassins(self) -> tuple[str, ...]:
        return (self.bassin,) if self.number else ()

    @property
    def begins(self) -> date | None:
        """The first day of the period for which it was adopted."""
        return self.period[0] if self.period else None

    @property
    def analyses(self) -> tuple[UUID, ...]:
        """Every analysis that a theme cites."""
        return tuple(sorted({analysis for theme in self.themes for analysis in theme.analyses}))

    def draft(self, bassin: Bassin, nth: int, title: str, themes: Sequence[ThemeDraft], *, on: date) -> None:
        """`nth` counts the lists of the Instance from 1."""
        if self.exists:
            raise ThemesAlreadyDrafted("Cette liste est déjà rédigée depuis le {since}.", since=self.written_on)
        title, clean = texts.name(title, "title"), self._clean(themes)
        self.record(ThemesDrafted(bassin=bassin, nth=nth, title=title, themes=clean, effective_on=on))

    def amend(self, title: str, themes: Sequence[ThemeDraft], *, on: date) -> None:
        self._check_draft()
        check_not_before(on, self.written_on, "la version précédente de la liste")
        title, clean = texts.name(title, "title"), self._clean(themes)
        if (title, clean) == (self.title, self.themes):
            raise SameThemes("Cette version ne change rien à la liste.")
        self.record(ThemesAmended(number=self.number + 1, title=title, themes=clean, effective_on=on))

    def adopt(self, starts: date, ends: date, adopted_analyses: Collection[UUID], *, on: date) -> None:
        """Adopts the list for a period of both days included. `adopted_analyses` have an adopted synthesis."""
        self._check_draft()
        check_not_before(on, self.written_on, "la dernière version de la liste")
        if ends < starts:
            raise Invalid("ends", "La période se termine avant de commencer.")
        if unsure := [theme.label for theme in self.themes if not set(theme.analyses) <= set(adopted_analyses)]:
            raise AnalysisNotAdopted("Des thématiques reposent sur une analyse sans synthèse adoptée.", *unsure)
        self.record(ThemesAdopted(number=self.number, starts=starts, ends=ends, effective_on=on))

    def diffuse(self, college: College, operators: Sequence[tuple[UUID, College]], *, on: date) -> None:
        """Diffuses the list to the operators, each with its college, or to every operator of the college in the
        bassin.
        """
        self._check_adopted(on)
        if college not in AUDIENCE or any(of is not college for _, of in operators):
            raise NotAnAudience(
                "Une liste est diffusée aux opérateurs d'enseignement, de formation, d'emploi et d'insertion, collège"
                " par collège (B ou C)."
            )
        if len(operators) > MOST_ADDRESSEES:
            raise Invalid("operatorIds", "Il y en a {most} au plus.", most=MOST_ADDRESSEES)
        reached = {operator for operator, _ in operators}
        if college in self.diffused_to_all or (reached and reached <= self.diffused.get(college, set())):
            raise AlreadyDiffused("La liste est déjà diffusée à ces opérateurs.")
        self.record(
            ThemesDiffused(
                college=college,
                operators=tuple(sorted(reached)),
                effective_on=on,
            )
        )

    def supersede(self, by: UUID, *, since: date, on: date) -> None:
        """Raises `TooEarly` when the next list would not begin after this one."""
        if self.period:
            check_not_before(since, self.period[0], "le début de la liste que celle-ci remplace")
        self.record(ThemesSuperseded(by=by, since=since, effective_on=on))

    def in_force_until(self, day: date) -> bool:
        """Tells whether it is in force until that day, when another list begins."""
        return self.period is not None and self.superseded_since is None and day <= self.period[1]

    def check_cites(self, theme: UUID, on: date) -> None:
        """Raises `NotFound` for a theme that is not its own, `ThemesNotAdopted` or `TooEarly`."""
        if all(each.id != theme for each in self.themes):
            raise NotFound("Thématique", theme)
        self._check_adopted(on)

    def _check_draft(self) -> None:
        if self.adopted_on is not None:
            raise ThemesAreAdopted("Cette liste est adoptée depuis le {since}.", since=self.adopted_on)

    def _check_adopted(self, on: date) -> None:
        if self.adopted_on is None:
            raise ThemesNotAdopted("Cette liste n'est pas adoptée.")
        check_not_before(on, self.adopted_on, "l'adoption de la liste")

    def _clean(self, themes: Sequence[ThemeDraft]) -> tuple[Theme, ...]:
        if not themes:
            raise NoTheme("Une liste compte au moins une thématique.")
        if len(themes) > MOST_THEMES:
            raise Invalid("themes", "Il y en a {most} au plus.", most=MOST_THEMES)
        clean = {theme.id: theme for theme in (clean_theme(self.id, draft) for draft in themes)}
        if len(clean) < len(themes):
            raise Invalid("themes", "Une thématique ne figure qu'une fois dans la liste.")
        return tuple(clean.values())

    def _apply(self, event: ThemesEvent) -> None:
        match event:
            case ThemesDrafted(bassin=bassin, title=title, themes=themes, effective_on=on):
                self.bassin, self.number = bassin, 1
                self.title, self.themes, self.written_on = title, themes, on
            case ThemesAmended(number=number, title=title, themes=themes, effective_on=on):
                self.number, self.title, self.themes, self.written_on = number, title, themes, on
            case ThemesAdopted(starts=starts, ends=ends, effective_on=on):
                self.adopted_on, self.period = on, (starts, ends)
            case ThemesDiffused(college=college, operators=operators):
                self.diffused.setdefault(college, set()).update(operators)
                if not operators:
                    self.diffused_to_all.add(college)
            case ThemesSuperseded(since=since):
                self.superseded_since = since
            case _:
                assert_never(event)


def clean_theme(list_id: UUID, draft: ThemeDraft) -> Theme:
    """Returns the theme in its stored form. Raises `NotCommon`, `NoAnalysis`, `NoOrientation` or
    `Invalid`.
    """
    label = texts.name(draft.label, "themes.label")
    if len(draft.axes) > MOST_AXES or len(draft.analyses) > MOST_ANALYSES:
        raise Invalid(
            "themes",
            "Une thématique cite {axes} axes et {analyses} analyses au plus.",
            axes=MOST_AXES,
            analyses=MOST_ANALYSES,
        )
    axes = tuple(sorted({texts.name(key, "themes.axes") for key in draft.axes}))
    common = [key for key in axes if key.partition(":")[0] in COMMON_KINDS]
    if not (COMMON_KINDS & set(draft.kinds)) and len(common) < 2:
        raise NotCommon(
            "La thématique « {label} » n'est commune ni à une sorte d'axes, ni à deux filières ou métiers.",
            label=label,
        )
    if not draft.analyses:
        raise NoAnalysis("La thématique « {label} » ne repose sur aucune analyse.", label=label)
    if not draft.orientation.strip():
        raise NoOrientation(
            "La thématique « {label} » ne cite aucune orientation socio-économique de la Région.", label=label
        )
    return Theme(
        id=uuid5(list_id, texts.slug(label)),
        label=label,
        kinds=tuple(sorted(set(draft.kinds))),
        axes=axes,
        analyses=tuple(sorted(set(draft.analyses))),
        orientation=texts.text(draft.orientation, "themes.orientation"),
    )
