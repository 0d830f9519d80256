"""Searches inside the forms of a pôle: operators of the bassin, and persons who speak for a member."""

from collections.abc import Mapping, Sequence

from efe_domain.shared.texts import slug
from efe_infra.console.forms.command_form import CommandForm, Option
from efe_infra.console.forms.field_search import FieldSearch, search_field, with_first_search
from efe_infra.console.language.formats import is_current
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.forms import DESIGNATION, SPEAKERS
from efe_infra.console.pole.generated import OPERATORS, PEOPLE, OperatorsOperator, PoleCommandPole
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest


async def searches_for(
    visit: PageRequest, command: CommandForm, pole: PoleCommandPole, form: Fields
) -> Mapping[str, FieldSearch]:
    """Returns the searches of a form; `q` in its address is the first search."""
    if command is DESIGNATION:
        return {"operatorId": await operator_search(visit, pole, form)}
    if field := SPEAKERS.get(command.slug):
        return {field: await speaker_search(visit, pole, form, field)}
    return {}


async def operator_search(visit: PageRequest, pole: PoleCommandPole, form: Fields) -> FieldSearch:
    """Returns the search of operators; those that are competent for the axis of the pôle are offered before it."""
    seats = pole.dossier.memberships if pole.dossier else ()
    seated = {each.operator.id for each in seats if each.operator and is_current(each.until)}

    def options(operators: Sequence[OperatorsOperator]) -> list[Option]:
        return [Option(each.id, operator_words(each), offered=each.id not in seated) for each in operators]

    async def find(text: str) -> Sequence[Option]:
        return options((await visit.ask(OPERATORS, bassin=pole.bassin, search=text)).operators.nodes)

    competent = (await visit.ask(OPERATORS, bassin=pole.bassin, axisKey=pole.axis.key)).operators.nodes
    label, hint = tr("Chercher un opérateur du bassin"), tr("Des débuts de mots de son nom, ou son numéro.")
    searched = with_first_search(form, "operatorId", visit.query("q"))
    return await search_field(searched, "operatorId", label, find, hint=hint, suggestions=options(competent))


async def speaker_search(visit: PageRequest, pole: PoleCommandPole, form: Fields, field: str) -> FieldSearch:
    """Returns the search of persons; those who speak for a member are offered before it."""
    seats = [each for each in (pole.dossier.memberships if pole.dossier else ()) if is_current(each.until)]
    speakers = [each for seat in seats for each in (seat.representative, seat.substitute) if each]
    people = {each.id: each.display_name for each in speakers if not each.forgotten}

    async def find(text: str) -> Sequence[Option]:
        return [Option(each.id, each.display_name) for each in (await visit.ask(PEOPLE, search=text)).people]

    members = [Option(person, name) for person, name in sorted(people.items(), key=lambda each: slug(each[1]))]
    searched = with_first_search(form, field, visit.query("q"))
    return await search_field(searched, field, tr("Chercher une personne"), find, suggestions=members)


def operator_words(operator: OperatorsOperator) -> str:
    if operator.number == operator.name:
        return tr("%(name)s (collège %(college)s)", name=operator.name, college=operator.college)
    return tr(
        "%(name)s (collège %(college)s, %(number)s)",
        name=operator.name,
        college=operator.college,
        number=operator.number,
    )
