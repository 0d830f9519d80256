"""Fold of every event into the audit trail, beside the projections; and the set of all projections."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from efe_domain.shared.event import Event
from efe_projections.engine.projection import Key, Projection, RecordedEvent
from efe_projections.engine.row import Row


@dataclass(frozen=True, kw_only=True)
class AuditFold[E: Row, P: Row, C]:
    """The row of an `event`, by position; its `place` in the trail of each Instance concerned, by `bassin` and `seq`;
    and an `entry`, which shows both together.

    `changes_between` gives what an event changed in a row, `record` and `put` make the rows. They are pure, and never
    refuse a fact.
    """

    event: type[E]
    place: type[P]
    entry: type[Row]
    changes_between: Callable[[Key, Row | None, Row | None], list[C]]
    record: Callable[[RecordedEvent[Event], tuple[C, ...]], E]
    put: Callable[[E, str, int], P]


@dataclass(frozen=True)
class Projections:
    """All projections of one read model, and its audit fold."""

    each: tuple[Projection[Any], ...]
    audit: AuditFold[Any, Any, Any]

    def __iter__(self) -> Iterator[Projection[Any]]:
        return iter(self.each)
