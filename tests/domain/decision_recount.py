"""The state of a decision, counted again from its events."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from efe_domain.decision.events import (
    DecisionAmended,
    DecisionEvent,
    DecisionProposed,
    ObjectionWithdrawn,
    PositionTaken,
)
from efe_domain.shared.colleges import College


def roster_of(events: Sequence[DecisionEvent]) -> dict[UUID, College]:
    first = events[0]
    assert isinstance(first, DecisionProposed)
    return {seat.operator: seat.college for seat in first.roster}


def current(events: Sequence[DecisionEvent]) -> DecisionProposed | DecisionAmended:
    return [event for event in events if isinstance(event, DecisionProposed | DecisionAmended)][-1]


def heard(events: Sequence[DecisionEvent]) -> set[UUID]:
    since = events[events.index(current(events)) :]
    return {event.operator for event in since if isinstance(event, PositionTaken)}


def standing(events: Sequence[DecisionEvent]) -> set[int]:
    raised = {event.objection for event in events if isinstance(event, PositionTaken) and event.objection}
    return raised - {event.objection for event in events if isinstance(event, ObjectionWithdrawn)}


def author_of(objection: int, events: Sequence[DecisionEvent]) -> UUID:
    [author] = [
        event.operator for event in events if isinstance(event, PositionTaken) and event.objection == objection
    ]
    return author


def day_of(kind: type[DecisionEvent], events: Sequence[DecisionEvent]) -> date | None:
    return next((event.effective_on for event in events if isinstance(event, kind)), None)
