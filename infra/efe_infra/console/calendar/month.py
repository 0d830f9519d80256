"""A month as a table of weeks from Monday, each day with its entries."""

from calendar import Calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from efe_infra.console.calendar.entries import CalendarEntry
from efe_infra.console.web.refusals import PageRefused


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
