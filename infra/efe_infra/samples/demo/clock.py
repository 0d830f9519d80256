"""Clock of the demonstration, and the lives that wait for its days."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final, cast

import msgspec
from msgspec.structs import replace

from efe_domain.project.plan_events import BudgetLine
from efe_infra.samples.empty_ledger import BEFORE_ALL, next_instant

WRITTEN_FOR: Final = date(2026, 11, 24)
"""Day for which the days of the demonstration are written: a few days after its last act."""
COMMAND_INTERVAL: Final = timedelta(minutes=1)
_WEEK: Final = timedelta(weeks=1)

type Life = Iterator[date]
"""Acts in the order of their days. It yields the day on which its next acts take place."""


class Clock:
    """Clock that the demonstration sets; it never goes back. `day` is the day of the acts, in law."""

    def __init__(self) -> None:
        self.day = date.min
        self._last = BEFORE_ALL
        self._lives: list[tuple[date, int, Life]] = []
        self._numbers = count()

    def instant(self) -> datetime:
        """Returns the instant of the next command."""
        self._last = next_instant(self._last, self.day, COMMAND_INTERVAL)
        return self._last

    def begin(self, life: Life) -> None:
        """Lets a life go on from its first day. On one day, the life that began first comes first."""
        self._resume(next(self._numbers), life)

    def run(self, progress: Callable[[date], object]) -> None:
        """Sets each day in turn, and plays its acts. Raises `ValueError` for an act before its cause."""
        while self._lives:
            day, number, life = heappop(self._lives)
            if day < self.day:
                raise ValueError(f"An act of {day} is begun on {self.day}")
            self.day = day
            self._resume(number, life)
            progress(day)

    def _resume(self, number: int, life: Life) -> None:
        if (day := next(life, None)) is not None:
            heappush(self._lives, (day, number, life))


def shift_to(today: date) -> timedelta:
    """Returns whole weeks, so that days of the week stay."""
    return (today - WRITTEN_FOR) // _WEEK * _WEEK


def shifted[T](value: T, shift: timedelta) -> T:
    """Returns the value with every day of it moved. The year of a budget line is that of its moved middle."""
    match value:
        case BudgetLine(year=year):
            moved: Any = replace(value, year=(date(year, 7, 1) + shift).year)
        case date():
            moved = value + shift
        case tuple():
            moved = tuple(shifted(each, shift) for each in value)
        case msgspec.Struct():
            fields = {name: shifted(getattr(value, name), shift) for name in value.__struct_fields__}
            moved = replace(value, **fields)
        case _:
            moved = value
    return cast("T", moved)
