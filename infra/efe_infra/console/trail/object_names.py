"""Names of the objects that a change refers to: the trail has only their identifiers."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, Protocol

from efe_infra.console.register.ids import global_id, is_identifier, key_of
from efe_infra.console.register.links import object_name
from efe_infra.console.trail.generated import NAMES
from efe_infra.console.web.page_request import PageRequest

MAX_IDS: Final = 100
"""Identifiers that are looked up at once; further ones are shown as they are."""
REFERENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "analyses": ("Analysis",),
    "assembly": ("Pole", "Body"),
    "body": ("Body",),
    "decision": ("Decision",),
    "follows": ("Opinion",),
    "instance": ("Instance",),
    "inviter": ("Pole",),
    "lead": ("Pole",),
    "lead_offered": ("Pole",),
    "meeting": ("Meeting",),
    "operator": ("Operator",),
    "operators": ("Operator",),
    "pole": ("Pole",),
    "project": ("Project",),
    "subject": ("Project", "Opinion"),
    "superseded_by": ("ThemeList",),
    "themes": ("ThemeList",),
}
"""Types of the objects that a field may refer to."""


class ChangedText(Protocol):
    """Changed field in a response."""

    @property
    def field(self) -> str: ...

    @property
    def before_text(self) -> str | None: ...

    @property
    def after_text(self) -> str | None: ...


async def names_in(visit: PageRequest, changes: Iterable[ChangedText]) -> Mapping[str, str]:
    """Returns the names by key, as the viewer may read them at the moment of the page."""
    ids = list(islice(dict.fromkeys(candidates(changes)), MAX_IDS))
    if not ids:
        return {}
    nodes = (await visit.ask(NAMES, ids=ids)).nodes
    return {key_of(each.id): name for each in nodes if each and (name := object_name(each))}


def candidates(changes: Iterable[ChangedText]) -> Iterator[str]:
    for change in changes:
        for kind in REFERENCES.get(change.field, ()):
            for text in filter(None, (change.before_text, change.after_text)):
                yield from (global_id(kind, each) for each in text.split(", ") if is_identifier(each))
