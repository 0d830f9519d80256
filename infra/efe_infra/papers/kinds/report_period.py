"""Period of an evaluation report: its days, from the address and from the moment of the reader."""

from datetime import date

import msgspec

from efe_infra.console.language.formats import ZONE
from efe_infra.papers.declaration.paper import PART_MARK
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment


class ReportPeriod(msgspec.Struct, frozen=True):
    """Days of a report, both included; without a first day, from the establishment of the Instance."""

    since: date | None
    until: date

    def has(self, day: date | None) -> bool:
        return day is not None and day <= self.until and (self.since is None or day >= self.since)

    def reached(self, day: date | None) -> bool:
        """Tells whether a day is the last one or before it."""
        return day is not None and day <= self.until


def since_of(key: str) -> date | None:
    """Returns the first day of the period in an address. Raises `ValueError`."""
    text = key.partition(PART_MARK)[2]
    return date.fromisoformat(text) if text else None


def last_day(reader: PaperReader, moment: ReadMoment) -> date:
    """Returns the day in law of the reader; without one, that of the last act of the register."""
    return reader.law_day or moment.known_at.astimezone(ZONE).date()
