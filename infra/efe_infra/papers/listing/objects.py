"""Keys of the objects of a type that a reader may see."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final, NamedTuple

from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import key_of
from efe_infra.papers.listing.generated import (
    PAPER_DECISIONS,
    PAPER_MEETINGS,
    PAPER_OPINIONS,
    PAPER_POLES,
    PAPER_PROJECTS,
)
from efe_infra.papers.proof.evidence import PaperReader


class ObjectList(NamedTuple):
    """Document of a list, and its connection in an answer."""

    document: Document[Any]
    connection: Callable[[Any], Any]


LISTS: Final[Mapping[str, ObjectList]] = {
    "Decision": ObjectList(PAPER_DECISIONS, lambda answer: answer.decisions),
    "Meeting": ObjectList(PAPER_MEETINGS, lambda answer: answer.meetings),
    "Opinion": ObjectList(PAPER_OPINIONS, lambda answer: answer.opinions),
    "Pole": ObjectList(PAPER_POLES, lambda answer: answer.poles),
    "Project": ObjectList(PAPER_PROJECTS, lambda answer: answer.projects),
}
"""Lists by the type of their objects; other objects are found on the page of the one that they belong to."""


async def keys(reader: PaperReader, entity: str) -> AsyncIterator[str]:
    """Yields the keys page by page."""
    listed, after = LISTS[entity], None
    while True:
        page = listed.connection(await reader.ask(listed.document, after=after))
        for each in page.nodes:
            yield key_of(each.id)
        after = page.after
        if after is None:
            return
