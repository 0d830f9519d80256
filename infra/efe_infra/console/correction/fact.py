"""Conversion of an entry of the trail to a fact to correct, and the options of its form."""

from collections.abc import Mapping, Sequence

import msgspec

from efe_infra.console.correction.forms import Fact
from efe_infra.console.correction.generated import (
    CORRECTABLE_MEETINGS,
    CorrectableAuditEntry,
    CorrectableMeetingsMeeting,
    CorrectableResponse,
)
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


def meeting_option(meeting: CorrectableMeetingsMeeting) -> Option:
    name = meeting.body.name if meeting.body else tr("Réunion")
    return Option(meeting.id, tr("%(name)s, %(day)s", name=name, day=meeting.day))


async def citable_meetings(visit: PageRequest, bassin: str) -> list[CorrectableMeetingsMeeting]:
    """Returns the meetings of an Instance, the latest first."""
    return (await visit.ask_all(CORRECTABLE_MEETINGS, lambda answer: answer.meetings, bassin=bassin))[::-1]


def adopted(meetings: Sequence[CorrectableMeetingsMeeting]) -> list[Option]:
    """Returns the meetings of bodies whose adopted minutes may be cited."""
    return [meeting_option(each) for each in meetings if each.minutes_adopted_on and each.body]


def options(
    response: CorrectableResponse,
    meetings: Sequence[CorrectableMeetingsMeeting],
    parts: Sequence[Part],
    names: Mapping[str, str],
) -> dict[str, list[Option]]:
    """Returns the options of the fields without a search."""
    result = {"minutesMeetingId": adopted(meetings)}
    for each in parts:
        if each.enumeration:
            values = LABELS[each.enumeration].items()
            result[each.field.name] = [Option(value, tr(label.words)) for value, label in values]
        elif each.of and not each.field.is_search:
            citations = [meeting_option(meeting) for meeting in meetings if meeting.held_on]
            stored = recorded_option(response, each, names)
            result[each.field.name] = [
                *stored,
                *(each for each in citations if each.value not in {one.value for one in stored}),
            ]
    return result


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
    """Returns the searches of operators and persons, by their field."""

    async def operators(text: str) -> list[Option]:
        matches = (await visit.ask(OPERATORS, bassin=bassin, search=text)).operators.nodes
        return [Option(each.id, operator_words(each)) for each in matches]

    async def people(text: str) -> list[Option]:
        return [Option(each.id, each.display_name) for each in (await visit.ask(PEOPLE, search=text)).people]

    finders = {
        "Operator": (tr("Chercher un opérateur du bassin"), operators),
        "Person": (tr("Chercher une personne"), people),
    }
    return {
        each.field.name: await search_field(
            form, each.field.name, *finders[each.of], choices=recorded_option(response, each, names)
        )
        for each in parts
        if each.field.is_search
    }
