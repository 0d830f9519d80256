"""Conversion of an entry of the trail to a fact to correct, and the options of its form."""

from collections.abc import Sequence

import msgspec

from efe_infra.console.correction.forms import Fact
from efe_infra.console.correction.generated import CorrectableAuditEntry, CorrectableMeeting, CorrectableResponse
from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.fact_fields import Part
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.generated import OPERATORS, PEOPLE
from efe_infra.console.pole.searches import operator_words
from efe_infra.console.register.labels import LABELS
from efe_infra.console.web.page_request import PageRequest


def fact_of(entry: CorrectableAuditEntry) -> Fact:
    return Fact(entry.kind, entry.version, msgspec.json.decode(entry.sealed.state) if entry.sealed else {})


def meeting_option(meeting: CorrectableMeeting) -> Option:
    name = meeting.body.name if meeting.body else tr("Réunion")
    return Option(meeting.id, tr("%(name)s, %(day)s", name=name, day=meeting.day))


def adopted(response: CorrectableResponse) -> list[Option]:
    """Returns the meetings of bodies whose adopted minutes may be cited."""
    return [meeting_option(each) for each in response.meetings.nodes if each.minutes_adopted_on and each.body]


async def options(
    visit: PageRequest, response: CorrectableResponse, parts: Sequence[Part], bassin: str
) -> dict[str, list[Option]]:
    """Returns the options of each field: the results of the search and the recorded value, which may stay."""
    search = visit.query("q")
    meetings = [meeting_option(each) for each in response.meetings.nodes if each.held_on]
    options_by_type = {
        "Meeting": meetings,
        "Operator": await operators(visit, bassin, search),
        "Person": await people(visit, search),
    }
    recorded_state = fact_of(response.audit_trail.nodes[0]).state
    result = {"minutesMeetingId": adopted(response)}
    for each in parts:
        if each.enumeration:
            values = LABELS[each.enumeration].items()
            result[each.field.name] = [Option(value, tr(label.words)) for value, label in values]
        elif each.of:
            own = each.text(recorded_state)
            current = [Option(own, tr("Tel qu'il fut consigné"))] if own else []
            others = [option for option in options_by_type[each.of] if option.value != own]
            result[each.field.name] = [*current, *others]
    return result


async def operators(visit: PageRequest, bassin: str, search: str | None) -> list[Option]:
    if search is None:
        return []
    response = await visit.ask(OPERATORS, bassin=bassin, search=search)
    return [Option(each.id, operator_words(each)) for each in response.operators.nodes]


async def people(visit: PageRequest, search: str | None) -> list[Option]:
    if search is None:
        return []
    return [Option(each.id, each.display_name) for each in (await visit.ask(PEOPLE, search=search)).people]
