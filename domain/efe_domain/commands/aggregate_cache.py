"""Cache of aggregates: a command replays only the events recorded since an earlier command."""

from bisect import insort
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any
from uuid import UUID

from efe_domain.shared.aggregate import Aggregate

MAX_REPLAYED_EVENTS = 100_000
"""Capacity of the cache, in replayed events; about 280 bytes each."""
BASE_WEIGHT = 4
"""Weight of an aggregate without events, in replayed events."""
MAX_COPIES = 4
"""Limit of copies of one aggregate."""
MAX_DOUBTFUL_STREAMS = 1_000
"""Limit of streams marked as written by other processes; a forgotten one costs one failed attempt."""


class AggregateCache:
    """Cache of aggregates, shared by all threads of a process. An entry may be stale.

    An aggregate belongs to one command at a time; two concurrent commands have a copy each. The least recently used
    entries are evicted first.
    """

    def __init__(self, room: int = MAX_REPLAYED_EVENTS) -> None:
        self._room = room
        self._weight = 0
        self._lock = Lock()
        self._known: OrderedDict[UUID, list[Aggregate[Any]]] = OrderedDict()
        self._doubtful: set[UUID] = set()
        self.server: object = None

    def belong_to(self, server: object) -> None:
        """Empties the cache after a switch to another server: the former one may have had more events.

        A command under way gives back only what it learnt from this one.
        """
        with self._lock:
            if server != self.server:
                self.server = server
                self._known.clear()
                self._doubtful.clear()
                self._weight = 0

    def lend(self, stream: UUID) -> Aggregate[Any] | None:
        """Removes and returns the newest copy of an aggregate; None without one."""
        with self._lock:
            if not (copies := self._known.get(stream)):
                return None
            aggregate = copies.pop()
            if not copies:
                del self._known[stream]
            self._weight -= weight(aggregate)
            return aggregate

    def keep(self, aggregate: Aggregate[Any], server: object = None) -> None:
        """Keeps a copy, which must equal the ledger of the server: without events that are not recorded."""
        with self._lock:
            if server != self.server:
                return
            copies = self._known.setdefault(aggregate.id, [])
            self._known.move_to_end(aggregate.id)
            insort(copies, aggregate, key=_version)
            self._weight += weight(aggregate)
            if len(copies) > MAX_COPIES:
                self._weight -= weight(copies.pop(0))
            while self._weight > self._room:
                _, copies = self._known.popitem(last=False)
                self._weight -= sum(map(weight, copies))

    def is_doubtful(self, stream: UUID) -> bool:
        """Tells whether other processes write the stream, as far as this one has seen."""
        with self._lock:
            return stream in self._doubtful

    def doubt(self, streams: Iterable[UUID]) -> None:
        with self._lock:
            if len(self._doubtful) > MAX_DOUBTFUL_STREAMS:
                self._doubtful.clear()
            self._doubtful.update(streams)

    def trust(self, stream: UUID) -> None:
        with self._lock:
            self._doubtful.discard(stream)


def weight(aggregate: Aggregate[Any]) -> int:
    """Returns the space that an aggregate takes, in replayed events."""
    return BASE_WEIGHT + aggregate.version


def _version(aggregate: Aggregate[Any]) -> int:
    return aggregate.version
