"""What the objects are called to which a change refers: the trail has their identifiers alone."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from efe_infra.console.register.answers import Answers
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import global_id, is_identifier, key_of
from efe_infra.console.register.links import NamedObject
from efe_infra.console.web.page_request import Visitor

MAX_IDENTIFIERS: Final = 100
"""Limit of identifiers resolved in one query; the others are shown as they are."""
REFERRED: Final[Mapping[str, tuple[str, ...]]] = {
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
"""By field, of which kinds an object may be that it names."""


class Change(Answers, frozen=True):
    """`field` is the column, by which one knows what an identifier in it may be of."""

    field: str
    label: str
    before_text: str | None
    after_text: str | None

    @property
    def texts(self) -> Iterator[str]:
        yield from filter(None, (self.before_text, self.after_text))


class Names(Answers, frozen=True):
    nodes: tuple[NamedObject | None, ...]


NAMES: Final = Document("names", Names)


async def names_in(visit: Visitor, changes: Iterable[Change]) -> Mapping[str, str]:
    """By identifier, as the viewer may know them at the moment of the page."""
    asked = list(islice(dict.fromkeys(candidates(changes)), MAX_IDENTIFIERS))
    if not asked:
        return {}
    found = (await visit.ask(NAMES, ids=asked)).nodes
    return {key_of(each.id): each.called for each in found if each and each.called}


def candidates(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        for kind in REFERRED.get(change.field, ()):
            for text in change.texts:
                yield from (global_id(kind, each) for each in text.split(", ") if is_identifier(each))
