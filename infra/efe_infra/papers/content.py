"""Content of one paper: what its kind builds from the answers to its documents, with the letterheads of that day."""

from typing import Any, Final

import msgspec

from efe_infra.console.language.translatable import tr
from efe_infra.console.letterhead.logo import UnreadableLogo, logo_of
from efe_infra.console.register.labels import BASSINS
from efe_infra.papers.declaration.paper import Paper, PaperInput
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment
from efe_infra.papers.kinds.generated import PAPER_LETTERHEAD, PaperLetterheadLetterhead

EXAMPLE: Final = tr("Exemple de démonstration : ce document n'est pas un acte réel.")
NO_LOGO: Final = tr("Le logo de l'Instance ne peut être lu : ce papier n'en porte pas.")
LOGO_ALT: Final = tr("Logo de l'Instance")


async def content_of(
    paper: Paper[Any], key: str, reader: PaperReader, moment: ReadMoment
) -> tuple[Any, PaperInput | None]:
    """Returns the answer and the input of the template; None for an object that is missing or hidden."""
    try:
        part = paper.part_of(key)
    except LookupError:
        return None, None
    answer = await reader.ask(paper.document, id=paper.id_of(key), asOf=moment.as_of, **part)
    if paper.narrow:
        answer = paper.narrow(answer, key)
    content, lists = paper.build(answer), None
    if paper.gathering and content is not None:
        lists = await paper.gathering.collect(reader, moment, answer, key)
        content = paper.gathering.build(lists)
    if paper.further and (variables := paper.further.variables(answer)) is not None:
        more = await reader.ask(paper.further.document, asOf=moment.as_of, **variables)
        content = paper.further.build(answer, more)
    if content is None:
        return answer, None
    heads = [await letterhead_of(each, reader, moment) for each in content.get("bassins", ())]
    unreadable = [each.pop("unreadable") for each in heads]
    notes = [NO_LOGO] if any(unreadable) else []
    example = {"example": EXAMPLE} if is_illustrative((answer, lists)) else {}
    return answer, {**content, **example, "letterheads": heads, "notes": notes}


def is_illustrative(answer: object) -> bool:
    """Says whether an object of an answer is there for a demonstration."""
    match answer:
        case msgspec.Struct():
            return getattr(answer, "illustrative", False) or is_illustrative(
                tuple(msgspec.structs.asdict(answer).values())
            )
        case tuple():
            return any(is_illustrative(each) for each in answer)
        case _:
            return False


async def letterhead_of(bassin: str, reader: PaperReader, moment: ReadMoment) -> dict[str, Any]:
    answer = await reader.ask(PAPER_LETTERHEAD, asOf=moment.as_of, bassin=bassin)
    letterhead = answer.instance.letterhead if answer.instance else None
    name = tr("Instance bassin EFE %(bassin)s", bassin=BASSINS[bassin])
    logo, unreadable = None, False
    if letterhead and letterhead.logo:
        try:
            logo = {"svg": logo_of(letterhead.logo.picture), "alt": LOGO_ALT}
        except UnreadableLogo:
            unreadable = True
    return {
        "name": name,
        "about": tr("Enseignement qualifiant – Formation – Emploi"),
        "address": letterhead.address if letterhead else "",
        "place": tr("Pour l'Instance bassin EFE %(bassin)s", bassin=BASSINS[bassin]),
        "office": _office(letterhead),
        "logo": logo,
        "unreadable": unreadable,
    }


async def logo_hash(bassin: str, reader: PaperReader, moment: ReadMoment) -> str | None:
    """Returns the SHA-256 of the logo of an Instance, or None without one."""
    answer = await reader.ask(PAPER_LETTERHEAD, asOf=moment.as_of, bassin=bassin)
    letterhead = answer.instance.letterhead if answer.instance else None
    return letterhead.logo.document.sha256 if letterhead and letterhead.logo else None


def _office(letterhead: PaperLetterheadLetterhead | None) -> str:
    """Returns the office that signs; empty without a letterhead."""
    return letterhead.office if letterhead else ""


def has_logo(content: PaperInput) -> bool:
    return any(each["logo"] for each in content["letterheads"])


def without_logos(content: PaperInput) -> PaperInput:
    """Returns the content of a paper whose logo the compiler cannot decode."""
    heads = [{**each, "logo": None} for each in content["letterheads"]]
    return {**content, "letterheads": heads, "notes": [NO_LOGO]}
