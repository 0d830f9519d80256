"""Names of the objects and persons that corrections refer to, for those who may see them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from efe_infra.console.correction.generated import PROPOSED_OBJECTS, PROPOSED_PERSON
from efe_infra.console.forms.fact_fields import parts_of
from efe_infra.console.register.ids import at_present, kind_of
from efe_infra.console.register.links import object_name
from efe_infra.console.web.page_request import PageRequest

MAX_PERSONS: Final = 20
"""Limit of persons that one page names: each is a request of its own."""


async def names_of(visit: PageRequest, ids: Collection[str]) -> dict[str, str]:
    """Returns the names by global id; none for what the viewer may not see."""
    persons = sorted(each for each in ids if kind_of(each) == "Person")
    objects = sorted({*ids} - {*persons})
    names: dict[str, str] = {}
    if objects:
        nodes = (await visit.ask(PROPOSED_OBJECTS, ids=objects)).nodes
        names |= {at_present(each.id): name for each in nodes if each and (name := object_name(each))}
    for person in persons[:MAX_PERSONS]:
        if shown_person := (await visit.ask(PROPOSED_PERSON, id=person)).person:
            names[person] = shown_person.display_name
    return names


def ids_in(subject: str, states: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yields the global ids in the facts of a kind of objects."""
    for state in states:
        for name in state:
            yield from (each.text(state) for each in parts_of(subject, name) if each.of and each.recorded(state))
