"""Page `/calendrier` with a month and the next entries, and its file `/calendrier.ics` for calendar programs."""

from calendar import Calendar
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec
from anyio.to_thread import run_sync
from starlette.responses import Response

from efe_infra.console.calendar.entries import CalendarEntry, entries_of
from efe_infra.console.calendar.ics import MEDIA, calendar
from efe_infra.console.calendar.private_addresses import CalendarAddresses
from efe_infra.console.calendar.reading import read_calendar
from efe_infra.console.language.formats import today
from efe_infra.console.register.client import ask
from efe_infra.console.register.documents import Document
from efe_infra.console.sign_in.flow import MAX_COOKIE_CHARACTERS, to
from efe_infra.console.web.form_body import Form
from efe_infra.console.web.navigation import CALENDAR as PATH
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit, refuse
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotHere, PageRefused, SignInNeeded
from efe_infra.http.origin import origin_of

pages = page_router(multilingual=True)
FILE: Final = "/calendrier.ics"
CALENDAR_NAME: Final = "Synergies EFE"
PAST_PERIOD: Final = timedelta(days=90)
FUTURE_PERIOD: Final = timedelta(days=400)
MAX_NEXT_ENTRIES: Final = 50


class Day(NamedTuple):
    day: date
    inside: bool
    entries: tuple[CalendarEntry, ...]


class CalendarMonth(NamedTuple):
    first: date

    @classmethod
    def of(cls, text: str | None, today: date) -> "CalendarMonth":
        """Parses `2026-11`; without a text, returns the month of today. Raises `PageRefused`."""
        if text is None:
            return cls(today.replace(day=1))
        try:
            first = date.fromisoformat(f"{text}-01")
        except ValueError:
            first = None
        if first is None or not 2000 <= first.year < 2100:
            raise PageRefused(400, "Un mois s'écrit AAAA-MM.")
        return cls(first)

    @property
    def next(self) -> "CalendarMonth":
        return CalendarMonth((self.first + timedelta(days=31)).replace(day=1))

    @property
    def previous(self) -> "CalendarMonth":
        return CalendarMonth((self.first - timedelta(days=1)).replace(day=1))

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"

    def weeks(self, entries: Iterable[CalendarEntry]) -> list[list[Day]]:
        by_day: dict[date, list[CalendarEntry]] = {}
        for each in entries:
            by_day.setdefault(each.day, []).append(each)
        weeks = Calendar().monthdatescalendar(self.first.year, self.first.month)
        return [
            [Day(each, each.month == self.first.month, tuple(by_day.get(each, ()))) for each in week]
            for week in weeks
        ]


@pages.get(PATH)
async def month(visit: SignedInVisit) -> Response:
    """Shows the month `mois`, like `2026-11`."""
    return await shown(visit)


@pages.post(PATH)
async def address(visit: Visit, form: Form) -> Response:
    """Creates or revokes the person's private address. Shows it once, because only its hash is stored."""
    if visit.session is None:
        raise SignInNeeded
    addresses, owner = addresses_of(visit), await visit.owner()
    if form.get("acte") != "creer":
        await run_sync(addresses.revoke, owner)
        return to(visit.link(PATH))
    secret = await run_sync(addresses.make, owner)
    return await shown(visit, secret)


@pages.get(FILE)
async def file(visit: Visit) -> Response:
    """Returns the calendar of the owner of the secret `cle`, or else of the signed-in person.

    The answer does not reveal whether an address ever existed. The request log has no parameters.
    """
    if secret := visit.query("cle"):
        entries = await read_for(visit, secret)
    elif visit.session:
        entries = entries_of(await read_calendar(visit.ask, **window()))
    else:
        raise SignInNeeded
    origin = origin_of(visit.request, visit.request.app.state.console.public)
    text = calendar((each.event(origin) for each in entries), name=CALENDAR_NAME, at=datetime.now(UTC))
    headers = {"Content-Disposition": 'attachment; filename="calendrier.ics"', "Cache-Control": "private, no-store"}
    return Response(text, media_type=MEDIA, headers=headers)


async def shown(visit: PageRequest, secret: str | None = None) -> Response:
    on = visit.moment.law_day or today()
    chosen = CalendarMonth.of(visit.query("mois"), on)
    since = min(chosen.first, on) - timedelta(days=7)
    until = chosen.first + FUTURE_PERIOD
    content = await read_calendar(visit.ask, since=since.isoformat(), until=until.isoformat())
    entries = entries_of(content)
    origin = origin_of(visit.request, visit.request.app.state.console.public)
    held_until = await run_sync(addresses_of(visit).prolong, await visit.owner())
    return visit.page(
        "calendar/page.html",
        content.page,
        month=chosen,
        weeks=chosen.weeks(entries),
        on=on,
        coming=[each for each in entries if each.day >= on][:MAX_NEXT_ENTRIES],
        held_until=held_until,
        address=f"{origin}{FILE}?cle={secret}" if secret else None,
        path=PATH,
    )


def window() -> dict[str, str]:
    return {"since": (today() - PAST_PERIOD).isoformat(), "until": (today() + FUTURE_PERIOD).isoformat()}


async def read_for(visit: PageRequest, secret: str) -> list[CalendarEntry]:
    """Reads with the current rights of the owner of an address. Raises `PageRefused`."""
    if len(secret) > MAX_COOKIE_CHARACTERS:
        raise NotHere
    reader = await run_sync(addresses_of(visit).find, secret)
    if reader is None or reader.issuer != visit.request.app.state.console.issuer:
        raise NotHere

    async def ask_as_reader[T: msgspec.Struct](document: Document[T], /, **variables: Any) -> T:
        reply = await ask(visit.request, document, variables, token=None, reader=reader)
        if reply.answer.errors:
            refuse(reply, visit.language)
        if reply.answer.data is None:
            raise NotHere
        return reply.answer.data

    return entries_of(await read_calendar(ask_as_reader, **window()))


def addresses_of(visit: PageRequest) -> CalendarAddresses:
    addresses: CalendarAddresses | None = visit.request.app.state.console.calendars
    if addresses is None:
        raise NotHere
    return addresses
