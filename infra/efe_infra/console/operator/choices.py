"""Options of the forms of an operator: communes, sites, axes, competences and bassins of a ressort."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from efe_domain.shared.bassins import communes
from efe_infra.console.axis.choices import axis_input, axis_options
from efe_infra.console.forms.command_form import Option, Several
from efe_infra.console.forms.field_search import FieldSearch, search_among
from efe_infra.console.language.formats import is_current
from efe_infra.console.language.translatable import tr
from efe_infra.console.operator.generated import OperatorIdentity
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest

COMMUNE_HINT: Final = tr("Début du nom ou code postal. Rien de ce qui est rempli ne se perd.")


def commune_search(form: Fields, field: str, bassins: Collection[str]) -> FieldSearch:
    """Returns the search of communes in some bassins; the choice of one names the Instance that acts."""
    choices = [
        Option(
            each.nis,
            each.name,
            Several(commune=each.nis, bassin=each.bassin.name),
            note=f"{', '.join(each.postcodes[:2])} · {BASSINS[each.bassin.name]}",
        )
        for each in communes().values()
        if each.bassin.name in bassins
    ]
    return search_among(form, field, tr("Chercher une commune"), choices, hint=COMMUNE_HINT, suggests=False)


async def competence_search(
    visit: PageRequest, form: Fields, operator: OperatorIdentity, bassins: Collection[str]
) -> FieldSearch:
    """Returns the search of axes of some Instances for which the operator is not recognised yet."""
    recognised = {f"{each.bassin}/{each.axis_key}" for each in operator.competences if is_current(each.until)}
    axes = await axis_options(visit, bassins, lambda bassin, axis: Several(axis=axis_input(axis), bassin=bassin))
    choices = [replace(each, offered=each.value not in recognised) for each in axes]
    return search_among(form, "axis", tr("Chercher un axe de l'Instance"), choices)


def sites(operator: OperatorIdentity, bassins: Collection[str]) -> list[Option]:
    return [
        Option(
            each.id,
            tr("%(commune)s, depuis le %(day)s", commune=each.commune.name, day=each.since),
            Several(siteId=each.id, bassin=each.bassin),
            offered=is_current(each.until),
        )
        for each in operator.sites
        if each.bassin in bassins
    ]


def competences(operator: OperatorIdentity, bassins: Collection[str]) -> list[Option]:
    options = {
        (each.bassin, each.axis_key, is_current(each.until)): Option(
            f"{each.bassin}/{each.axis_key}",
            tr("%(axis)s (%(bassin)s)", axis=each.label, bassin=BASSINS[each.bassin]),
            Several(axisKey=each.axis_key, bassin=each.bassin),
            offered=is_current(each.until),
        )
        for each in operator.competences
        if each.bassin in bassins
    }
    return sorted(options.values(), key=lambda each: not each.offered)


def ressorts(operator: OperatorIdentity, bassins: Collection[str]) -> list[Option]:
    own = {each.bassin: is_current(each.until) for each in operator.ressorts if each.bassin in bassins}
    return [Option(bassin, BASSINS[bassin], offered=current) for bassin, current in own.items()]
