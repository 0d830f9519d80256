"""Cache bounded in memory, for entries of any size."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class Shelf[V]:
    """Values by key; when they take more than there is room for, those that were used least recently go."""

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
        """A value larger than the whole room is not kept."""
        if size > self._room:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = value, size
            self.size += size
            while self.size > self._room:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        if gone := self._kept.pop(key, None):
            self.size -= gone[1]
