"""Search of the meetings that a correction may cite: by day, month, year, or words of the place or the agenda."""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from efe_infra.console.correction.generated import MEETINGS_TO_CITE, MeetingsToCiteMeeting
from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.field_search import BEGINNINGS, FieldSearch, search_field
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.meeting.held_meetings import A_YEAR
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest

HINT: Final = tr_join(" ", (tr("Un jour s'écrit 2026-12-31 ou 31/12/2026."), BEGINNINGS))
PERIODS: Final[Mapping[str, Callable[[date], date]]] = {
    "%Y-%m-%d": lambda day: day,
    "%d/%m/%Y": lambda day: day,
    "%m/%Y": lambda first: first.replace(day=monthrange(first.year, first.month)[1]),
    "%Y": lambda first: first.replace(month=12, day=31),
}
"""Last day of a typed day, month or year, by its form."""

type Citable = Callable[[MeetingsToCiteMeeting], bool]


def was_held(meeting: MeetingsToCiteMeeting) -> bool:
    return meeting.held_on is not None


def has_minutes(meeting: MeetingsToCiteMeeting) -> bool:
    """Tells whether the meeting is one of a body, whose adopted minutes may be cited."""
    return meeting.minutes_adopted_on is not None and meeting.body is not None


async def last_meetings(visit: PageRequest, bassin: str) -> list[MeetingsToCiteMeeting]:
    """Returns the meetings of an Instance since a year ago, the latest first."""
    since = (today() - A_YEAR).isoformat()
    return (await visit.ask_all(MEETINGS_TO_CITE, lambda answer: answer.meetings, bassin=bassin, since=since))[::-1]


async def meeting_search(
    visit: PageRequest,
    bassin: str,
    form: Fields,
    field: str,
    citable: Citable,
    last: Sequence[MeetingsToCiteMeeting],
    choices: Sequence[Option] = (),
) -> FieldSearch:
    """Returns the search of a meeting; the `last` ones are offered before it."""

    def options(meetings: Sequence[MeetingsToCiteMeeting]) -> list[Option]:
        return [meeting_option(each) for each in meetings if citable(each)]

    async def find(text: str) -> list[Option]:
        period = period_in(text)
        where = {"since": period[0].isoformat(), "until": period[1].isoformat()} if period else {"search": text}
        return options((await visit.ask(MEETINGS_TO_CITE, bassin=bassin, **where)).meetings.nodes[::-1])

    return await search_field(
        form, field, tr("Chercher"), find, hint=HINT, choices=choices, suggestions=options(last)
    )


def meeting_option(meeting: MeetingsToCiteMeeting) -> Option:
    assembly = meeting.body or meeting.pole
    name = assembly.name if assembly else tr("Réunion")
    return Option(meeting.id, tr("%(name)s, %(day)s", name=name, day=meeting.day))


def period_in(text: str) -> tuple[date, date] | None:
    """Returns the first and the last day of a typed day, month or year; None for other words."""
    for form, last_day in PERIODS.items():
        try:
            first = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return first, last_day(first)
    return None
