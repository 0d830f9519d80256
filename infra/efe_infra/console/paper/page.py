"""`/actes/verification`: how a paper is verified, and the checkpoint that its footer names. Public."""

from typing import Final

from starlette.responses import Response

from efe_infra.console.paper.generated import PAPER_VERIFICATION
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)
MAX_DIGITS: Final = 9


@pages.get("/actes/verification")
async def verification(visit: Visit) -> Response:
    """Shows the checkpoint of the size `point`; without it, the last one."""
    text = visit.query("point")
    size = int(text) if text and text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS else None
    response = await visit.ask(PAPER_VERIFICATION, size=size)
    if size is not None:
        require(response.checkpoint)
    return visit.page("paper/page.html", response, checkpoint=response.checkpoint)
