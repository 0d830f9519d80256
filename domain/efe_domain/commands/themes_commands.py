"""Commands of an Instance on its lists of common themes (M3), and their citation by pôles.

They are for a coordinator of the Instance; an account that acts in a pôle may cite. `on` is today when None.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from uuid import UUID

from efe_domain.analysis.analysis import Analysis
from efe_domain.commands.analysis_commands import analysis_of
from efe_domain.commands.authorization import acting_in, coordinating
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.instance.instance import AxisNotIdentified, InstanceBassin
from efe_domain.operator.operator import Operator
from efe_domain.shared import texts
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.colleges import College
from efe_domain.shared.errors import NotFound
from efe_domain.shared.ids import themes_id
from efe_domain.themes.themes import CommonThemes, ThemeDraft


@use_case
def draft_themes(
    uow: UseCases, bassin: str, title: str, themes: tuple[ThemeDraft, ...], *, on: date | None = None
) -> CommandResult:
    instance, day = coordinating(uow, bassin), uow.day(on)
    nth = 1 + sum(1 for _ in _lists(uow, bassin))
    drafted = uow.target(uow.load(CommonThemes, themes_id(bassin_of(bassin), nth)))
    _check_cited(uow, instance, themes, day)
    drafted.draft(bassin_of(bassin), nth, title, themes, on=day)
    return uow.record(drafted)


@use_case
def amend_themes(
    uow: UseCases, list_id: UUID, title: str, themes: tuple[ThemeDraft, ...], *, on: date | None = None
) -> CommandResult:
    (instance, drafted), day = _drafted(uow, list_id), uow.day(on)
    _check_cited(uow, instance, themes, day)
    drafted.amend(title, themes, on=day)
    return uow.record(drafted)


@use_case
def adopt_themes(uow: UseCases, list_id: UUID, *, starts: date, ends: date, on: date | None = None) -> CommandResult:
    """Adopts the list; it supersedes every adopted list whose period has not ended by its first day."""
    (_, drafted), day = _drafted(uow, list_id), uow.day(on)
    adopted = {each for each in drafted.analyses if uow.require(Analysis, each).adopted}
    superseded = [each for each in _lists(uow, drafted.bassin) if each.in_force_until(starts)]
    drafted.adopt(starts, ends, adopted, on=day)
    for each in superseded:
        each.supersede(drafted.id, since=starts, on=day)
    return uow.record(drafted, *superseded)


@use_case
def diffuse_themes(
    uow: UseCases, list_id: UUID, college: College, *, operators: tuple[UUID, ...] = (), on: date | None = None
) -> CommandResult:
    """Diffuses the list to the `operators`, or without any to all operators of the college in the bassin."""
    _, drafted = _drafted(uow, list_id)
    day = uow.day(on)
    reached = [(each, uow.require(Operator, each).as_candidate().college_on(day)) for each in operators]
    drafted.diffuse(college, reached, on=day)
    return uow.record(drafted)


@use_case
def cite_theme(uow: UseCases, pole_id: UUID, list_id: UUID, theme: UUID, *, on: date | None = None) -> CommandResult:
    """Cites a theme of an adopted list of the pôle's own Instance. Raises `NotFound` for one of another."""
    pole, day = uow.target(acting_in(uow, pole_id)), uow.day(on)
    themes = uow.require(CommonThemes, list_id)
    if themes.bassin != pole.bassin:
        raise NotFound(CommonThemes.NOUN, list_id)
    themes.check_cites(theme, day)
    pole.cite_theme(theme, list_id, on=day)
    return uow.record(pole)


def _drafted(uow: UseCases, list_id: UUID) -> tuple[InstanceBassin, CommonThemes]:
    drafted = uow.require(CommonThemes, list_id)
    return coordinating(uow, drafted.bassin), uow.target(drafted)


def _lists(uow: UseCases, bassin: str) -> Iterator[CommonThemes]:
    """Yields every list of an Instance, from the first."""
    for nth in count(1):
        themes = uow.load(CommonThemes, themes_id(bassin_of(bassin), nth))
        if not themes.exists:
            return
        yield themes


def _check_cited(uow: UseCases, instance: InstanceBassin, themes: Sequence[ThemeDraft], day: date) -> None:
    """Checks that axes are identified and analyses are its own. Raises `AxisNotIdentified` or `NotFound`."""
    for theme in themes:
        for key in theme.axes:
            if not instance.axes.cover(key, day):
                raise AxisNotIdentified("L'Instance n'a pas identifié l'axe {key} à cette date.", key=texts.cut(key))
        for analysis in theme.analyses:
            analysis_of(uow, instance.bassins[0], analysis)
