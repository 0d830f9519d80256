"""The mutations that a standing opens, by name."""

from functools import cache
from typing import Final

from strawberry.utils.str_converters import to_camel_case

from efe_domain.access.powers import OPENED, Standing

_MUTATIONS: Final = {
    "convene_body": "conveneMeeting",
    "convene_pole": "conveneMeeting",
    "convene_zone": "conveneMeeting",
    "undertake_opinion": "draftOpinion",
}
"""Those that bear another name than the use case that they call."""


@cache
def mutations_of(standing: Standing) -> tuple[str, ...]:
    return tuple(sorted({_MUTATIONS.get(command) or to_camel_case(command) for command in OPENED[standing]}))
