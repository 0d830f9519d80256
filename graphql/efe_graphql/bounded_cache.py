"""Least-recently-used cache with a bound on the total size of its entries."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class BoundedCache[V]:
    """Thread-safe cache of values by key. It evicts the least recently used ones when their sizes exceed the room."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> V | None:
        with self._lock:
            if entry := self._kept.get(key):
                self._kept.move_to_end(key)
                return entry[0]
        return None

    def put(self, key: Hashable, value: V, size: int) -> None:
        """Stores a value of that size; ignores one larger than the whole room."""
        if size > self._room:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = value, size
            self.size += size
            while self.size > self._room:
                self._drop(next(iter(self._kept)))

    def drop(self, key: Hashable) -> None:
        with self._lock:
            self._drop(key)

    def _drop(self, key: Hashable) -> None:
        if gone := self._kept.pop(key, None):
            self.size -= gone[1]
