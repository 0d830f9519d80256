"""`/instances/{bassin}/thematiques`, `/thematiques/{key}`: lists of common themes, and forms of their commands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.command_form import CommandForm, FieldGroup, Option, Options, StepButton
from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.field_search import FieldSearch, search_field
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import CommandLink, Offers, links_to
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.forms.parsers import row_count
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS, Label
from efe_infra.console.themes.choices import analysis_options, axis_options
from efe_infra.console.themes.forms import (
    ADOPTION,
    AMENDMENT,
    DIFFUSION,
    DRAFT,
    THEME_COMMANDS,
    THEMES,
    faults_of,
    theme_fields,
)
from efe_infra.console.themes.generated import (
    OPERATORS_TO_REACH,
    POLES_OF_THEME,
    THEME_CITATIONS,
    THEME_LIST_COMMAND,
    THEME_LIST_DOSSIER,
    THEMES_DRAFT,
    THEMES_OF_INSTANCE,
    PolesOfThemePole,
    ThemeListCommandThemeList,
    ThemeListLine,
)
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import live_updates
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)
DRAFTED: Final = Label(tr("En rédaction"), "wait")
COMING: Final = Label(tr("Adoptée, à venir"), "good")
IN_FORCE: Final = Label(tr("En vigueur"), "good")
OVER: Final = Label(tr("Période passée"))
REPLACED: Final = Label(tr("Remplacée"))
AUDIENCE: Final = ("B", "C")
"""Colleges to which a list is diffused (M3-CADRE)."""
COLLEGES: Final = tuple(Option(each, tr("Collège %(college)s", college=each)) for each in AUDIENCE)
OPERATORS_FIELD: Final = "operatorIds"
CHOSEN_THEME: Final = "theme"
"""Parameter with the number of the theme of which the page has all pôles."""


@dataclass(frozen=True)
class ThemeRows:
    """Rows of a form of themes, with the options of each."""

    count: int
    kinds: list[Option]
    axes: list[Option]
    analyses: list[Option]

    def added_to(self, command: CommandForm) -> CommandForm:
        last = self.count - 1
        add = StepButton(THEMES, tr("Ajouter une thématique"), f"partie-{THEMES}-{last}")
        groups = [
            FieldGroup(
                tr("Thématique %(number)s", number=nth + 1),
                theme_fields(nth),
                buttons=(add,) if nth == last else (),
            )
            for nth in range(self.count)
        ]
        return replace(command, groups=tuple(groups), check=faults_of)

    @property
    def options(self) -> Options:
        choices = {"kinds": self.kinds, "axisKeys": self.axes, "analysisIds": self.analyses}
        return {f"{THEMES}.{nth}.{name}": each for nth in range(self.count) for name, each in choices.items()}


def state_of(themes: ThemeListLine, day: date) -> Label:
    if themes.adopted_on is None or themes.starts is None or themes.ends is None:
        return DRAFTED
    if themes.superseded_since and themes.superseded_since <= day:
        return REPLACED
    if day < themes.starts:
        return COMING
    return IN_FORCE if day <= themes.ends else OVER


@pages.get("/instances/{bassin}/thematiques")
async def theme_lists(visit: Visit, bassin: str) -> Response:
    name, here = bassin_at(bassin), f"/instances/{bassin}"
    response = await visit.ask(THEMES_OF_INSTANCE, bassin=name, after=visit.query("apres"))
    offers = Offers.of(response.instance.available_commands if response.instance else None)
    return visit.page(
        "themes/list.html",
        response,
        bassin=name,
        here=f"{here}/thematiques",
        day=visit.moment.law_day or today(),
        state_of=state_of,
        menu=offers.menu([CommandLink(DRAFT, f"{here}/actes/{DRAFT.slug}")]),
        updates=live_updates(response.viewer, [name]),
    )


@pages.get("/thematiques/{key:uuid}")
async def theme_list(visit: Visit, key: UUID) -> Response:
    response = await visit.ask(THEME_LIST_DOSSIER, id=global_id("ThemeList", str(key)))
    dossier, here = require(response.theme_list), f"/thematiques/{key}"
    axes = await axis_options(visit, dossier.bassin)
    cited = require((await visit.ask(THEME_CITATIONS, id=global_id("ThemeList", str(key)))).theme_list)
    return visit.page(
        "themes/page.html",
        response,
        here=here,
        state=state_of(dossier, visit.moment.law_day or today()),
        axes={each.value: each.words for each in axes},
        poles_of={each.id: each.poles for each in cited.themes},
        all_poles_of=await all_poles(visit, [each.id for each in cited.themes]),
        menu=Offers.of(dossier.available_commands).menu(links_to(here, THEME_COMMANDS)),
        updates=live_updates(response.viewer, [dossier.bassin]),
    )


async def all_poles(visit: PageRequest, themes: Sequence[str]) -> dict[str, list[PolesOfThemePole]]:
    """Returns all pôles that cite the theme whose number the address has; nothing without one."""
    return {
        theme: await visit.ask_all(POLES_OF_THEME, lambda answer: require(answer.node).poles, id=theme)
        for number, theme in enumerate(themes, start=1)
        if visit.query(CHOSEN_THEME) == str(number)
    }


@form_at(pages, "/thematiques/{key:uuid}/actes/{slug}")
async def theme_list_page(visit: PageRequest, key: UUID, slug: str, form: Fields) -> CommandPage:
    command = require(THEME_COMMANDS.get(slug))
    response = await visit.ask(THEME_LIST_COMMAND, id=global_id("ThemeList", str(key)))
    dossier = require(response.theme_list)
    page = CommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(dossier.title, f"/thematiques/{key}"),
        offers=Offers.of(dossier.available_commands),
        fixed={"themeListId": dossier.id},
        bassin=dossier.bassin,
        subject=dossier.id,
        version=dossier.version,
    )
    if command is AMENDMENT:
        rows = await theme_rows(visit, dossier.bassin, form, initial=len(dossier.themes))
        return replace(page, command=rows.added_to(command), options=rows.options, initial=current_themes(dossier))
    if command is DIFFUSION:
        searches = {OPERATORS_FIELD: await audience_search(visit, form, dossier.bassin)}
        return replace(page, options={"college": COLLEGES}, searches=searches)
    return replace(page, initial={"starts": today().isoformat()}) if command is ADOPTION else page


@form_at(pages, "/instances/{bassin}/actes/rediger-des-thematiques")
async def draft_page(visit: PageRequest, bassin: str, form: Fields) -> CommandPage:
    name = bassin_at(bassin)
    response = await visit.ask(THEMES_DRAFT, bassin=name)
    rows = await theme_rows(visit, name, form, initial=1)
    return CommandPage(
        visit=visit,
        command=rows.added_to(DRAFT),
        frame=response,
        subject_link=(tr("Thématiques de %(name)s", name=BASSINS[name]), f"/instances/{bassin}/thematiques"),
        offers=Offers.of(response.instance.available_commands if response.instance else None),
        fixed={"bassin": name},
        options=rows.options,
        bassin=name,
    )


async def theme_rows(visit: PageRequest, bassin: str, form: Fields, *, initial: int) -> ThemeRows:
    return ThemeRows(
        row_count(form, THEMES, initial=initial),
        options_of("AxisKind"),
        await axis_options(visit, bassin),
        await analysis_options(visit, bassin),
    )


def current_themes(dossier: ThemeListCommandThemeList) -> dict[str, str]:
    """Returns the last version of a list as the initial values of a form."""
    values = {"title": dossier.title}
    for nth, each in enumerate(dossier.themes):
        values |= {
            f"{THEMES}.{nth}.label": each.label,
            f"{THEMES}.{nth}.kinds": "\n".join(each.kinds),
            f"{THEMES}.{nth}.axisKeys": "\n".join(each.axis_keys),
            f"{THEMES}.{nth}.analysisIds": "\n".join(analysis.id for analysis in each.analyses),
            f"{THEMES}.{nth}.orientation": each.orientation,
        }
    return values


async def audience_search(visit: PageRequest, form: Fields, bassin: str) -> FieldSearch:
    """Returns the search of operators of the bassin in the colleges to which a list is diffused."""

    async def find(text: str) -> Sequence[Option]:
        matches = (await visit.ask(OPERATORS_TO_REACH, bassin=bassin, search=text)).operators.nodes
        return [
            Option(each.id, tr("%(name)s (collège %(college)s)", name=each.name, college=each.college))
            for each in matches
            if each.college in AUDIENCE
        ]

    return await search_field(form, OPERATORS_FIELD, tr("Chercher un opérateur du bassin"), find)
