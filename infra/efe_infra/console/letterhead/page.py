"""`/instances/{bassin}/actes/en-tete`: the form of the letterhead of an Instance's papers."""

from efe_infra.console.document.recent import recent_documents
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr
from efe_infra.console.letterhead.forms import LETTERHEAD
from efe_infra.console.letterhead.generated import LETTERHEAD_COMMAND, LetterheadCommandInstance
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)


@form_at(pages, "/instances/{bassin}/actes/en-tete")
async def letterhead_page(visit: PageRequest, bassin: str) -> CommandPage:
    name = bassin_at(bassin)
    response = await visit.ask(LETTERHEAD_COMMAND, bassin=name)
    instance = require(response.instance)
    return CommandPage(
        visit=visit,
        command=LETTERHEAD,
        frame=response,
        subject_link=(tr("Organes de %(name)s", name=BASSINS[name]), f"/instances/{bassin}/organes"),
        offers=Offers.of(instance.available_commands),
        options={"sha256": await recent_documents(visit, name)},
        links=[(tr("L'en-tête en vigueur, et un exemple"), f"/instances/{bassin}/organes#en-tete")],
        fixed={"bassin": name},
        initial=current_letterhead(instance),
        bassin=name,
    )


def current_letterhead(instance: LetterheadCommandInstance) -> dict[str, str]:
    """Returns the letterhead in force as the initial values of the form."""
    letterhead = instance.letterhead
    if letterhead is None:
        return {}
    logo = {"sha256": letterhead.logo.document.sha256} if letterhead.logo else {}
    return {"address": letterhead.address, "office": letterhead.office, **logo}
