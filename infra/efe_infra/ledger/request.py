"""A request to append events, whole or not at all, and its outcome."""

from collections.abc import Sequence
from math import inf

from eventsourcing.persistence import StoredEvent

from efe_domain.shared.ledger import Command, Search, StreamRead

PER_PATIENCE = 2_000
"""Requests of a group that may take as long as one: 20,000 take a second, where nothing else is done."""


class Request:
    """The events of one command, the streams read to decide it, its command; in the end positions or an error.

    Its `searches` are to find nothing more when it is recorded; one that has any is sent alone.
    `uncertain` is set while it may have been appended without our having heard of it. At the `deadline`, by the
    monotonic clock, its caller is told: it may take `allowance` times as long as a caller is patient.
    """

    def __init__(
        self,
        events: Sequence[StoredEvent],
        reads: Sequence[StreamRead],
        command: Command | None,
        searches: Sequence[Search] = (),
    ) -> None:
        self.events = events
        self.reads = reads
        self.command = command
        self.searches = searches
        self.allowance = 1.0
        self.size = sum(len(event.state) for event in events)
        self.deadline = inf
        self.uncertain = False
        self._positions: Sequence[int] = ()
        self._error: Exception | None = None

    @property
    def is_alone(self) -> bool:
        """Whether others that are sent with it would be refused with it."""
        return bool(self.searches)

    @property
    def done(self) -> bool:
        return bool(self._positions) or self._error is not None

    def accept(self, positions: Sequence[int]) -> None:
        self._positions = positions

    def refuse(self, error: Exception) -> None:
        self._error = error

    def result(self) -> Sequence[int]:
        """The positions of the events, in their order. Raises what the request was refused with."""
        if self._error:
            raise self._error
        return self._positions


class Group(Request):
    """Requests of one caller that are recorded together, or none of them: its positions are those of them all."""

    def __init__(self, parts: Sequence[Request]) -> None:
        super().__init__([event for part in parts for event in part.events], (), None)
        self.parts = parts
        self.searches = [search for part in parts for search in part.searches]
        self.allowance = 1 + len(parts) / PER_PATIENCE

    @property
    def is_alone(self) -> bool:
        return True
