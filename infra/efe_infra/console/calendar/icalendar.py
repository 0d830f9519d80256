"""iCalendar (RFC 5545): events as a text that calendar programs read."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from efe_infra.console.language.formats import ZONE

MEDIA: Final = "text/calendar; charset=utf-8"
PRODUCT: Final = "-//EFE Synergies//Calendrier//FR"
MAX_LINE_BYTES: Final = 75
"""Length after which a line is folded (RFC 5545, 3.1)."""
USUAL: Final = timedelta(hours=2)
"""Shown for a meeting of which only the beginning is known."""


class Event(NamedTuple):
    """`uid` stays the same as long as it is the same event. Without `starts` it is of a whole day."""

    uid: str
    day: date
    summary: str
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar(events: Iterable[Event], *, name: str, at: datetime) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "X-PUBLISHED-TTL:PT6H",
        *(line for each in events for line in lines_of(each, at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(each)}\r\n" for each in lines)


def lines_of(event: Event, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{moment(at)}"
    yield from times(event)
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.place:
        yield f"LOCATION:{escaped(event.place)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    if event.starts is None:
        yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def times(event: Event) -> Iterator[str]:
    """The end of a day is the day after (3.6.1); hours are told in UTC, which needs no table of time zones."""
    if event.starts is None:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
        return
    starts = datetime.combine(event.day, event.starts, ZONE)
    ends = datetime.combine(event.day, event.ends, ZONE) if event.ends else starts + USUAL
    yield f"DTSTART:{moment(starts)}"
    yield f"DTEND:{moment(ends)}"


def moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A text (3.3.11); control characters, which none may have, are left out."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return "".join(each for each in text if each.isprintable())


def folded(line: str) -> str:
    """No line is longer than 75 octets, and no character is cut in two."""
    parts, part, size = [], "", 0
    for each in line:
        octets = len(each.encode())
        if size + octets > MAX_LINE_BYTES:
            parts.append(part)
            part, size = "", 1  # the space with which it goes on
        part, size = part + each, size + octets
    return "\r\n ".join([*parts, part])
