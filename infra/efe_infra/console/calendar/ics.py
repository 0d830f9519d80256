"""Calendar files (RFC 5545) for calendar programs."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from efe_infra.console.language.formats import ZONE

if TYPE_CHECKING:
    from icalendar import Event as IcsEvent

MEDIA: Final = "text/calendar; charset=utf-8"
PRODUCT: Final = "-//EFE Synergies//Calendrier//FR"
DEFAULT_DURATION: Final = timedelta(hours=2)
"""Duration of a meeting whose end is unknown."""


class IcsEntry(NamedTuple):
    """Entry of a calendar file. `uid` identifies it for ever. Without `starts` it takes the whole day."""

    uid: str
    day: date
    summary: str
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False

    def component(self, at: datetime) -> "IcsEvent":
        """Returns the event with hours in UTC, which need no time zone table. `at` is the time of the file."""
        from icalendar import Event as IcsEvent  # noqa: PLC0415 - takes 0.1 s, at the first file

        component = IcsEvent()
        component.add("uid", self.uid)
        component.add("dtstamp", at)
        if self.starts is None:
            component.add("dtstart", self.day)
            component.add("dtend", self.day + timedelta(days=1))
            component.add("transp", "TRANSPARENT")
        else:
            starts = datetime.combine(self.day, self.starts, ZONE)
            ends = datetime.combine(self.day, self.ends, ZONE) if self.ends else starts + DEFAULT_DURATION
            component.add("dtstart", starts.astimezone(UTC))
            component.add("dtend", ends.astimezone(UTC))
        component.add("summary", printable(self.summary))
        if self.place:
            component.add("location", printable(self.place))
        if self.url:
            component.add("url", self.url)
        component.add("sequence", self.sequence)
        component.add("status", "CANCELLED" if self.cancelled else "CONFIRMED")
        return component


def calendar(events: Iterable[IcsEntry], *, name: str, at: datetime) -> bytes:
    from icalendar import Calendar  # noqa: PLC0415 - as above

    file = Calendar()
    for key, value in {
        "version": "2.0",
        "prodid": PRODUCT,
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "x-wr-calname": name,
        "x-published-ttl": "PT6H",
    }.items():
        file.add(key, value)
    for each in events:
        file.add_component(each.component(at))
    content: bytes = file.to_ical()
    return content


def printable(text: str) -> str:
    """Leaves out control characters but line feeds: RFC 5545 (3.3.11) allows none, and the library keeps them."""
    return "".join(each for each in text if each.isprintable() or each == "\n")
