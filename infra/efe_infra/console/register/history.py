"""What happened to an object: public days, and the entries of its history for those who may read them."""

from datetime import date, datetime
from typing import NamedTuple

from efe_infra.console.register.answers import Answers, Edges, RuleKey


class Entry(Answers, frozen=True):
    position: int
    recorded_at: datetime
    effective_on: date | None
    sentence: str
    rule: RuleKey


class Further(Answers, frozen=True):
    has_next_page: bool


class History(Edges[Entry], frozen=True):
    """Its first entries."""

    total_count: int
    page_info: Further


class Step(NamedTuple):
    """A day of the life of an object that everybody may know."""

    day: date
    words: str


def in_order(*steps: tuple[date | None, str]) -> list[Step]:
    """Those that have a day, the first first."""
    return sorted((Step(day, words) for day, words in steps if day), key=lambda each: each.day)
