"""Public days in the life of an object, in order."""

from datetime import date
from typing import NamedTuple


class Step(NamedTuple):
    """Public day of an object, in words."""

    day: date
    words: str


def in_order(*steps: tuple[date | None, str]) -> list[Step]:
    """Returns the steps that have a day, sorted by it."""
    return sorted((Step(day, words) for day, words in steps if day), key=lambda step: step.day)
