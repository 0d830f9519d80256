"""When something was harmed, and so which failures of a request are in order."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from math import inf


class Kind(Enum):
    """`AWAY`: the process that serves is not there, or is stopping; `FROZEN`: it is there and does nothing."""

    HARM = auto()
    AWAY = auto()
    FROZEN = auto()


@dataclass
class Trouble:
    """By the monotonic clock; without an end as long as it lasts."""

    kind: Kind
    began: float
    ended: float = inf


class Troubles:
    """Faults of one run, in their order."""

    def __init__(self) -> None:
        self._all: list[Trouble] = []

    @contextmanager
    def during(self, kind: Kind) -> Iterator[None]:
        trouble = Trouble(kind, time.monotonic())
        self._all.append(trouble)
        try:
            yield
        finally:
            trouble.ended = time.monotonic()

    def note(self, kind: Kind, began: float, ended: float) -> None:
        """One that is over."""
        self._all.append(Trouble(kind, began, ended))

    def overlap(self, kind: Kind, began: float, ended: float, after: float = 0.0) -> float:
        """Seconds of trouble in this interval; each is taken to last for a while `after` its end. None is 0."""
        shared = (min(ended, each.ended + after) - max(began, each.began) for each in self._all if each.kind is kind)
        return max((seconds for seconds in shared if seconds > 0), default=0.0)
