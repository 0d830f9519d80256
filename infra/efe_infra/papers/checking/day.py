"""Day of a paper beside a bundle: between the instant of its position, and what is known to be later."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from efe_infra.ledger.pages import LedgerEvent

CLOCK_TOLERANCE_S: Final = 300
"""Seconds that the clock of a witness, or of a time-stamping authority, may differ."""


class DayBounds(NamedTuple):
    """Seconds since 1970: of the position itself, if the bundle has its event, and the earliest later instant."""

    exact: int | None
    latest: int | None

    def holds(self, timestamp: int) -> bool:
        if self.exact is not None:
            return timestamp == self.exact
        return self.latest is None or timestamp <= self.latest

    @property
    def is_bounded(self) -> bool:
        return self.exact is not None or self.latest is not None


def day_bounds(events: Iterable[LedgerEvent], position: int, attested: Iterable[int]) -> DayBounds:
    """Returns the bounds of a position; `attested` are instants at which a third party saw a log that covers it."""
    exact, following = None, [each + CLOCK_TOLERANCE_S for each in attested]
    for each in events:
        if each.position == position:
            exact = int(each.recorded_at.timestamp())
        if each.position > position:
            following.append(int(each.recorded_at.timestamp()))
            break
    return DayBounds(exact, min(following, default=None))
