"""The base of all aggregates: decide from the events so far, record new ones."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Self, cast
from uuid import UUID

import msgspec

from efe_domain.shared.event import Event
from efe_domain.shared.standing import (
    Confirmed,
    Questioned,
    RecordEvent,
    RectificationDropped,
    RectificationProposed,
    Rectified,
    is_rectified,
    standing,
)


class Aggregate[E: Event](ABC):
    """Decides from the events so far, and records new ones.

    Public methods are imperatives that check the rules and record. `_apply` only sets state: it runs again on
    every replay, so it never refuses. Version 0 is an aggregate of which nothing is recorded yet. `KIND` begins all
    its topics; `NOUN` is what a French sentence calls it.

    `version` counts every recorded event; the state follows from the facts that stand. Who recorded something about
    the record itself is `outdated`: the stream is to be replayed from its first event.
    """

    KIND: ClassVar[str]
    NOUN: ClassVar[str]

    def __init__(self, aggregate_id: UUID) -> None:
        self.id = aggregate_id
        self.version = 0
        self.outdated = False
        self.proposals: dict[int, RectificationProposed] = {}
        self.questions: dict[int, Questioned] = {}
        self.settle: Callable[[E], E] | None = None
        """What becomes of a fact that is decided again, before it is applied; see `shared.redo`."""
        self._stands = False
        self._pending: list[E | RecordEvent] = []

    @property
    @abstractmethod
    def bassins(self) -> tuple[str, ...]:
        """Codes of every Instance that the aggregate concerns now."""

    @property
    def exists(self) -> bool:
        """Whether a fact stands: not before the first one, nor once the first one is annulled."""
        return self._stands

    def record(self, event: E | RecordEvent) -> None:
        """Stamp, apply and keep. Who was concerned before or is concerned after, is concerned by the event."""
        before = self.bassins
        self.version += 1
        if isinstance(event, RecordEvent):
            self._note(event, self.version)
            self.outdated = True
        else:
            if self.settle:
                event = self.settle(event)
            self._stand(event)
        self._pending.append(
            msgspec.structs.replace(
                event,
                originator_id=self.id,
                originator_version=self.version,
                bassins=tuple(sorted({*before, *self.bassins})),
            )
        )

    def collect_events(self) -> Sequence[E]:
        """The events recorded since the last call, in order."""
        collected, self._pending = self._pending, []
        return cast("Sequence[E]", collected)

    @classmethod
    def replay(cls, aggregate_id: UUID, events: Iterable[E]) -> Self:
        """The aggregate as the events leave it; version 0 if there are none."""
        aggregate = cls(aggregate_id)
        aggregate.follow(events)
        return aggregate

    def follow(self, events: Iterable[E]) -> None:
        """Become what the events of its stream after its version leave.

        A rectification among them may change any earlier version: then they are the whole stream, and this is new.
        Raises `ValueError` where it is not.
        """
        recorded: list[Event] = list(events)
        if self.version and is_rectified(recorded):
            raise ValueError(f"{self.NOUN} {self.id} was rectified: it is replayed from its first event")
        for event in standing(recorded):
            self._stand(cast("E", event))
        for event in recorded:
            if isinstance(event, RecordEvent):
                self._note(event, event.originator_version)
        if recorded:
            self.version = recorded[-1].originator_version

    def _stand(self, event: E) -> None:
        self._apply(event)
        self._stands = True

    def _note(self, event: RecordEvent, version: int) -> None:
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
        """Set the state that follows from the event, without checking anything."""
