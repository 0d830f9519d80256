"""Names in the filters of the trail: a person and an operator, found by the words that the form sends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import is_identifier, key_of
from efe_infra.console.trail.generated import FILTER_NAMES
from efe_infra.console.trail.trail_query import TrailQuery
from efe_infra.console.web.page_request import PageRequest

INPUTS: Final[Mapping[str, str]] = {
    "actorId": "auteur",
    "kinds": "sorte",
    "operatorId": "operateur",
    "personId": "personne",
    "recordedUntil": "au",
    "ruleKey": "regle",
    "subjectId": "objet",
}
"""Inputs of the form, by the field of the filter."""


class NamedChoice(NamedTuple):
    """Person or operator that the words may mean."""

    key: str
    name: str


class Problem(NamedTuple):
    """Message at an input, and what the person may choose instead."""

    sentence: str
    candidates: Sequence[NamedChoice] = ()


async def with_names(visit: PageRequest, choice: TrailQuery) -> tuple[TrailQuery, dict[str, Problem]]:
    """Returns the query with the ids of the named person and operator, and the problems by input."""
    person, operator = _words(choice.person), _words(choice.operator)
    if not (person or operator):
        return choice, {}
    response = await visit.ask(
        FILTER_NAMES,
        person=person or "",
        operator=operator or "",
        byPerson=person is not None,
        byOperator=operator is not None,
    )
    people = [NamedChoice(key_of(each.id), each.display_name) for each in response.people or ()]
    operators = (
        [NamedChoice(key_of(each.id), each.name) for each in response.operators.nodes] if response.operators else []
    )
    problems: dict[str, Problem] = {}
    if person:
        choice = replace(choice, person=_only("personne", people, person, problems))
    if operator:
        choice = replace(choice, operator=_only("operateur", operators, operator, problems))
    return choice, problems


def _words(text: str | None) -> str | None:
    return None if text is None or is_identifier(text) else text


def _only(entry: str, candidates: Sequence[NamedChoice], words: str, problems: dict[str, Problem]) -> str | None:
    """Returns the key of the one candidate, or of the one with exactly this name; notes a problem otherwise."""
    exact = [each for each in candidates if each.name.casefold() == words.casefold()]
    if len(chosen := exact or list(candidates)) == 1:
        return chosen[0].key
    problems[entry] = (
        Problem(tr("Plusieurs noms correspondent ; choisissez :"), chosen)
        if chosen
        else Problem(tr("Aucun nom ne correspond, parmi ceux que vous pouvez voir."))
    )
    return None
