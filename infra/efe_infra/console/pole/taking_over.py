"""`/instances/{bassin}/actes/reprendre-un-pole`: a pôle older than the register, as its document shows it."""

from asyncio import gather
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from efe_domain.shared.texts import slug as plain
from efe_infra.console.axis.choices import axis_input
from efe_infra.console.document.recent import recent_documents
from efe_infra.console.forms.command_form import CommandForm, FieldGroup, InvalidInput, Option, StepButton
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.forms.parsers import row_count
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.composition import operators_of_bassin
from efe_infra.console.pole.generated import INSTANCE_COMMAND, PEOPLE, PeoplePerson
from efe_infra.console.pole.searches import operator_words
from efe_infra.console.pole.taking_over_forms import TAKING_OVER, taken_over_fields
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import bassin_at

pages = page_router(multilingual=True)
MEMBERS: Final = "members"
FIRST_ROWS: Final = 3
"""Rows of an empty form: a member for each college."""
SPEAKER: Final = "representativeId"
UNKNOWN: Final = tr("Aucune personne inscrite n'a ce nom. Inscrivez-la d'abord, depuis la page des personnes.")
SEVERAL: Final = tr(
    "Plusieurs personnes ont ce nom. Ajoutez la fonction après une virgule : « Anne Dupont, directrice »."
)

type Matches = Mapping[str, Sequence[str]]
"""Ids of the persons with each typed name."""


@form_at(pages, "/instances/{bassin}/actes/reprendre-un-pole")
async def taking_over_page(visit: PageRequest, bassin: str, form: Mapping[str, str]) -> CommandPage:
    name = bassin_at(bassin)
    answer = await visit.ask(INSTANCE_COMMAND, bassin=name)
    rows = row_count(form, MEMBERS, initial=FIRST_ROWS)
    operators = sorted(await operators_of_bassin(visit, name), key=lambda each: (each.college, plain(each.name)))
    members = [Option(each.id, operator_words(each)) for each in operators]
    axes = [each.axis for each in answer.instance.axes] if answer.instance else []
    return CommandPage(
        visit=visit,
        command=taking_over_form(rows, await persons_named(visit, form, rows)),
        frame=answer,
        subject_link=(BASSINS[name], f"/instances/{bassin}"),
        offers=Offers.of(answer.instance.available_commands if answer.instance else None),
        fixed={"bassin": name},
        options={
            "axis": [Option(each.key, each.label, axis_input(each)) for each in axes],
            "sha256": await recent_documents(visit, name),
            **{f"{MEMBERS}.{nth}.operatorId": members for nth in range(rows)},
        },
        bassin=name,
    )


def taking_over_form(rows: int, matches: Matches) -> CommandForm:
    last = rows - 1
    add = StepButton(MEMBERS, tr("Ajouter un membre"), f"partie-{MEMBERS}-{last}")
    groups = [
        FieldGroup(
            tr("Membre %(number)s", number=nth + 1), taken_over_fields(nth), buttons=(add,) if nth == last else ()
        )
        for nth in range(rows)
    ]
    check, shape = partial(faults_of, matches=matches), partial(with_persons, matches=matches)
    return replace(TAKING_OVER, groups=tuple(groups), check=check, shape=shape)


async def persons_named(visit: PageRequest, form: Mapping[str, str], rows: int) -> Matches:
    """Returns the persons with each name that the form has."""
    typed = (form.get(f"{MEMBERS}.{nth}.{SPEAKER}", "").strip() for nth in range(rows))
    names = list(dict.fromkeys(filter(None, typed)))
    answers = await gather(*(visit.ask(PEOPLE, search=each.partition(",")[0]) for each in names))
    return {
        name: [each.id for each in answer.people if plain(name) in names_of(each)]
        for name, answer in zip(names, answers, strict=True)
    }


def names_of(person: PeoplePerson) -> set[str]:
    """Returns the name of a person, and the name with the function, which tells namesakes apart."""
    return {plain(person.display_name), plain(f"{person.display_name}, {person.function}")}


def faults_of(values: dict[str, Any], *, matches: Matches) -> Iterator[InvalidInput]:
    for nth, member in values.get(MEMBERS, {}).items():
        count = len(matches.get(member.get(SPEAKER, ""), ())) if member.get(SPEAKER) else 1
        if count != 1:
            yield InvalidInput(SEVERAL if count else UNKNOWN, f"{MEMBERS}.{nth}.{SPEAKER}")


def with_persons(values: dict[str, Any], *, matches: Matches) -> dict[str, Any]:
    """Replaces the name of each representative by the id of the person, if one person has it."""
    for member in values.get(MEMBERS, ()):
        persons = matches.get(member.pop(SPEAKER, ""), ())
        if len(persons) == 1:
            member[SPEAKER] = persons[0]
    return values
