"""Requests to append events atomically, each with its outcome."""

from collections.abc import Sequence
from math import inf

from eventsourcing.persistence import StoredEvent

from efe_domain.shared.ledger import Command, Search, StreamRead

GROUP_REQUESTS_PER_TIMEOUT = 2_000
"""Requests that add one more timeout to a group. An idle server appends 20,000 requests a second."""


class AppendRequest:
    """Events of one command, the guards of its append, and in the end its positions or its error.

    The guards are checked when the events are recorded: the versions of `reads` (optimistic concurrency), the id of
    the `command` (idempotency), and the `searches`, which must find nothing new (phantom check).

    `deadline` is a time of the monotonic clock. `timeout_factor` multiplies the timeout of the appender.
    `may_be_recorded` is true after the connection was lost before the reply.
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
        self.timeout_factor = 1.0
        self.size_bytes = sum(len(event.state) for event in events)
        self.deadline = inf
        self.may_be_recorded = False
        self._positions: Sequence[int] = ()
        self._error: Exception | None = None

    @property
    def is_exclusive(self) -> bool:
        """True if the request needs a transaction of its own, because its refusal rolls the transaction back."""
        return bool(self.searches)

    @property
    def has_outcome(self) -> bool:
        return bool(self._positions) or self._error is not None

    def accept(self, positions: Sequence[int]) -> None:
        self._positions = positions

    def refuse(self, error: Exception) -> None:
        self._error = error

    def result(self) -> Sequence[int]:
        """Returns the positions of the events, in order. Raises the error that the request was refused with."""
        if self._error:
            raise self._error
        return self._positions


class AppendGroup(AppendRequest):
    """Requests of one caller that are recorded all or none. Its positions are those of all parts, in order."""

    def __init__(self, parts: Sequence[AppendRequest]) -> None:
        super().__init__([event for part in parts for event in part.events], (), None)
        self.parts = parts
        self.searches = [search for part in parts for search in part.searches]
        self.timeout_factor = 1 + len(parts) / GROUP_REQUESTS_PER_TIMEOUT

    @property
    def is_exclusive(self) -> bool:
        return True
