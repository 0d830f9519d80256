"""Legal days: periods, terms, and the rules that the day of a fact obeys."""

from collections.abc import Hashable, Iterator
from datetime import date, timedelta

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError
from efe_domain.shared.messages import Message

ONE_DAY = timedelta(days=1)


class InTheFuture(DomainError, rule=Rule.REGISTRE):
    """A recorded fact is not in the future (REGISTRE)."""


class TooEarly(DomainError, rule=Rule.REGISTRE):
    """A fact does not come before what it depends on (REGISTRE)."""


class LateWithoutSource(DomainError, rule=Rule.ART_7):
    """A fact recorded later than the règlement allows needs a source: a document or a reason (ART-7)."""


def check_source(day: date, today: date, source: str, after: int | None) -> None:
    """Raises `LateWithoutSource` if the day is more than `after` days ago; without `after`, never."""
    if after is not None and not source and (today - day).days > after:
        raise LateWithoutSource(
            "Le {day} remonte à plus de {after} jours : le règlement d'ordre intérieur demande une pièce ou une"
            " raison.",
            day=day,
            after=after,
        )


class Period(msgspec.Struct, frozen=True):
    """A fact that lasts: from its first day up to, not including, the day of its end."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def reaches(self, day: date) -> bool:
        """Tells whether the period has a day on or after that day."""
        return self.until is None or day < self.until


class Term(msgspec.Struct, frozen=True):
    """A term of a pôle, both days included."""

    starts: date
    ends: date


def last_day(starts: date, years: int) -> date:
    """Returns the last day of so many years: 1 March 2026 and three years give 28 February 2029.

    The anniversary of a 29 February falls on the 28th in a common year.
    """
    return anniversary(starts, years) - ONE_DAY


def anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def later_day(one: date | None, other: date | None) -> date | None:
    """Returns the later of two days, of which either may be missing."""
    return max((day for day in (one, other) if day), default=None)


def check_not_before(day: date, earliest: date, what: str) -> None:
    """Raises `TooEarly`: the command would precede `what` it depends on."""
    if day < earliest:
        raise TooEarly("Le {day} précède {what} ({earliest}).", day=day, what=Message(what), earliest=earliest)


class Periods[K: Hashable]:
    """The periods of each key, in the order in which they began. At most the last one of a key is open."""

    def __init__(self) -> None:
        self._periods: dict[K, list[Period]] = {}

    def __iter__(self) -> Iterator[K]:
        return iter(self._periods)

    def of(self, key: K) -> tuple[Period, ...]:
        return tuple(self._periods.get(key, ()))

    def cover(self, key: K, day: date) -> bool:
        return any(period.covers(day) for period in self.of(key))

    def reach(self, key: K, day: date) -> bool:
        """Tells whether a period of the key has a day on or after that day: a new one would overlap."""
        return any(period.reaches(day) for period in self.of(key))

    def is_open(self, key: K) -> bool:
        return any(period.until is None for period in self.of(key))

    def since(self, key: K) -> date:
        """Returns the first day of the last period."""
        return self._periods[key][-1].since

    def check_end(self, key: K, day: date, what: str) -> None:
        """Raises `TooEarly` when the last period would end before it began; `what` names its beginning."""
        check_not_before(day, self.since(key), what)

    def open(self, key: K, day: date) -> None:
        self._periods.setdefault(key, []).append(Period(day))

    def close(self, key: K, day: date) -> None:
        self._periods[key][-1] = Period(self.since(key), day)
