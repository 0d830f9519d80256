"""`/vivant`: what is recorded in Instances from now on, for pages that show it by themselves."""

from typing import Final

from starlette.responses import Response

from efe_infra.console.live.relay import LiveEntries
from efe_infra.console.sign_in.flow import COOKIE, cookie_of
from efe_infra.console.trail.trail_query import Choice
from efe_infra.console.web.addresses import bassin_at
from efe_infra.console.web.live_updates import LIVE
from efe_infra.console.web.moment import MOST_DIGITS
from efe_infra.console.web.page_request import Visit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import PageRefused

pages = page_router(multilingual=True)

UNSIGNED: Final = "Ce qui vient ne se suit qu'après s'être connecté."
MALFORMED: Final = "Ce qui vient se suit d'une à dix Instances, après une position du registre."


@pages.get(LIVE)
async def live(visit: Visit) -> Response:
    """`bassin`, once or more, and what the trail takes; `apres` or `Last-Event-ID` is the position to begin after.

    It leads nobody to sign in: who asks is a script.
    """
    cookie, console = cookie_of(visit.request, COOKIE), visit.request.app.state.console
    if visit.session is None or cookie is None:
        raise PageRefused(401, UNSIGNED, code="UNAUTHENTICATED")
    bassins = list(dict.fromkeys(map(bassin_at, visit.request.query_params.getlist("bassin"))))
    if not bassins:
        raise PageRefused(400, MALFORMED)
    chosen = {"filter": Choice.of(visit).variables["filter"]}
    return LiveEntries(
        visit,
        [{"bassin": each, **chosen} for each in bassins],
        after=position(visit),
        cookie=cookie,
        sign_in=console.sign_in,
        followers=console.followers,
    )


def position(visit: Visitor) -> int:
    """Raises `PageRefused`."""
    said = visit.request.headers.get("last-event-id") or visit.given("apres") or ""
    if not (said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS):
        raise PageRefused(400, MALFORMED)
    return int(said)
