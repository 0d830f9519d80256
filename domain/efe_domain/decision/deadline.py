"""Deadline of a consultation: its last day, and whether it was announced early enough to count (PS-CONSENSUS)."""

from datetime import date
from typing import Final

import msgspec

NOTICE_DAYS: Final = 7
"""Days between the recording of a deadline and its last day: an interpretation, since the law sets none."""


class Deadline(msgspec.Struct, frozen=True):
    """Last day for answers, and the day on which it was recorded.

    `recorded_on` is null before 0.5.0 and for an imported line: such a deadline counts, with a quorum alone.
    """

    last_day: date
    recorded_on: date | None = None

    @property
    def counts(self) -> bool:
        """Says whether the members had the notice: silence after any other deadline frees no decision."""
        return self.recorded_on is None or (self.last_day - self.recorded_on).days >= NOTICE_DAYS

    def has_passed(self, on: date) -> bool:
        """Says whether it counts, and that day comes after it."""
        return self.counts and on > self.last_day

    @property
    def frees_without_quorum(self) -> bool:
        """Says whether silence after it frees a decision also where the modalities set no quorum."""
        return self.recorded_on is not None and self.counts

    def attested(self) -> "Deadline":
        """Returns the deadline as one that was recorded in time."""
        return Deadline(self.last_day, date.min)

    def moved(self, last_day: date, recorded_on: date | None) -> "Deadline":
        """Returns the deadline on a later day; it keeps the notice that the members had."""
        has_notice = self.recorded_on is not None and self.counts
        return Deadline(last_day, self.recorded_on if has_notice else recorded_on)


def deadline_of(last_day: date | None, recorded_on: date | None) -> Deadline | None:
    """Returns None without a deadline."""
    return None if last_day is None else Deadline(last_day, recorded_on)


def next_deadline(current: Deadline | None, last_day: date, recorded_on: date | None) -> Deadline:
    """Returns the current deadline, moved to that day; a first one if there is none."""
    return current.moved(last_day, recorded_on) if current else Deadline(last_day, recorded_on)
