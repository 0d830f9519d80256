"""Rows that last from a day up to, not including, another."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from efe_domain.shared.days import Period


class Lasting(Protocol):
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


def in_force[L: Lasting](rows: Iterable[L], day: date | None) -> list[L]:
    """Those in force on a day; all of them without one."""
    return [row for row in rows if day is None or Period(row.since, row.until).covers(day)]
