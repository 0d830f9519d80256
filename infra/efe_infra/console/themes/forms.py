"""Forms for lists of common themes: drafts, adoption, diffusion (M3)."""

from collections.abc import Iterator
from typing import Any, Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, InvalidInput, by_slug
from efe_infra.console.language.translatable import tr

THEMES: Final = "themes"
MIN_AXES: Final = 2
"""Axes to which a theme is common, if it is common to no whole kind of axes."""
_TITLE: Final = Field(
    "title", "Titre de la liste", hint="Par exemple : Thématiques communes 2027-2029.", required=True
)
DRAFT: Final = CommandForm(
    slug="rediger-des-thematiques",
    title="Rédiger une liste de thématiques",
    lead="Des thématiques communes à des filières ou à des métiers, tirées des analyses de l'Instance. La liste"
    " s'adopte ensuite pour une période, puis se diffuse.",
    rule="M3",
    document=commands.DRAFT_THEMES,
    occasion="Analyses et thématiques",
    own=(_TITLE,),
    button="Enregistrer la liste",
)
"""Form without its rows, which `themes/page.py` adds."""
AMENDMENT: Final = CommandForm(
    slug="modifier",
    title="Modifier la liste",
    lead="Une nouvelle version remplace la précédente, tant que la liste n'est pas adoptée.",
    rule="M3",
    document=commands.AMEND_THEMES,
    occasion="La liste",
    own=(_TITLE,),
    button="Enregistrer la version",
)
"""Form without its rows, as `DRAFT`."""
ADOPTION: Final = CommandForm(
    slug="adopter",
    title="Adopter la liste",
    lead="La liste vaut pour une période ; celle qui valait est remplacée dès le premier jour de celle-ci. Adoptée,"
    " une liste ne change plus.",
    rule="M3-CADRE",
    document=commands.ADOPT_THEMES,
    occasion="La liste",
    own=(
        Field("starts", "Premier jour de la période", "day", required=True),
        Field("ends", "Dernier jour de la période", "day", required=True),
    ),
    irreversible=True,
)
DIFFUSION: Final = CommandForm(
    slug="diffuser",
    title="Diffuser la liste",
    lead="La liste adoptée va aux opérateurs d'un collège ; dès sa première diffusion, tous la voient.",
    rule="M3-CADRE",
    document=commands.DIFFUSE_THEMES,
    occasion="La liste",
    own=(
        Field("college", "Collège", "one_of", required=True, codes=("NOT_AN_AUDIENCE", "ALREADY_DIFFUSED")),
        Field(
            "operatorIds",
            "Seulement à ces opérateurs",
            "search_some",
            "Sans choix : à tous ceux du collège dans le bassin.",
        ),
    ),
    button="Consigner la diffusion",
)
THEME_COMMANDS: Final = by_slug(AMENDMENT, ADOPTION, DIFFUSION)
_TO_FILL: Final = tr("Ce champ est à remplir.")


def theme_fields(number: int) -> tuple[Field, ...]:
    """Returns the fields of one theme of a list."""
    theme = f"{THEMES}.{number}"
    return (
        Field(f"{theme}.label", tr("Libellé de la thématique"), kept=True, spare=True),
        Field(
            f"{theme}.orientation",
            tr("Orientation socio-économique de la Région qu'elle cite"),
            "text",
            kept=True,
            spare=True,
            codes=("NO_ORIENTATION",),
        ),
        Field(
            f"{theme}.kinds",
            tr("Commune à tous les axes de ces sortes"),
            "some_of",
            tr("Ou à deux filières ou métiers au moins, ci-dessous."),
            spare=True,
            codes=("NOT_COMMON",),
        ),
        Field(f"{theme}.axisKeys", tr("Commune à ces axes de l'Instance"), "some_of", spare=True),
        Field(
            f"{theme}.analysisIds",
            tr("Analyses sur lesquelles elle repose"),
            "some_of",
            tr("Quand la liste s'adopte, chacune a une synthèse adoptée."),
            spare=True,
            codes=("NO_ANALYSIS",),
        ),
    )


def faults_of(values: dict[str, Any]) -> Iterator[InvalidInput]:
    """Yields what a theme lacks, in each row that is begun; a list has at least one theme (M3-CADRE)."""
    for nth, theme in (values.get(THEMES) or {"0": {}}).items():
        path = f"{THEMES}.{nth}"
        yield from (
            InvalidInput(_TO_FILL, f"{path}.{each}") for each in ("label", "orientation") if not theme.get(each)
        )
        if not theme.get("analysisIds"):
            yield InvalidInput(tr("Une thématique repose sur au moins une analyse."), f"{path}.analysisIds")
        if not theme.get("kinds") and len(theme.get("axisKeys", ())) < MIN_AXES:
            words = tr("Une thématique est commune à une sorte d'axes, ou à deux filières ou métiers au moins.")
            yield InvalidInput(words, f"{path}.kinds")
