"""Hours of digests: seven o'clock in Brussels, each day or each Monday."""

from datetime import date, datetime, time, timedelta
from typing import Final

from efe_infra.console.language.formats import ZONE
from efe_infra.notices.kinds import Choice

DIGEST_TIME: Final = time(7)
MONDAY: Final = 0


def day_of(now: datetime) -> date:
    """Returns the day in Brussels."""
    return now.astimezone(ZONE).date()


def digest_on(day: date) -> datetime:
    return datetime.combine(day, DIGEST_TIME, ZONE)


def last_digest_day(now: datetime) -> date:
    """Returns the day of the last seven o'clock that has struck."""
    day = day_of(now)
    return day if now >= digest_on(day) else day - timedelta(days=1)


def next_digest(choice: Choice, now: datetime) -> datetime:
    """Returns the next digest of the choice, after now."""
    day = last_digest_day(now) + timedelta(days=1)
    if choice is Choice.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return digest_on(day)
