"""`/administration/instances`: the ten Instances and the state of each, for an administrator."""

from typing import Final

from starlette.responses import Response

from efe_infra.console.administration import coordinations
from efe_infra.console.administration.generated import SET_UP
from efe_infra.console.forms.page import redirect_to_present
from efe_infra.console.web.moment import NOW
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import ADMINISTRATORS_ONLY
from efe_infra.console.web.refusals import NotTheirs

pages = page_router(multilingual=True)
PATH: Final = "/administration/instances"


@pages.get(PATH)
async def instances(visit: SignedInVisit) -> Response:
    if visit.moment != NOW:
        return redirect_to_present(visit)
    answer = await visit.ask(SET_UP)
    if answer.setup is None:
        raise NotTheirs(ADMINISTRATORS_ONLY)
    rows = await coordinations.rows(visit, answer, {}, {})
    return visit.page("administration/instances.html", answer, rows=rows)
