"""The commands of an Instance on its lists of common themes (M3), and their citation by pôles."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from uuid import UUID

from efe_domain.analysis.analysis import Analysis
from efe_domain.commands.analysis_commands import AnalysisCommands
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.instance.instance import AxisNotIdentified, InstanceBassin
from efe_domain.operator.operator import Operator
from efe_domain.shared import texts
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.colleges import College
from efe_domain.shared.errors import NotFound
from efe_domain.shared.ids import themes_id
from efe_domain.themes.themes import CommonThemes, ThemeDraft


class ThemesCommands(AnalysisCommands):
    """Commands of a coordinator of the Instance; an account that acts in a pôle may cite. `on` defaults to today."""

    @use_case
    def draft_themes(
        self, bassin: str, title: str, themes: tuple[ThemeDraft, ...], *, on: date | None = None
    ) -> CommandResult:
        instance, day = self.coordinating(bassin), self.day(on)
        nth = 1 + sum(1 for _ in self._lists(bassin))
        drafted = self.target(self.load(CommonThemes, themes_id(bassin_of(bassin), nth)))
        self._check_cited(instance, themes, day)
        drafted.draft(bassin_of(bassin), nth, title, themes, on=day)
        return self.record(drafted)

    @use_case
    def amend_themes(
        self, list_id: UUID, title: str, themes: tuple[ThemeDraft, ...], *, on: date | None = None
    ) -> CommandResult:
        (instance, drafted), day = self._drafted(list_id), self.day(on)
        self._check_cited(instance, themes, day)
        drafted.amend(title, themes, on=day)
        return self.record(drafted)

    @use_case
    def adopt_themes(self, list_id: UUID, *, starts: date, ends: date, on: date | None = None) -> CommandResult:
        """Adopts the list; it supersedes every adopted list whose period has not ended by its first day."""
        (_, drafted), day = self._drafted(list_id), self.day(on)
        adopted = {each for each in drafted.analyses if self.require(Analysis, each).adopted}
        superseded = [each for each in self._lists(drafted.bassin) if each.in_force_until(starts)]
        drafted.adopt(starts, ends, adopted, on=day)
        for each in superseded:
            each.supersede(drafted.id, since=starts, on=day)
        return self.record(drafted, *superseded)

    @use_case
    def diffuse_themes(
        self, list_id: UUID, college: College, *, operators: tuple[UUID, ...] = (), on: date | None = None
    ) -> CommandResult:
        """Diffuses the list to the `operators`, or without any to all operators of the college in the bassin."""
        _, drafted = self._drafted(list_id)
        day = self.day(on)
        reached = [(each, self.require(Operator, each).as_candidate().college_on(day)) for each in operators]
        drafted.diffuse(college, reached, on=day)
        return self.record(drafted)

    @use_case
    def cite_theme(self, pole_id: UUID, list_id: UUID, theme: UUID, *, on: date | None = None) -> CommandResult:
        """Cites a theme of an adopted list of the pôle's own Instance. Raises `NotFound` for one of another."""
        pole, day = self.target(self.acting_in(pole_id)), self.day(on)
        themes = self.require(CommonThemes, list_id)
        if themes.bassin != pole.bassin:
            raise NotFound(CommonThemes.NOUN, list_id)
        themes.check_cites(theme, day)
        pole.cite_theme(theme, list_id, on=day)
        return self.record(pole)

    def _drafted(self, list_id: UUID) -> tuple[InstanceBassin, CommonThemes]:
        drafted = self.require(CommonThemes, list_id)
        return self.coordinating(drafted.bassin), self.target(drafted)

    def _lists(self, bassin: str) -> Iterator[CommonThemes]:
        """Yields every list of an Instance, from the first."""
        for nth in count(1):
            themes = self.load(CommonThemes, themes_id(bassin_of(bassin), nth))
            if not themes.exists:
                return
            yield themes

    def _check_cited(self, instance: InstanceBassin, themes: Sequence[ThemeDraft], day: date) -> None:
        """Checks that axes are identified and analyses are its own. Raises `AxisNotIdentified` or `NotFound`."""
        for theme in themes:
            for key in theme.axes:
                if not instance.axes.cover(key, day):
                    raise AxisNotIdentified(
                        "L'Instance n'a pas identifié l'axe {key} à cette date.", key=texts.cut(key)
                    )
            for analysis in theme.analyses:
                self.analysis_of(instance.bassins[0], analysis)
