"""`/instances/{bassin}/temps`: over what the slider through time moves, for its script: months, and acts."""

from datetime import date, datetime
from typing import Final

import msgspec
from starlette.responses import Response

from efe_infra.console.language.formats import ZONE, today
from efe_infra.console.register.answers import Answers, Edges
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import cursor_at
from efe_infra.console.trail.trail_query import Month
from efe_infra.console.web.addresses import bassin_at
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.http.negotiation import JSON

pages = page_router(multilingual=True)

HEADERS: Final = {"Cache-Control": "no-store"}


class Months(Answers, frozen=True):
    audit_months: tuple[Month, ...]


class Act(Answers, frozen=True):
    position: int
    recorded_at: datetime
    sentence: str

    @property
    def stop(self) -> "Stop":
        return Stop(self.position, self.recorded_at.astimezone(ZONE).date(), self.sentence)


class ActsOfTrail(Answers, frozen=True):
    audit_trail: Edges[Act]


class Stop(Answers, frozen=True):
    """A moment on which the slider stops: that of an act, on its day in Brussels."""

    position: int
    day: date
    sentence: str


class Axis(Answers, frozen=True):
    """`today` is where it ends: a browser may be elsewhere."""

    today: date
    months: tuple[Month, ...]


class Stops(Answers, frozen=True):
    """Around a moment: the last act known then, the one before it and the one after."""

    earlier: Stop | None
    here: Stop | None
    later: Stop | None


MONTHS: Final = Document("months", Months)
BEFORE: Final = Document("acts_before", ActsOfTrail)
AFTER: Final = Document("act_after", ActsOfTrail)


@pages.get("/instances/{bassin}/temps")
async def axis(visit: SignedInVisit, bassin: str) -> Response:
    found = await visit.ask(MONTHS, bassin=bassin_at(bassin))
    return answer(Axis(today(), found.audit_months))


@pages.get("/instances/{bassin}/temps/actes")
async def stops(visit: SignedInVisit, bassin: str) -> Response:
    """Around the moment of the page (`?a=`)."""
    name = bassin_at(bassin)
    before = (await visit.ask(BEFORE, bassin=name)).audit_trail.nodes
    here, earlier, *_ = [*(each.stop for each in before), None, None]
    after = await visit.ask(AFTER, bassin=name, after=cursor_at(here.position) if here else None)
    later = next((each.stop for each in after.audit_trail.nodes), None)
    return answer(Stops(earlier, here, later))


def answer(found: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(found), media_type=JSON, headers=HEADERS)
