"""`/poles/{key}/actes/composer`: several members of a pôle with their representatives, in one form."""

from asyncio import gather
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec

from efe_domain.shared.texts import slug
from efe_infra.console.forms.command_form import CommandForm, FieldGroup, InvalidInput, Option, Options, StepButton
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.outcome import Done
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.forms.parsers import row_count
from efe_infra.console.forms.submission import Submission
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.held_meetings import body_meetings
from efe_infra.console.pole.forms import COMPOSITION, NEW_PERSON, member_fields
from efe_infra.console.pole.generated import (
    OPERATORS,
    PEOPLE,
    POLE_COMPOSITION,
    OperatorsOperator,
    PoleCompositionPole,
)
from efe_infra.console.pole.searches import operator_words
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)
MEMBERS: Final = "members"
FIRST_ROWS: Final = 3
"""Rows of an empty form: a member for each college."""
PEOPLE_SHOWN: Final = "personnes"
"""Hidden field with the persons that the form offers."""
PAGE_SIZE: Final = 100
MAX_PAGES: Final = 5
NO_OPERATOR: Final = tr(
    "Aucun opérateur du bassin n'est encore reconnu compétent pour cet axe : l'Instance le reconnaît d'abord."
)
SEVERAL_PERSONS: Final = tr("Choisissez une personne connue ou nommez-en une nouvelle, pas les deux.")
NO_MEMBER: Final = tr("Un membre au moins est attendu.")
TO_FILL: Final = tr("Ce champ est à remplir.")


class CompositionPage(CommandPage):
    """Form of a composition; its dry run names the members and those who represent them."""

    def notes(self, _answer: Done, submission: Submission) -> Iterator[str]:
        for group in self.command.groups:
            operator, person, *names = (field.name for field in group.fields)
            if not submission.typed[operator]:
                continue
            given_name, family_name = (submission.typed[each].strip() for each in names[:2])
            person_id = submission.typed[person]
            name = (
                self._words(person, person_id) if person_id not in {"", NEW_PERSON} else f"{given_name} {family_name}"
            )
            words = self._words(operator, submission.typed[operator])
            if name.strip():
                yield tr("%(operator)s siège, représenté par %(person)s.", operator=words, person=name)
            else:
                yield tr("%(operator)s siège, sans représentant : il ne compte pas encore.", operator=words)

    def _words(self, field: str, value: str) -> str:
        return next(each.words for each in self.options[field] if each.value == value)


@form_at(pages, "/poles/{key:uuid}/actes/composer")
async def composition_page(visit: PageRequest, key: UUID, form: Mapping[str, str]) -> CompositionPage:
    answer = await visit.ask(POLE_COMPOSITION, id=global_id("Pole", str(key)))
    pole = require(answer.pole)
    operators = await operators_of_bassin(visit, pole.bassin, pole.axis.key)
    namesakes = await find_namesakes(visit, pole, form)
    people = people_of(pole) | shown_people(form) | {each.value: each.words for each in namesakes.values()}
    rows = row_count(form, MEMBERS, initial=FIRST_ROWS)
    return CompositionPage(
        visit=visit,
        command=composition_form(rows, namesakes, has_operators=bool(operators)),
        frame=answer,
        subject_link=(pole.name, f"/poles/{key}"),
        offers=Offers.of(pole.available_commands),
        fixed={"poleId": pole.id},
        options={
            "meetingId": await body_meetings(visit, pole.bassin),
            **row_options(rows, pole, operators, people),
        },
        bassin=pole.bassin,
        subject=pole.id,
        version=pole.version,
        hidden={PEOPLE_SHOWN: msgspec.json.encode(people).decode()},
    )


def composition_form(rows: int, namesakes: Mapping[str, Option], *, has_operators: bool) -> CommandForm:
    last = rows - 1
    add = StepButton(MEMBERS, tr("Ajouter un membre"), f"partie-{MEMBERS}-{last}")
    groups = [
        FieldGroup(
            tr("Membre %(number)s", number=nth + 1),
            member_fields(nth),
            hint="" if has_operators or nth else NO_OPERATOR,
            buttons=(add,) if nth == last else (),
        )
        for nth in range(rows)
    ]
    return replace(
        COMPOSITION, groups=tuple(groups), check=partial(faults_of, namesakes=namesakes), shape=without_marks
    )


def row_options(
    rows: int, pole: PoleCompositionPole, operators: list[OperatorsOperator], names: Mapping[str, str]
) -> Options:
    """Returns the options of each row. Accepts members without offering them: a form may be sent again."""
    seats = pole.dossier.memberships if pole.dossier else ()
    seated = {each.operator.id for each in seats if each.operator}
    local = seat_options(operators, seated)
    people = [Option(person, name) for person, name in sorted(names.items(), key=lambda each: slug(each[1]))]
    newcomer = Option(NEW_PERSON, tr("Une nouvelle personne"))
    options: dict[str, list[Option]] = {}
    for nth in range(rows):
        options[f"{MEMBERS}.{nth}.operatorId"] = local
        options[f"{MEMBERS}.{nth}.representative.personId"] = [newcomer, *people]
    return options


