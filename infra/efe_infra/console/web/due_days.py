"""Days until a deadline, in words and as a class of the style sheet."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from efe_infra.console.language.translatable import Translatable, tr, tr_plural

NEAR_DEADLINE: Final = timedelta(days=7)
"""Time before a deadline in which it is marked."""


class DueDays(NamedTuple):
    """Deadline from a day: `tone` is `late`, `soon` or empty."""

    words: Translatable
    tone: str


def due_days(due: date, on: date) -> DueDays:
    days = (due - on).days
    if days < 0:
        return DueDays(tr_plural("En retard de %(count)s jour", "En retard de %(count)s jours", -days), "late")
    words = tr_plural("dans %(count)s jour", "dans %(count)s jours", days) if days else tr("aujourd'hui")
    return DueDays(words, "soon" if due - on <= NEAR_DEADLINE else "")
