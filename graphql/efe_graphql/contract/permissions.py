"""The mutations that a standing opens, by name, and the use case behind each."""

from functools import cache
from typing import Final

from strawberry.utils.str_converters import to_camel_case

from efe_domain.access.powers import OPENED, RULES, Standing

_MUTATIONS: Final = {
    "convene_body": "conveneMeeting",
    "convene_pole": "conveneMeeting",
    "convene_zone": "conveneMeeting",
    "undertake_opinion": "draftOpinion",
}
"""Those that bear another name than the use case that they call."""


@cache
def mutations_of(standing: Standing) -> tuple[str, ...]:
    return tuple(sorted({_mutation_of(command) for command in OPENED[standing]}))


@cache
def command_behind(mutation: str) -> str:
    """The use case that it calls, or one of them; its own name where there is none."""
    return next((command for command in RULES if _mutation_of(command) == mutation), mutation)


def _mutation_of(command: str) -> str:
    return _MUTATIONS.get(command) or to_camel_case(command)