def seat_options(operators: Sequence[OperatorsOperator], seated: Collection[str] = ()) -> list[Option]:
    """Returns the operators by college and name; those that sit already are accepted and not offered."""
    sorted_operators = sorted(operators, key=lambda each: (each.college, slug(each.name)))
    return [Option(each.id, operator_words(each), offered=each.id not in seated) for each in sorted_operators]


def people_of(pole: PoleCompositionPole) -> dict[str, str]:
    """Returns the names of the persons who represent a member, by their id."""
    seats = pole.dossier.memberships if pole.dossier else ()
    return {each.representative.id: each.representative.display_name for each in seats if each.representative}


def shown_people(form: Mapping[str, str]) -> dict[str, str]:
    """Returns the persons that the form offered: one of them may be chosen, and the typed name deleted."""
    try:
        return msgspec.json.decode(form.get(PEOPLE_SHOWN, "{}"), type=dict[str, str])
    except msgspec.DecodeError:
        return {}


async def operators_of_bassin(
    visit: PageRequest, bassin: str, axis_key: str | None = None
) -> list[OperatorsOperator]:
    """Returns the operators of a bassin, or those competent for an axis. Reads `MAX_PAGES` at most."""
    operators: list[OperatorsOperator] = []
    after: str | None = None
    for _ in range(MAX_PAGES):
        variables = {"bassin": bassin, "axisKey": axis_key, "first": PAGE_SIZE, "after": after}
        page = (await visit.ask(OPERATORS, **variables)).operators
        operators += page.nodes
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            break
    return operators


async def find_namesakes(visit: PageRequest, pole: PoleCompositionPole, form: Mapping[str, str]) -> dict[str, Option]:
    """Returns the known person with the typed names, by the number of the row.

    A person who represents the member of the row already is left out: the form is sent again.
    """
    typed = dict(typed_names(form))
    answers = await gather(*(visit.ask(PEOPLE, search=each) for each in typed.values()))
    seats = pole.dossier.memberships if pole.dossier else ()
    pairs = {(each.operator.id, each.representative.id) for each in seats if each.operator and each.representative}
    return {
        row: Option(person.id, person.display_name)
        for (row, name), answer in zip(typed.items(), answers, strict=True)
        for person in answer.people
        if slug(person.display_name) == slug(name)
        and (form.get(f"{MEMBERS}.{row}.operatorId", ""), person.id) not in pairs
    }


def typed_names(form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yields the row and the whole name of each new person."""
    for nth in range(row_count(form, MEMBERS, initial=0) if form else 0):
        person = f"{MEMBERS}.{nth}.representative"
        names = [form.get(f"{person}.newPerson.{each}", "").strip() for each in ("givenName", "familyName")]
        if all(names):
            yield str(nth), " ".join(names)


def faults_of(values: dict[str, Any], *, namesakes: Mapping[str, Option]) -> Iterator[InvalidInput]:
    for nth, member in values.get(MEMBERS, {}).items():
        path, representative = f"{MEMBERS}.{nth}.representative", member.get("representative", {})
        person_id, names = representative.get("personId"), representative.get("newPerson", {})
        if names and person_id not in {None, NEW_PERSON, nth in namesakes and namesakes[nth].value}:
            yield InvalidInput(SEVERAL_PERSONS, f"{path}.personId")
        elif person_id == NEW_PERSON or (names and person_id is None):
            missing = [each for each in ("givenName", "familyName") if each not in names]
            yield from (InvalidInput(TO_FILL, f"{path}.newPerson.{each}") for each in missing)
            if person_id is None and nth in namesakes:
                words = tr(
                    "%(name)s est déjà une personne connue : choisissez-la, ou « Une nouvelle personne » si c'en est"
                    " une autre.",
                    name=namesakes[nth].words,
                )
                yield InvalidInput(words, f"{path}.personId")
    if not values.get(MEMBERS):
        yield InvalidInput(NO_MEMBER, f"{MEMBERS}.0.operatorId")


def without_marks(values: dict[str, Any]) -> dict[str, Any]:
    """Leaves out what tells a new person from a known one in the form, and the typed name of a known one."""
    for each in values.get(MEMBERS, ()):
        representative = each.get("representative", {})
        if representative.get("personId") == NEW_PERSON:
            del representative["personId"]
        elif "personId" in representative:
            representative.pop("newPerson", None)
    return values
