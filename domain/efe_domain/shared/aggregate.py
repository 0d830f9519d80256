"""Base class of all aggregates."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import ClassVar, Self, cast
from uuid import UUID

import msgspec

from efe_domain.shared.effective_facts import effective_facts, is_rectified
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.record_events import (
    Confirmed,
    Questioned,
    RecordEvent,
    RectificationDropped,
    RectificationProposed,
    Rectified,
)


class Aggregate[E: Event](ABC):
    """Event-sourced aggregate: public methods check the rules and record events, `_apply` folds events into state.

    `_apply` also runs on every replay, so it never refuses. `version` counts all recorded events; 0 means that
    nothing is recorded yet. State is folded from the effective facts only (see `shared.effective_facts`). Once the
    aggregate has recorded an event about the record itself, it is `outdated`: load it again from its first event.
    `has_late_facts`: a pending fact comes before the legal day of an earlier one.
    The header of a class gives both: `KIND` is the first part of its topics; `NOUN` names it in French messages.
    """

    KIND: ClassVar[str]
    NOUN: ClassVar[str]

    def __init_subclass__(cls, *, kind: str = "", noun: str = "") -> None:
        super().__init_subclass__()
        if kind:
            cls.KIND, cls.NOUN = kind, noun

    def __init__(self, aggregate_id: UUID) -> None:
        self.id = aggregate_id
        self.version = 0
        self.outdated = False
        self.proposals: dict[int, RectificationProposed] = {}
        self.questions: dict[int, Questioned] = {}
        self.replay_hook: Callable[[E], E] | None = None
        """Replaces a decided fact before it is applied; set during a replay (see `shared.replay_decisions`)."""
        self.last_fact_on = date.min
        self.has_late_facts = False
        self._has_facts = False
        self._pending: list[E | RecordEvent] = []

    @property
    @abstractmethod
    def bassins(self) -> tuple[str, ...]:
        """Codes of the Instances that the aggregate concerns now."""

    @property
    def exists(self) -> bool:
        """Says whether there is an effective fact; false again once all facts are annulled."""
        return self._has_facts

    def record(self, event: E | RecordEvent) -> None:
        """Applies the event, stamps its envelope and keeps it for `collect_events`.

        The event concerns the Instances that the aggregate concerned before it and those that it concerns after it.
        """
        bassins_before = self.bassins
        self.version += 1
        if isinstance(event, RecordEvent):
            self._track_correction(event, self.version)
            self.outdated = True
        else:
            self.has_late_facts |= (effective_on(event) or date.max) < self.last_fact_on
            if self.replay_hook:
                event = self.replay_hook(event)
            self._apply_fact(event)
        self._pending.append(
            msgspec.structs.replace(
                event,
                originator_id=self.id,
                originator_version=self.version,
                bassins=tuple(sorted({*bassins_before, *self.bassins})),
            )
        )

    def collect_events(self) -> Sequence[E]:
        """Returns the events recorded since the last call, in order."""
        collected, self._pending, self.has_late_facts = self._pending, [], False
        return cast("Sequence[E]", collected)

    @property
    def pending_events(self) -> Sequence[Event]:
        """The events recorded since the last call of `collect_events`."""
        return tuple(self._pending)

    @classmethod
    def replay(cls, aggregate_id: UUID, events: Iterable[E]) -> Self:
        """Builds an aggregate from the events of its stream; version 0 if there are none."""
        aggregate = cls(aggregate_id)
        aggregate.follow(events)
        return aggregate

    def follow(self, events: Iterable[E]) -> None:
        """Applies the events that follow the current version of the aggregate in its stream.

        A rectification may change any earlier version, so it needs the whole stream and a new aggregate. Raises
        `ValueError` if an aggregate that already has a version receives a rectification.
        """
        new_events: list[Event] = list(events)
        if self.version and is_rectified(new_events):
            raise ValueError(f"{self.NOUN} {self.id} was rectified: it is replayed from its first event")
        for fact in effective_facts(new_events):
            self._apply_fact(cast("E", fact))
        for event in new_events:
            if isinstance(event, RecordEvent):
                self._track_correction(event, event.originator_version)
        if new_events:
            self.version = new_events[-1].originator_version

    def _apply_fact(self, fact: E) -> None:
        self._apply(fact)
        self.last_fact_on = max(self.last_fact_on, effective_on(fact) or date.min)
        self._has_facts = True

    def _track_correction(self, event: RecordEvent, version: int) -> None:
        match event:
            case Rectified(proposal=proposal):
                self.proposals.pop(proposal or 0, None)
            case RectificationProposed():
                self.proposals[version] = event
            case RectificationDropped(proposal=proposal):
                self.proposals.pop(proposal, None)
            case Questioned():
                self.questions[version] = event
            case Confirmed(question=question):
                self.questions.pop(question, None)

    @abstractmethod
    def _apply(self, event: E) -> None:
        """Folds the event into the state, without checking any rule."""
