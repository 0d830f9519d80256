"""A request to append events, whole or not at all, and its outcome."""

from collections.abc import Sequence
from math import inf

from eventsourcing.persistence import StoredEvent

from efe_domain.shared.ledger import Command, StreamRead


class Request:
    """The events of one command, the streams read to decide it, its command; in the end positions or an error.

    `uncertain` is set while it may have been appended without our having heard of it. At the `deadline`, by the
    monotonic clock, its caller is told.
    """

    def __init__(self, events: Sequence[StoredEvent], reads: Sequence[StreamRead], command: Command | None) -> None:
        self.events = events
        self.reads = reads
        self.command = command
        self.size = sum(len(event.state) for event in events)
        self.deadline = inf
        self.uncertain = False
        self._positions: Sequence[int] = ()
        self._error: Exception | None = None

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
