"""A month as a calendar on a wall shows it: weeks from Monday, each day with its entries."""

from calendar import Calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from efe_infra.console.calendar.entries import Entry
from efe_infra.console.web.refusals import PageRefused


class Day(NamedTuple):
    day: date
    inside: bool
    entries: tuple[Entry, ...]


class Month(NamedTuple):
    first: date

    @classmethod
    def of(cls, text: str | None, today: date) -> "Month":
        """`2026-11`; without it, that of today. Raises `PageRefused`."""
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
    def next(self) -> "Month":
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def previous(self) -> "Month":
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"

    def weeks(self, entries: Iterable[Entry]) -> list[list[Day]]:
        by_day: dict[date, list[Entry]] = {}
        for each in entries:
            by_day.setdefault(each.day, []).append(each)
        weeks = Calendar().monthdatescalendar(self.first.year, self.first.month)
        return [
            [Day(each, each.month == self.first.month, tuple(by_day.get(each, ()))) for each in week]
            for week in weeks
        ]
