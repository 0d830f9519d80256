"""Positions of the members on a decision, as shapes and in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from efe_infra.console.language.translatable import tr, tr_join, tr_plural

SHAPES: Final[Mapping[str, str]] = {"AGREE": "agree", "RESERVE": "reserve", "ABSTAIN": "abstain", "OBJECT": "object"}
"""Class of the shape of each stance."""


class Voter(Protocol):
    """Operator in a response."""

    @property
    def id(self) -> str: ...


class RosterVoice(Protocol):
    """Seat of a roster in a response."""

    @property
    def operator(self) -> Voter | None: ...


class StancePosition(Protocol):
    """Position in a response."""

    @property
    def stance(self) -> str: ...

    @property
    def content_hash(self) -> str: ...

    @property
    def operator(self) -> Voter | None: ...


class SeatShapes(NamedTuple):
    """One shape for each member; `words` count them, and `count_words` say how many took a position."""

    shapes: list[str]
    words: str
    count_words: str


def stances_on(positions: Sequence[StancePosition], content_hash: str) -> dict[str, str]:
    """Returns the last stance of each member on a text, by the id of the member."""
    return {
        each.operator.id: each.stance for each in positions if each.operator and each.content_hash == content_hash
    }


def seats_of(roster: Sequence[RosterVoice], positions: Sequence[StancePosition], content_hash: str) -> SeatShapes:
    stances = stances_on(positions, content_hash)
    own_stances = [stances.get(each.operator.id) if each.operator else None for each in roster]
    shapes = [SHAPES.get(each or "", "none") for each in own_stances]
    shapes.sort(key=[*SHAPES.values(), "none"].index)
    stance_count = sum(each is not None for each in own_stances)
    return SeatShapes(shapes, _words(Counter(shapes)), tr("%(said)s sur %(all)s", said=stance_count, all=len(roster)))


def _words(counts: Counter[str]) -> str:
    parts = {
        "agree": tr_plural("%(count)s accord", "%(count)s accords", counts["agree"]),
        "reserve": tr_plural("%(count)s réserve", "%(count)s réserves", counts["reserve"]),
        "abstain": tr_plural("%(count)s abstention", "%(count)s abstentions", counts["abstain"]),
        "object": tr_plural("%(count)s objection", "%(count)s objections", counts["object"]),
        "none": tr_plural("%(count)s position attendue", "%(count)s positions attendues", counts["none"]),
    }
    return tr_join(", ", [words for shape, words in parts.items() if counts[shape]])
