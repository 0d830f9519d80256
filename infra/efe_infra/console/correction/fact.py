"""Conversion of an entry of the trail to a fact to correct, and the options of its form."""

from collections.abc import Mapping, Sequence

import msgspec

from efe_infra.console.correction.cited_meetings import has_minutes, last_meetings, meeting_search, was_held
from efe_infra.console.correction.forms import MINUTES, Fact
from efe_infra.console.correction.generated import CorrectableAuditEntry, CorrectableResponse
from efe_infra.console.correction.proposed_names import names_of
from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.fact_fields import Part
from efe_infra.console.forms.field_search import FieldSearch, search_field
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.generated import OPERATORS, PEOPLE
from efe_infra.console.pole.searches import operator_words
from efe_infra.console.register.labels import LABELS
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest


def fact_of(entry: CorrectableAuditEntry) -> Fact:
    return Fact(entry.kind, entry.version, msgspec.json.decode(entry.sealed.state) if entry.sealed else {})


def options(parts: Sequence[Part]) -> dict[str, list[Option]]:
    """Returns the options of the fields without a search."""
    return {
        each.field.name: [Option(value, tr(label.words)) for value, label in LABELS[each.enumeration].items()]
        for each in parts
        if each.enumeration
    }


async def recorded_names(visit: PageRequest, response: CorrectableResponse, parts: Sequence[Part]) -> dict[str, str]:
    """Returns the names that the viewer may see of the recorded values, by global id."""
    state = fact_of(response.audit_trail.nodes[0]).state
    return await names_of(visit, {each.text(state) for each in parts if each.of and each.recorded(state)})


def recorded_option(response: CorrectableResponse, part: Part, names: Mapping[str, str]) -> list[Option]:
    """Returns the recorded value, which may stay; nothing without one."""
    value = part.text(fact_of(response.audit_trail.nodes[0]).state)
    return [Option(value, names.get(value, tr("Tel qu'il fut consigné")))] if value else []


async def searches(
    visit: PageRequest,
    response: CorrectableResponse,
    parts: Sequence[Part],
    bassin: str,
    form: Fields,
    names: Mapping[str, str],
) -> dict[str, FieldSearch]:
    """Returns the searches of operators, persons and meetings, by their field."""

    async def operators(text: str) -> list[Option]:
        matches = (await visit.ask(OPERATORS, bassin=bassin, search=text)).operators.nodes
        return [Option(each.id, operator_words(each)) for each in matches]

    async def people(text: str) -> list[Option]:
        return [Option(each.id, each.display_name) for each in (await visit.ask(PEOPLE, search=text)).people]

    finders = {
        "Operator": (tr("Chercher un opérateur du bassin"), operators),
        "Person": (tr("Chercher une personne"), people),
    }
    last = await last_meetings(visit, bassin)
    result = {MINUTES.name: await meeting_search(visit, bassin, form, MINUTES.name, has_minutes, last)}
    for each in parts:
        if each.field.is_search:
            name, choices = each.field.name, recorded_option(response, each, names)
            result[name] = (
                await search_field(form, name, *finders[each.of], choices=choices)
                if each.of in finders
                else await meeting_search(visit, bassin, form, name, was_held, last, choices)
            )
    return result
