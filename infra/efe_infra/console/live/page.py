"""Stream `/vivant` of new entries of Instances, for pages that update themselves."""

from typing import Final

from starlette.responses import Response

from efe_infra.console.live.relay import LiveEntries
from efe_infra.console.sign_in.flow import COOKIE, cookie_of
from efe_infra.console.trail.trail_query import EVERYWHERE, TrailQuery
from efe_infra.console.web.live_updates import LIVE
from efe_infra.console.web.moment import MAX_DIGITS
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import PageRefused, bassin_at

pages = page_router(multilingual=True)

NOT_SIGNED_IN: Final = "Ce qui vient ne se suit qu'après s'être connecté."
MALFORMED: Final = "Ce qui vient se suit d'une à dix Instances, après une position du registre."


@pages.get(LIVE)
async def live(visit: Visit) -> Response:
    """Streams the entries of each `bassin` after position `apres` or `Last-Event-ID`, with the filters of the trail.

    Answers 401 without a session, because the client is a script and cannot sign in.
    """
    cookie, console = cookie_of(visit.request, COOKIE), visit.request.app.state.console
    if visit.session is None or cookie is None:
        raise PageRefused(401, NOT_SIGNED_IN, code="UNAUTHENTICATED")
    bassins = list(dict.fromkeys(map(bassin_at, visit.request.query_params.getlist("bassin"))))
    if not bassins:
        raise PageRefused(400, MALFORMED)
    chosen = {"filter": TrailQuery.of(visit, default_operators=EVERYWHERE).variables["filter"]}
    return LiveEntries(
        visit,
        [{"bassin": each, **chosen} for each in bassins],
        after=position(visit),
        cookie=cookie,
        sign_in=console.sign_in,
        followers=console.followers,
    )


def position(visit: PageRequest) -> int:
    """Returns the position to start after. Raises `PageRefused`."""
    text = visit.request.headers.get("last-event-id") or visit.query("apres") or ""
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS):
        raise PageRefused(400, MALFORMED)
    return int(text)
