"""`/calendrier`: a month and what comes, of what the person may see; `/calendrier.ics` for calendar programs."""

from asyncio import gather
from datetime import UTC, datetime, timedelta
from typing import Final

from anyio.to_thread import run_sync
from starlette.responses import Response

from efe_infra.console.calendar.addresses import CalendarAddresses
from efe_infra.console.calendar.entries import AWAITED, CALENDAR, Entry, entries_of
from efe_infra.console.calendar.ics import MEDIA, calendar
from efe_infra.console.calendar.month import Month
from efe_infra.console.language.formats import today
from efe_infra.console.register.client import ask
from efe_infra.console.sign_in.flow import LONGEST_COOKIE, to
from efe_infra.console.web.forms import Form
from efe_infra.console.web.navigation import CALENDAR as PATH
from efe_infra.console.web.origin import origin_of
from efe_infra.console.web.page_request import SignedInVisit, Visit, Visitor, refuse
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotHere, SignInNeeded
from efe_infra.identity.tokens import Verified

pages = page_router(multilingual=True)
FILE: Final = "/calendrier.ics"
NAME: Final = "Synergies EFE"
PAST: Final = timedelta(days=90)
AHEAD: Final = timedelta(days=400)
NEXT: Final = 50
"""Entries of what comes."""


@pages.get(PATH)
async def month(visit: SignedInVisit) -> Response:
    """`mois` is the month, as `2026-11`."""
    return await shown(visit)


@pages.post(PATH)
async def address(visit: Visit, form: Form) -> Response:
    """Makes the person's private address, or ends it. It is told once, on this page: only its hash is kept."""
    if visit.session is None:
        raise SignInNeeded
    addresses, owner = addresses_of(visit), await owner_of(visit)
    if form.get("acte") != "creer":
        await run_sync(addresses.revoke, owner)
        return to(visit.link(PATH))
    secret = await run_sync(addresses.make, owner)
    return await shown(visit, secret)


@pages.get(FILE)
async def file(visit: Visit) -> Response:
    """`cle` is the secret of an address; without it, the calendar of who is signed in.

    Nothing says whether an address ended or never was. The log of requests has no parameters.
    """
    if secret := visit.given("cle"):
        entries = await read_for(visit, secret)
    elif visit.session:
        entries = await read(visit, window())
    else:
        raise SignInNeeded
    origin = origin_of(visit.request, visit.request.app.state.console.public)
    text = calendar((each.event(origin) for each in entries), name=NAME, at=datetime.now(UTC))
    headers = {"Content-Disposition": 'attachment; filename="calendrier.ics"', "Cache-Control": "private, no-store"}
    return Response(text, media_type=MEDIA, headers=headers)


async def shown(visit: Visitor, secret: str | None = None) -> Response:
    on = visit.moment.in_force_on or today()
    chosen = Month.of(visit.given("mois"), on)
    since = min(chosen.first, on) - timedelta(days=7)
    found, awaited = await gather(
        visit.ask(CALENDAR, since=since.isoformat(), until=(chosen.first + AHEAD).isoformat()), visit.ask(AWAITED)
    )
    entries = entries_of(found, awaited)
    origin = origin_of(visit.request, visit.request.app.state.console.public)
    held_until = await run_sync(addresses_of(visit).prolong, await owner_of(visit))
    return visit.page(
        "calendar/page.html",
        found,
        month=chosen,
        weeks=chosen.weeks(entries),
        on=on,
        coming=[each for each in entries if each.day >= on][:NEXT],
        held_until=held_until,
        address=f"{origin}{FILE}?cle={secret}" if secret else None,
        path=PATH,
    )


def window() -> dict[str, str]:
    return {"since": (today() - PAST).isoformat(), "until": (today() + AHEAD).isoformat()}


async def read(visit: Visitor, days: dict[str, str]) -> list[Entry]:
    found, awaited = await gather(visit.ask(CALENDAR, **days), visit.ask(AWAITED))
    return entries_of(found, awaited)


async def read_for(visit: Visitor, secret: str) -> list[Entry]:
    """With the rights that the owner of an address has now. Raises `PageRefused`."""
    if len(secret) > LONGEST_COOKIE:
        raise NotHere
    reader = await run_sync(addresses_of(visit).find, secret)
    if reader is None or reader.issuer != visit.request.app.state.console.issuer:
        raise NotHere
    found = await ask(visit.request, CALENDAR, dict(window()), token=None, reader=reader)
    awaited = await ask(visit.request, AWAITED, {}, token=None, reader=reader)
    for reply in (found, awaited):
        if reply.answer.errors:
            refuse(reply, visit.language)
    if found.answer.data is None or awaited.answer.data is None:
        raise NotHere
    return entries_of(found.answer.data, awaited.answer.data)


def addresses_of(visit: Visitor) -> CalendarAddresses:
    found: CalendarAddresses | None = visit.request.app.state.console.calendars
    if found is None:
        raise NotHere
    return found


async def owner_of(visit: Visitor) -> Verified:
    """Raises `SignInNeeded`."""
    if visit.session is None:
        raise SignInNeeded
    owner: Verified = await visit.request.app.state.console.verified(visit.session)
    return owner
