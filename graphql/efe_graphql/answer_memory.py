"""Memory of the answers of one process, each with the state of the read model in which it is true."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from hashlib import blake2b
from secrets import token_hex
from typing import Any, Final, NamedTuple

import msgspec

from efe_graphql.bounded_cache import BoundedCache
from efe_graphql.contract.as_of import cursor_begins, position_in_cursor
from efe_projections.engine.changes import ReadState

LARGEST_BYTES: Final = 256 * 1024
"""Size of an answer from which on it is not kept: few large answers would displace all others."""
ENTRY_BYTES: Final = 600
"""Memory of an entry without its data: key, structures, and its share of the index."""


def digest32(*parts: bytes | str) -> bytes:
    """Returns a digest of 32 bytes. All parts but the last have a fixed length, so that none runs into the next."""
    whole = b"".join([each if isinstance(each, bytes) else each.encode("utf-8", "surrogatepass") for each in parts])
    return blake2b(whole, digest_size=32).digest()


class RememberedAnswer(msgspec.Struct):
    """Data of an answer, true at `position` and until one of its tables changes.

    `tables` is the identity of the read tables, `lineage` that of the servers. `sealed` is the state of the ledger
    log, None for an answer that does not depend on it.
    """

    data: bytes
    position: int
    tables: int
    lineage: object
    sealed: str | None = None


class RepeatableAnswer(msgspec.Struct, frozen=True):
    """Place of an answer in the memory, with the read tables on which it depends; None for all that is recorded.

    `marks` stand in its data for the present positions of root fields. The answer `is_present` if no moment stood in
    the request: then every root field is read as of the present. `reached` is how far the read model had come.
    """

    key: bytes
    tables: frozenset[str] | None
    marks: Sequence[str]
    is_present: bool
    reached: int

    def shown(self, data: bytes, positions: Iterable[int]) -> bytes:
        """Returns the data with these positions in place of the marks."""
        for mark, position in zip(self.marks, positions, strict=False):
            data = data.replace(cursor_begins(mark), cursor_begins(position_in_cursor(position)))
        return data


class AnsweredRequest(msgspec.Struct, frozen=True):
    """Request that an answer of the present has answered, by its bytes alone.

    `principal` is the client's at that time, None for a visitor, and `today` the day. `cost` is what it costs before
    a part is given back, `media` the type of its answer.
    """

    answer: RepeatableAnswer
    principal: object
    today: date
    cost: int
    media: str


class Witnessed(NamedTuple):
    """Context of a request, and the record of what its answer depends on.

    `dependence.other` names a thing that no state of the read model tells of, None without one. The last checkpoint
    is in the answer if `dependence.checkpoint`. `fingerprint` is of all that may be in the answer beside rows.
    """

    context: Any
    dependence: Any
    fingerprint: bytes


class AnswerMemory:
    """Least-recently-used answers, and requests that they answer, at most `room` bytes. One event loop uses it.

    `lineage` identifies the servers that were asked: one that took over may reuse positions for other events.
    `note` receives what became of each question, for a counter. `mark` stands in the data for positions that an
    answer shows. It never leaves the process, so that no text of a client can contain it.
    """

    def __init__(
        self,
        room: int,
        *,
        lineage: Callable[[], object] = lambda: None,
        note: Callable[[str], object] = lambda _: None,
    ) -> None:
        self.lineage = lineage
        self.note = note
        self.mark = token_hex(8)
        self._answers = BoundedCache[RememberedAnswer | AnsweredRequest | str](room)

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def size(self) -> int:
        """Size of all answers in bytes."""
        return self._answers.size

    def get(self, key: bytes) -> RememberedAnswer | None:
        answer = self._answers.get(key)
        return answer if isinstance(answer, RememberedAnswer) else None

    def refuse(self, key: bytes) -> None:
        """Notes that an answer depends on more than rows: for a while it is not looked for."""
        self._answers.put(key, "refused", ENTRY_BYTES)

    def refuses(self, key: bytes) -> bool:
        return isinstance(self._answers.get(key), str)

    def drop(self, key: bytes) -> None:
        self._answers.drop(key)

    def request(self, digest: bytes) -> AnsweredRequest | None:
        request = self._answers.get((digest,))
        return request if isinstance(request, AnsweredRequest) else None

    def keep_request(self, digest: bytes, request: AnsweredRequest) -> None:
        """Keeps a request, if its answer is kept."""
        if self.get(request.answer.key):
            self._answers.put((digest,), request, ENTRY_BYTES)

    def keep(self, key: bytes, answer: RememberedAnswer) -> None:
        """Keeps an answer, unless it is too large."""
        if len(answer.data) > LARGEST_BYTES:
            self.note("large")
            return
        self._answers.put(key, answer, len(answer.data) + ENTRY_BYTES)

    def holds(self, answer: RememberedAnswer, tables: frozenset[str] | None, state: ReadState, since: int) -> bool:
        """Tells whether an answer is true at the position `since`, at which the read model is in this state.

        Without `tables`, it depends on all that is recorded.
        """
        if (state.tables, self.lineage()) != (answer.tables, answer.lineage):
            self.note("rebuilt")
            return False
        unchanged = (
            state.position == answer.position
            if tables is None
            else state.unchanged(tables, min(answer.position, since))
        )
        if not unchanged or answer.sealed not in (None, state.sealed):
            self.note("changed")
            return False
        answer.position = max(answer.position, since)
        self.note("repeated")
        return True
