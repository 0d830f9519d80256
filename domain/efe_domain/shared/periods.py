"""Facts that begin, end and may begin again: axes identified, competences recognised, roles granted."""

from collections.abc import Hashable, Iterator
from datetime import date

from efe_domain.shared.days import Spell, check_not_before


class Spells[K: Hashable]:
    """The spells of each key, in the order in which they began. At most the last one of a key is open."""

    def __init__(self) -> None:
        self._spells: dict[K, list[Spell]] = {}

    def __iter__(self) -> Iterator[K]:
        return iter(self._spells)

    def of(self, key: K) -> tuple[Spell, ...]:
        return tuple(self._spells.get(key, ()))

    def cover(self, key: K, day: date) -> bool:
        return any(spell.covers(day) for spell in self.of(key))

    def reach(self, key: K, day: date) -> bool:
        """Whether any day of any spell is that day or later: a new one beginning then would overlap."""
        return any(spell.reaches(day) for spell in self.of(key))

    def is_open(self, key: K) -> bool:
        return any(spell.until is None for spell in self.of(key))

    def since(self, key: K) -> date:
        """The first day of the last spell."""
        return self._spells[key][-1].since

    def check_end(self, key: K, day: date, what: str) -> None:
        """Raises `TooEarly` when the last spell would end before it began; `what` names its beginning."""
        check_not_before(day, self.since(key), what)

    def open(self, key: K, day: date) -> None:
        self._spells.setdefault(key, []).append(Spell(day))

    def close(self, key: K, day: date) -> None:
        self._spells[key][-1] = Spell(self.since(key), day)
