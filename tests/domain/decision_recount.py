"""The state of a decision, counted again from its events."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from efe_domain.decision.events import (
    DeadlineSet,
    DecisionAmended,
    DecisionEvent,
    DecisionProposed,
    ObjectionMaintained,
    ObjectionWithdrawn,
    PositionTaken,
    Stance,
)
from efe_domain.shared.colleges import College

type IsOwn = Callable[[PositionTaken | ObjectionMaintained], bool]
"""Check whether a statement is the member's own word, which nothing recorded for it replaces."""


def roster_of(events: Sequence[DecisionEvent]) -> dict[UUID, College]:
    """Returns the roster of the current wording."""
    return {seat.operator: seat.college for seat in current(events).roster or ()}


def current(events: Sequence[DecisionEvent]) -> DecisionProposed | DecisionAmended:
    return [event for event in events if isinstance(event, DecisionProposed | DecisionAmended)][-1]


def deadline(events: Sequence[DecisionEvent]) -> date | None:
    """The last one that was announced for the wording that holds."""
    since = events[events.index(current(events)) :]
    return [event.deadline for event in since if isinstance(event, DecisionProposed | DecisionAmended | DeadlineSet)][
        -1
    ]


def heard(events: Sequence[DecisionEvent]) -> set[UUID]:
    since = events[events.index(current(events)) :]
    return {event.operator for event in since if isinstance(event, PositionTaken)}


def agreeing(events: Sequence[DecisionEvent]) -> set[UUID]:
    """Returns the members whose last position agrees, with or without reservations."""
    since = events[events.index(current(events)) :]
    last = {event.operator: event.stance for event in since if isinstance(event, PositionTaken)}
    return {operator for operator, stance in last.items() if stance in (Stance.AGREE, Stance.RESERVE)}


def said_itself(operator: UUID, events: Sequence[DecisionEvent], is_own: IsOwn) -> bool:
    """Tells whether the last word is the member's own, or an objection of its own stands."""
    since = events[events.index(current(events)) :]
    said = [event for event in since if isinstance(event, PositionTaken) and event.operator == operator]
    return (bool(said) and is_own(said[-1])) or any(
        is_own_objection(number, events, is_own)
        for number in standing(events)
        if author_of(number, events) == operator
    )


def is_own_objection(number: int, events: Sequence[DecisionEvent], is_own: IsOwn) -> bool:
    """Tells whether its author raised or maintained it itself."""
    return any(
        is_own(event)
        for event in events
        if isinstance(event, PositionTaken | ObjectionMaintained) and event.objection == number
    )


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
