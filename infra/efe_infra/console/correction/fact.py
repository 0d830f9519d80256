"""A line of the trail as what may be corrected, and what may be chosen in the form of it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from efe_infra.console.correction.forms import Fact
from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.fact_fields import Part
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.commands import OPERATORS
from efe_infra.console.register.answers import Answers, Edges, Named, Person
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import LABELS
from efe_infra.console.register.links import Subject
from efe_infra.console.web.page_request import Visitor
from efe_infra.console.web.permissions import Standing
from efe_infra.console.web.rules import FormFrame


class Corrected(Subject, frozen=True):
    """Objects whose version is not told are corrected without comparing it."""

    version: int | None = None


class Sealed(Answers, frozen=True):
    state: str


class Entry(Answers, frozen=True):
    position: int
    version: int
    kind: str
    kind_label: str
    sentence: str
    sealed: Sealed | None
    subject: Corrected | None

    @property
    def fact(self) -> Fact:
        return Fact(self.kind, self.version, msgspec.json.decode(self.sealed.state) if self.sealed else {})


class Meeting(Answers, frozen=True):
    id: str
    day: date
    held_on: date | None
    minutes_adopted_on: date | None
    body: Named | None

    @property
    def option(self) -> Option:
        return Option(
            self.id, tr("%(name)s, %(day)s", name=self.body.name if self.body else tr("Réunion"), day=self.day)
        )


class CorrectablePage(FormFrame, frozen=True):
    viewer: Standing | None
    audit_trail: Edges[Entry]
    meetings: Edges[Meeting]


class People(Answers, frozen=True):
    people: tuple[Person, ...]


CORRECTABLE: Final = Document("correctable", CorrectablePage)
PEOPLE: Final = Document("people", People)


def adopted(found: CorrectablePage) -> list[Option]:
    """Meetings of bodies whose minutes may be cited."""
    return [each.option for each in found.meetings.nodes if each.minutes_adopted_on and each.body]


async def options(
    visit: Visitor, found: CorrectablePage, parts: Sequence[Part], bassin: str
) -> dict[str, list[Option]]:
    """What is found by what is searched for, and what was recorded, which a form may leave as it is."""
    search = visit.given("q")
    held = [each.option for each in found.meetings.nodes if each.held_on]
    known = {
        "Meeting": held,
        "Operator": await operators(visit, bassin, search),
        "Person": await people(visit, search),
    }
    recorded = found.audit_trail.nodes[0].fact.state
    result = {"minutesMeetingId": adopted(found)}
    for each in parts:
        if each.enumeration:
            values = LABELS[each.enumeration].items()
            result[each.field.name] = [Option(value, tr(label.words)) for value, label in values]
        elif each.of:
            own = each.text(recorded)
            kept = [Option(own, tr("Tel qu'il fut consigné (%(key)s)", key=key_of(own)[:8]))] if own else []
            others = [option for option in known[each.of] if option.value != own]
            result[each.field.name] = [*kept, *others]
    return result


async def operators(visit: Visitor, bassin: str, search: str | None) -> list[Option]:
    if search is None:
        return []
    found = (await visit.ask(OPERATORS, bassin=bassin, search=search)).operators
    return [Option(each.id, each.words) for each in found.nodes]


async def people(visit: Visitor, search: str | None) -> list[Option]:
    if search is None:
        return []
    return [Option(each.id, each.display_name) for each in (await visit.ask(PEOPLE, search=search)).people]
