"""`/instances/{bassin}/documents/{sha256}/supprimer`: the form that deletes the bytes of a document."""

from efe_domain.shared.documents import is_fingerprint
from efe_infra.console.document.forms import PURGE
from efe_infra.console.document.generated import PURGE_COMMAND
from efe_infra.console.document.recent import words
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)


@form_at(pages, "/instances/{bassin}/documents/{sha256}/supprimer")
async def purge_page(visit: PageRequest, bassin: str, sha256: str) -> CommandPage:
    name, fingerprint = bassin_at(bassin), require(sha256 if is_fingerprint(sha256) else None)
    answer = await visit.ask(PURGE_COMMAND, bassin=name)
    instance = require(answer.instance)
    documents = instance.dossier.recent_documents if instance.dossier else ()
    return CommandPage(
        visit=visit,
        command=PURGE,
        frame=answer,
        subject_link=(tr("Documents de l'Instance"), f"/instances/{bassin}/documents"),
        offers=Offers.of(instance.available_commands),
        fixed={"bassin": name, "sha256": fingerprint},
        bassin=name,
        quote=next((words(each) for each in documents if each.sha256 == fingerprint), ""),
    )
