"""The base of all aggregates: decide from the events so far, record new ones."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar, Self
from uuid import UUID

import msgspec

from efe_domain.shared.event import Event


class Aggregate[E: Event](ABC):
    """Decides from the events so far, and records new ones.

    Public methods are imperatives that check the rules and record. `_apply` only sets state: it runs again on
    every replay, so it never refuses. Version 0 is an aggregate of which nothing is recorded yet. `KIND` begins all
    its topics; `NOUN` is what a French sentence calls it.
    """

    KIND: ClassVar[str]
    NOUN: ClassVar[str]

    def __init__(self, aggregate_id: UUID) -> None:
        self.id = aggregate_id
        self.version = 0
        self._pending: list[E] = []

    @property
    @abstractmethod
    def bassins(self) -> tuple[str, ...]:
        """Codes of every Instance that the aggregate concerns now."""

    @property
    def exists(self) -> bool:
        return self.version > 0

    def record(self, event: E) -> None:
        """Stamp, apply and keep. Who was concerned before or is concerned after, is concerned by the event."""
        before = self.bassins
        self.version += 1
        self._apply(event)
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
        return collected

    @classmethod
    def replay(cls, aggregate_id: UUID, events: Iterable[E]) -> Self:
        """The aggregate as the events leave it; version 0 if there are none."""
        aggregate = cls(aggregate_id)
        aggregate.follow(events)
        return aggregate

    def follow(self, events: Iterable[E]) -> None:
        """Become what the events of its stream after its version leave."""
        for event in events:
            self._apply(event)
            self.version = event.originator_version

    @abstractmethod
    def _apply(self, event: E) -> None:
        """Set the state that follows from the event, without checking anything."""
