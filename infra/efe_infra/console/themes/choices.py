"""Options of forms: themes that a pôle may cite, and axes and analyses on which a theme rests."""

from efe_infra.console.analysis.generated import ANALYSES_TO_CITE
from efe_infra.console.forms.command_form import Option
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import LABELS
from efe_infra.console.themes.generated import IDENTIFIED_AXES, THEMES_TO_CITE, ThemesToCiteThemeList
from efe_infra.console.web.page_request import PageRequest


async def citable_themes(visit: PageRequest, bassin: str) -> list[Option]:
    """Returns the themes of the adopted lists of an Instance. Accepts those of past lists without offering them."""
    lists = await visit.ask_all(THEMES_TO_CITE, lambda answer: answer.theme_lists, bassin=bassin)
    return [
        Option(
            theme.id,
            tr("%(theme)s (%(list)s)", theme=theme.label, list=each.title),
            offered=is_in_force(each),
        )
        for each in lists
        for theme in each.themes
    ]


def is_in_force(themes: ThemesToCiteThemeList) -> bool:
    """Tells whether the period of an adopted list is not over, and no other list has taken its place."""
    is_over = themes.ends is not None and themes.ends < today()
    return not is_over and (themes.superseded_since is None or themes.superseded_since > today())


async def axis_options(visit: PageRequest, bassin: str) -> list[Option]:
    response = await visit.ask(IDENTIFIED_AXES, bassin=bassin)
    axes = {each.axis.key: each.axis for each in (response.instance.axes if response.instance else ())}
    kinds = LABELS["AxisKind"]
    return [
        Option(key, tr("%(label)s (%(kind)s)", label=each.label, kind=tr(kinds[each.kind].words)))
        for key, each in axes.items()
    ]


async def analysis_options(visit: PageRequest, bassin: str) -> list[Option]:
    """Returns the analyses of an Instance, each with the words whether its synthesis is adopted."""
    analyses = await visit.ask_all(ANALYSES_TO_CITE, lambda answer: answer.analyses, bassin=bassin)
    return [
        Option(
            each.id,
            tr("%(question)s (%(provider)s, synthèse adoptée)", question=each.question, provider=each.provider)
            if each.adopted_on
            else tr(
                "%(question)s (%(provider)s, sans synthèse adoptée)", question=each.question, provider=each.provider
            ),
        )
        for each in analyses
    ]
