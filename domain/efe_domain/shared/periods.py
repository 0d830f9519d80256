"""Facts that begin, end and may begin again: axes identified, competences recognised, roles granted."""

from collections.abc import Hashable, Iterator
from datetime import date

from efe_domain.shared.days import Period, check_not_before


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
        """Whether any day of any period is that day or later: a new one beginning then would overlap."""
        return any(period.reaches(day) for period in self.of(key))

    def is_open(self, key: K) -> bool:
        return any(period.until is None for period in self.of(key))

    def since(self, key: K) -> date:
        """The first day of the last period."""
        return self._periods[key][-1].since

    def check_end(self, key: K, day: date, what: str) -> None:
        """Raises `TooEarly` when the last period would end before it began; `what` names its beginning."""
        check_not_before(day, self.since(key), what)

    def open(self, key: K, day: date) -> None:
        self._periods.setdefault(key, []).append(Period(day))

    def close(self, key: K, day: date) -> None:
        self._periods[key][-1] = Period(self.since(key), day)
