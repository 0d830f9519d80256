"""`/courriels/reprise`: an administrator lets a restored database send again."""

from typing import Final

from anyio.to_thread import run_sync
from starlette.responses import Response

from efe_infra.console.administration.generated import INSTALLATION
from efe_infra.console.notices.page import desk_of
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.navigation import STATE
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_administers
from efe_infra.console.web.refusals import SignInNeeded

pages = page_router(multilingual=True)
PATH: Final = "/courriels/reprise"


@pages.post(PATH)
async def resume(visit: Visit) -> Response:
    """Lets the mails leave again. Raises `NotTheirs`."""
    if visit.session is None:
        raise SignInNeeded
    check_administers((await visit.ask(INSTALLATION)).viewer)
    desk, owner = desk_of(visit), await visit.owner()
    await run_sync(desk.allow, owner.issuer, owner.subject)
    return to(visit.link(STATE))
