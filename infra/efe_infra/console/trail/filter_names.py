"""Names in the filters of the trail: a person, an operator or an object, found by the words that the form sends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from efe_infra.console.language.translatable import Translatable, tr, tr_join
from efe_infra.console.register.ids import at_present, key_of
from efe_infra.console.register.links import object_name
from efe_infra.console.trail.generated import FILTER_NAMES, FilterNamesResponse
from efe_infra.console.trail.trail_query import WORDS_PARAMETER, TrailQuery
from efe_infra.console.web.page_request import PageRequest

MAX_NAMES: Final = 10
"""Operators or objects of one answer; there may be others."""
INPUTS: Final[Mapping[str, str]] = {
    "actorId": "auteur",
    "kinds": "sorte",
    "operatorId": WORDS_PARAMETER,
    "personId": WORDS_PARAMETER,
    "recordedUntil": "au",
    "ruleKey": "regle",
    "subjectId": "objet",
}
"""Inputs of the form, by the field of the filter."""


class NamedChoice(NamedTuple):
    """Person, operator or object that the words may mean, with the parameter that filters by it."""

    parameter: str
    value: str
    name: str

    @property
    def parameters(self) -> dict[str, str]:
        return {self.parameter: self.value, WORDS_PARAMETER: self.name}


class Problem(NamedTuple):
    """Message at an input, and what the person may choose instead."""

    sentence: str
    candidates: Sequence[NamedChoice] = ()


async def with_names(visit: PageRequest, choice: TrailQuery) -> tuple[TrailQuery, dict[str, Problem]]:
    """Returns the query with the id of what the words name, and the problems by input."""
    words = choice.words
    if words is None or choice.person or choice.operator or choice.subject:
        return choice, {}
    response = await visit.ask(FILTER_NAMES, words=words)
    candidates = list(candidates_in(response))
    exact = [each for each in candidates if each.name.casefold() == words.casefold()]
    match exact or candidates:
        case [NamedChoice("personne", person)]:
            return replace(choice, person=person), {}
        case [NamedChoice("operateur", operator)]:
            return replace(choice, operator=operator), {}
        case [NamedChoice("objet", subject)]:
            return replace(choice, subject=subject), {}
        case []:
            return choice, {WORDS_PARAMETER: Problem(tr("Aucun nom ne correspond, parmi ceux que vous pouvez voir."))}
        case several:
            return choice, {WORDS_PARAMETER: Problem(several_words(response), several)}


def several_words(response: FilterNamesResponse) -> Translatable:
    """Returns the sentence above several names; some may be left out."""
    choose = tr("Plusieurs noms correspondent ; choisissez :")
    if max(len(response.operators.edges), len(response.search.edges), len(response.people)) < MAX_NAMES:
        return choose
    return tr_join(" ", (tr("D'autres correspondent : précisez la recherche."), choose))


def candidates_in(response: FilterNamesResponse) -> Iterator[NamedChoice]:
    yield from (NamedChoice("personne", key_of(each.id), each.display_name) for each in response.people)
    yield from (NamedChoice("operateur", key_of(each.id), each.name) for each in response.operators.nodes)
    for hit in response.search.nodes:
        if hit.entity and (name := object_name(hit.entity)):
            yield NamedChoice("objet", at_present(hit.entity.id), name)
