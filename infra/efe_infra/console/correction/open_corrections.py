"""`/instances/{bassin}/corrections`: open rectifications and withdrawals, the facts in question, and the answers."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import msgspec
from starlette.responses import Response

from efe_infra.console.correction.findings import field_words, finding_words
from efe_infra.console.correction.forms import ANSWERS, REPLIES
from efe_infra.console.correction.generated import CORRECTIONS, Correction, CorrectionsResponse, CorrectionsWaiting
from efe_infra.console.correction.proposed_names import ids_in, names_of
from efe_infra.console.forms.fact_fields import parts_of
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.register.ids import at_present, global_id, key_of
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates, coordinates
from efe_infra.console.web.refusals import NotHere, bassin_at, require

pages = page_router(multilingual=True)


PLACES: Final = {
    "rectificationsAfter": "rectifications",
    "withdrawalsAfter": "retraits",
    "questionsAfter": "questions",
}
"""Parameters of the address, by the variable with the cursor of a list."""


class ProposedPatch(msgspec.Struct, frozen=True):
    """Proposed fields of the fact of a version; without fields the fact is annulled."""

    version: int
    fields: dict[str, Any] | None = None


@pages.get("/instances/{bassin}/corrections")
async def corrections(visit: SignedInVisit, bassin: str) -> Response:
    name = bassin_at(bassin)
    response = await visit.ask(CORRECTIONS, bassin=name, **places(visit))
    if response.instance is None or response.instance.dossier is None:
        raise NotHere
    return visit.page(
        "correction/open_corrections.html",
        response,
        bassin=name,
        here=f"/instances/{bassin}/corrections",
        waiting=waiting_corrections(response),
        next_places=next_places(visit, response.instance.dossier.waiting),
        here_places={parameter: visit.query(parameter) for parameter in PLACES.values()},
        replies=replies,
        values_of=partial(proposed_values, names=await proposed_names(visit, waiting_corrections(response))),
        finding_words=finding_words,
        may=coordinates(response.viewer, name),
    )


@form_at(pages, "/instances/{bassin}/corrections/{slug}/{kind}/{key}/{version:int}")
async def answer_page(visit: PageRequest, bassin: str, slug: str, kind: str, key: str, version: int) -> CommandPage:
    """Builds the form of an answer, even to a settled correction: a form may be sent again."""
    name, command, entity = bassin_at(bassin), require(ANSWERS.get(slug)), global_id(kind, key)
    response = await visit.ask(CORRECTIONS, bassin=name, **places(visit))
    check_coordinates(response.viewer, name)
    waiting = (each for each in waiting_corrections(response) if each.entity)
    here = next((e for e in waiting if e.entity and (at_present(e.entity.id), e.version) == (entity, version)), None)
    names = await proposed_names(visit, [here] if here else ())
    version_field = "question" if slug == "maintenir" else "proposal"
    return CommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(tr("Corrections"), f"/instances/{bassin}/corrections"),
        fixed={"entityId": entity, version_field: version},
        bassin=name,
        quote=tr_join("\n", filter(None, (here.reason, *proposed_values(here, names)))) if here else "",
    )


def places(visit: PageRequest) -> dict[str, str | None]:
    """Returns the cursors of the three lists, as the address has them."""
    return {variable: visit.query(parameter) for variable, parameter in PLACES.items()}


def next_places(visit: PageRequest, waiting: CorrectionsWaiting) -> dict[str, str | None] | None:
    """Returns the parameters of the next page, on which a list that has ended is empty; None on the last page."""
    lists = waiting.rectifications_to_confirm, waiting.withdrawals_to_confirm, waiting.to_reconsider
    if not any(each.after for each in lists):
        return None
    return {
        parameter: each.page_info.end_cursor or visit.query(parameter)
        for parameter, each in zip(PLACES.values(), lists, strict=True)
    }


def waiting_corrections(response: CorrectionsResponse) -> list[Correction]:
    if response.instance is None or response.instance.dossier is None:
        return []
    waiting = response.instance.dossier.waiting
    lists = (waiting.rectifications_to_confirm, waiting.withdrawals_to_confirm, waiting.to_reconsider)
    return [each for corrections in lists for each in corrections.nodes]


def replies(correction: Correction) -> list[tuple[str, str]]:
    """Returns the ends of the addresses of the answers to a correction, with their titles."""
    if (entity := correction.entity) is None:
        return []
    rest = f"{entity.typename}/{key_of(at_present(entity.id))}/{correction.version}"
    return [(f"{slug}/{rest}", ANSWERS[slug].title) for slug in REPLIES.get(correction.kind, ())]


def proposed_values(correction: Correction, names: Mapping[str, str]) -> list[str]:
    """Returns the proposed changes, in words; `names` are those that the viewer may see."""
    subject = subject_of(correction)
    return [line for each in patches_of(correction) for line in patch_words(subject, each, names)]


async def proposed_names(visit: PageRequest, corrections: Iterable[Correction]) -> dict[str, str]:
    """Returns the names that the viewer may see of what corrections propose."""
    ids = {
        each
        for correction in corrections
        for each in ids_in(subject_of(correction), [patch.fields or {} for patch in patches_of(correction)])
    }
    return await names_of(visit, ids)


def subject_of(correction: Correction) -> str:
    return correction.entity.typename.lower() if correction.entity else ""


def patches_of(correction: Correction) -> list[ProposedPatch]:
    return msgspec.convert(correction.asked, list[ProposedPatch])


def patch_words(subject: str, patch: ProposedPatch, names: Mapping[str, str]) -> Iterator[str]:
    """Yields the changes of one fact in words."""
    if patch.fields is None:
        yield tr("Le fait serait annulé")
        return
    for name in patch.fields:
        parts = [each for each in parts_of(subject, name) if each.recorded(patch.fields) is not None]
        for each in parts:
            yield tr("%(field)s : %(value)s", field=tr(each.field.label), value=each.words(patch.fields, names))
        if not parts:
            yield field_words(name)
