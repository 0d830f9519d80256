"""Memory of the answers of one process, each with the state of the read model in which it is true."""

from collections.abc import Callable
from secrets import token_hex
from typing import Final

import msgspec

from efe_graphql.bounded_cache import BoundedCache

LARGEST_BYTES: Final = 256 * 1024
"""Size of an answer from which on it is not kept: few large answers would displace all others."""
ENTRY_BYTES: Final = 600
"""Memory of an entry without its data: key, structures, and its share of the index."""


class RememberedAnswer(msgspec.Struct):
    """Data of an answer, true at `position` and until one of its tables changes.

    `tables` is the identity of the read tables, `lineage` that of the server.
    """

    data: bytes
    position: int
    tables: int
    lineage: int


class AnswerMemory:
    """Least-recently-used answers, at most `room` bytes of them. One event loop uses it.

    `lineage` counts the servers that have been the primary: one that took over may reuse positions for other events.
    `note` receives what became of each question, for a counter. `mark` stands in the data for positions that an
    answer shows. It never leaves the process, so that no text of a client can contain it.
    """

    def __init__(
        self, room: int, *, lineage: Callable[[], int] = lambda: 0, note: Callable[[str], object] = lambda _: None
    ) -> None:
        self.lineage = lineage
        self.note = note
        self.mark = token_hex(8)
        self._answers = BoundedCache[RememberedAnswer](room)

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def size(self) -> int:
        """Size of all answers in bytes."""
        return self._answers.size

    def get(self, key: bytes) -> RememberedAnswer | None:
        return self._answers.get(key)

    def keep(self, key: bytes, answer: RememberedAnswer) -> None:
        """Keeps an answer, unless it is too large."""
        if len(answer.data) > LARGEST_BYTES:
            self.note("large")
            return
        self._answers.put(key, answer, len(answer.data) + ENTRY_BYTES)
