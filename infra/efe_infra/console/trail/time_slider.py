"""`/instances/{bassin}/temps`: data of the time slider: months with entries, and the acts around a moment."""

from datetime import date, timedelta
from typing import Final

import msgspec
from starlette.responses import Response

from efe_infra.console.language.formats import ZONE, format_time, today
from efe_infra.console.register.ids import cursor_at
from efe_infra.console.trail.generated import (
    ACT_AFTER,
    ACTS_BEFORE,
    MONTHS,
    ActAfterAuditEntry,
    ActsBeforeAuditEntry,
    MonthsAuditMonth,
)
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import bassin_at
from efe_infra.http.negotiation import JSON

pages = page_router(multilingual=True)

HEADERS: Final = {"Cache-Control": "no-store"}


class SliderStop(msgspec.Struct, frozen=True):
    """Moment on which the slider stops: that of an act, with its day in Brussels."""

    position: int
    day: date
    time: str
    sentence: str


class SliderRange(msgspec.Struct, frozen=True):
    """Range of the slider; it ends at `today` in Brussels, not by the clock of the browser."""

    today: date
    months: tuple[MonthsAuditMonth, ...]


class Stops(msgspec.Struct, frozen=True):
    """Acts around a moment: the last one known then, the one before it and the one after."""

    earlier: SliderStop | None
    here: SliderStop | None
    later: SliderStop | None


@pages.get("/instances/{bassin}/temps")
async def axis(visit: SignedInVisit, bassin: str) -> Response:
    response = await visit.ask(MONTHS, bassin=bassin_at(bassin))
    return answer(SliderRange(today(), response.audit_months))


@pages.get("/instances/{bassin}/temps/actes")
async def stops(visit: SignedInVisit, bassin: str) -> Response:
    """Returns the acts around the moment of the page (`?a=`)."""
    name = bassin_at(bassin)
    before = (await visit.ask(ACTS_BEFORE, bassin=name)).audit_trail.nodes
    here, earlier, *_ = [*map(stop_at, before), None, None]
    after = await visit.ask(ACT_AFTER, bassin=name, after=cursor_at(here.position) if here else None)
    later = next(map(stop_at, after.audit_trail.nodes), None)
    return answer(Stops(earlier, here, later))


def stop_at(act: ActsBeforeAuditEntry | ActAfterAuditEntry) -> SliderStop:
    moment = act.recorded_at.astimezone(ZONE)
    return SliderStop(act.position, moment.date(), format_time(moment), act.sentence)


def last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def last_known_day(month: date) -> date:
    """Returns the last day of a month, or today within it."""
    return min(last_day(month), today())


def answer(content: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(content), media_type=JSON, headers=HEADERS)
