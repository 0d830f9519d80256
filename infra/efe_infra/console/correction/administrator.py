"""`/corrections`: corrections that only an administrator may answer, where no coordinator is independent."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

from starlette.responses import Response

from efe_domain.shared.messages import Language
from efe_infra.console.correction.findings import finding_words
from efe_infra.console.correction.forms import ANSWERS
from efe_infra.console.correction.generated import ADMINISTRATOR_CORRECTIONS, AdministratorCorrectionsCorrection
from efe_infra.console.correction.open_corrections import proposed_names, proposed_values
from efe_infra.console.document.generated import CitedDocument
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.formats import format_size
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.register.ids import global_id, key_of, kind_of
from efe_infra.console.register.media_types import media_type_label
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_administers
from efe_infra.console.web.refusals import PageRefused

pages = page_router(multilingual=True)
PATH: Final = "/corrections"
NOTHING_TO_CONFIRM: Final = tr(
    "Rien n'attend ici : c'est déjà revu, ou un coordinateur indépendant de l'Instance peut le faire."
)
REPLIES: Final = {
    "PROPOSED": "confirmer",
    "WITHDRAWAL_PROPOSED": "confirmer-le-retrait",
    "QUESTIONED": "maintenir",
}
"""Answer of an administrator to a correction, by its kind: an administrator drops nothing."""


@pages.get(PATH)
async def corrections(visit: SignedInVisit) -> Response:
    answer = await visit.ask(ADMINISTRATOR_CORRECTIONS)
    check_administers(answer.viewer)
    waiting = answer.viewer.corrections_to_confirm if answer.viewer else ()
    return visit.page(
        "correction/administrator.html",
        answer,
        waiting=waiting,
        here=PATH,
        reply=reply,
        values_of=partial(proposed_values, names=await proposed_names(visit, waiting)),
        finding_words=finding_words,
    )


@form_at(pages, "/corrections/{kind}/{key:uuid}/{version:int}")
async def answer_page(visit: PageRequest, kind: str, key: UUID, version: int) -> CommandPage:
    """Builds the form of an answer. Raises `PageRefused`."""
    answer = await visit.ask(ADMINISTRATOR_CORRECTIONS)
    check_administers(answer.viewer)
    entity = global_id(kind, str(key))
    waiting = answer.viewer.corrections_to_confirm if answer.viewer else ()
    here = next((each for each in waiting if (each.entity_id, each.version) == (entity, version)), None)
    if here is None:
        raise PageRefused(404, NOTHING_TO_CONFIRM, code="NOTHING_TO_CONFIRM")
    slug, names = REPLIES[here.kind], await proposed_names(visit, [here])
    return CommandPage(
        visit=visit,
        command=ANSWERS[slug],
        frame=answer,
        subject_link=(tr("Corrections à confirmer"), PATH),
        fixed={"entityId": entity, "question" if slug == "maintenir" else "proposal": version},
        bassin=here.bassins[0],
        quote=tr_join("\n", filter(None, (here.reason, *proposed_values(here, names)))),
        links=document_links(here, visit.language),
        next_url=PATH,
    )


def reply(correction: AdministratorCorrectionsCorrection) -> tuple[str, str]:
    """Returns the end of the address of the answer to a correction, and its title."""
    path = f"{kind_of(correction.entity_id)}/{key_of(correction.entity_id)}/{correction.version}"
    return path, ANSWERS[REPLIES[correction.kind]].title


def document_links(correction: AdministratorCorrectionsCorrection, language: Language) -> Sequence[tuple[str, str]]:
    """Returns the name, the type and the size of the document that a correction cites, with its address."""
    document, sha256 = correction.document, correction.document_sha256
    if sha256 is None:
        return []
    return [(words_of(document, language) if document else tr("Document cité"), f"/fichiers/{sha256}")]


def words_of(document: CitedDocument, language: Language) -> str:
    return tr(
        "%(name)s (%(kind)s, %(size)s)",
        name=document.name or tr("Document sans nom"),
        kind=media_type_label(document.media_type),
        size=format_size(document.size, language),
    )
