"""Papers of a kind that a reader may have: their keys in addresses, and their titles."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.register.paging import all_pages
from efe_infra.papers.content import content_of
from efe_infra.papers.declaration.paper import PART_MARK, Paper
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment
from efe_infra.papers.kinds.generated import (
    AGREEMENT_PAPER,
    MANDATE_PAPER,
    TERMS_PAPER,
    AgreementPaperResponse,
    TermsPaperResponse,
)
from efe_infra.papers.kinds.verdicts import last_verdicts
from efe_infra.papers.listing.generated import (
    PAPER_DECISIONS,
    PAPER_MEETINGS,
    PAPER_OPINIONS,
    PAPER_POLES,
    PAPER_PROJECTS,
)
from efe_infra.papers.proof.evidence import moment_of


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
"""Lists by the type of their objects. Each is a document of its own: a field of GraphQL is no variable."""


async def keys(reader: PaperReader, entity: str) -> AsyncIterator[str]:
    """Yields the keys page by page."""
    async for page in all_pages(reader.ask, *LISTS[entity]):
        for each in page:
            yield key_of(each.id)


class ListedPaper(NamedTuple):
    """Paper that can be made: its key in an address, and its title."""

    key: str
    title: str


class ObjectParts(NamedTuple):
    """Document that tells the parts of an object of which each has a paper."""

    document: Document[Any]
    parts: Callable[[Any], Iterable[str]]


def operators(answer: TermsPaperResponse) -> Iterable[str]:
    dossier = answer.pole.dossier if answer.pole else None
    members = (each.operator for each in (dossier.memberships if dossier else ()))
    return dict.fromkeys(key_of(each.id) for each in members if each)


def instances(answer: AgreementPaperResponse) -> Iterable[str]:
    return [SLUGS[each.bassin] for each in last_verdicts(answer.project)]


PARTS: Final[Mapping[str, ObjectParts]] = {
    "seat": ObjectParts(TERMS_PAPER, operators),
    "verdict": ObjectParts(AGREEMENT_PAPER, instances),
}
"""Parts by the kind of their papers."""


async def papers_of(paper: Paper[Any], reader: PaperReader) -> AsyncIterator[ListedPaper]:
    """Yields the papers of a kind that the reader may have, each as soon as it is found."""
    moment = await moment_of(reader)
    async for key in candidates(paper, reader, moment):
        _, content = await content_of(paper, key, reader, moment)
        if content is not None:
            yield ListedPaper(key, " – ".join(filter(None, (content["title"], content.get("subtitle")))))


async def candidates(paper: Paper[Any], reader: PaperReader, moment: ReadMoment) -> AsyncIterator[str]:
    """Yields the keys under which there may be a paper."""
    if paper.key_variables:
        for slug in SLUGS.values():
            yield slug
        return
    if paper.document is MANDATE_PAPER:
        async for key in seats(reader, moment):
            yield key
        return
    async for key in keys(reader, paper.entity):
        if (parts := PARTS.get(paper.kind)) is None:
            yield key
            continue
        answer = await reader.ask(parts.document, id=global_id(paper.entity, key), asOf=moment.as_of)
        for part in parts.parts(answer):
            yield f"{key}{PART_MARK}{part}"


async def seats(reader: PaperReader, moment: ReadMoment) -> AsyncIterator[str]:
    """Yields the keys of the seats of all Instances."""
    for bassin, slug in SLUGS.items():
        instance = (await reader.ask(MANDATE_PAPER, bassin=bassin, asOf=moment.as_of)).instance
        dossier = instance.dossier if instance else None
        for each in dict.fromkeys(each.seat_id for each in (dossier.seats if dossier else ())):
            yield f"{key_of(each)}{PART_MARK}{slug}"
