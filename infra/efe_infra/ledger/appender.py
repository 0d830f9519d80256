"""Many callers, few transactions: requests that meet on the way to the ledger travel together."""

from collections import deque
from collections.abc import Sequence
from threading import Event, Lock
from time import monotonic

import psycopg

from efe_domain.shared.ledger import OutcomeUnknown
from efe_infra.ledger.batch import APPEND, FIND, Answer, append_parameters, find_parameters, settle
from efe_infra.ledger.request import Request
from efe_infra.postgres.connection import PATIENCE, connect, translated
from efe_infra.process.metrics import APPENDED, BATCHES

BATCH_REQUESTS = 256
BATCH_BYTES = 1 << 20

FAILURES = (psycopg.Error, ValueError, TypeError)
"""What a call can raise; the last two come from a value that has no form in the database."""


class Appender:
    """Appends for all threads of a process.

    A caller leaves its request in the queue and takes its turn; who has the turn sends all that waits. While a batch
    is being made durable the next one gathers, and a caller that is alone waits for nobody. There is no other thread:
    a request is never left without someone who sends it.
    """

    def __init__(self, conninfo: str, *, patience: float = PATIENCE) -> None:
        self._conninfo = conninfo
        self._patience = patience
        self._cursor: psycopg.Cursor | None = None
        self._waiting: deque[Request] = deque()
        self._turn = Lock()
        self._closed = Event()

    def append(self, request: Request) -> Sequence[int]:
        """The positions of the events, once they are durable. Raises what the request is refused with."""
        self._waiting.append(request)
        with self._turn:
            while not request.done:
                self._send(self._gathered())
        return request.result()

    def wait_for_turn(self, within: float) -> None:
        """Until the turn of this process is free, which is left at once. Raises `TimeoutError`."""
        if not self._turn.acquire(timeout=within):
            raise TimeoutError("The turn of this process is held")
        self._turn.release()

    def close(self) -> None:
        """Refuse what still waits, and whatever comes."""
        self._closed.set()
        with self._turn:
            if self._cursor:
                self._cursor.connection.close()

    def _gathered(self) -> Sequence[Request]:
        batch = [self._waiting.popleft()]
        size = batch[0].size
        while self._waiting and len(batch) < BATCH_REQUESTS and size + self._waiting[0].size <= BATCH_BYTES:
            batch.append(self._waiting.popleft())
            size += batch[-1].size
        return batch

    def _send(self, batch: Sequence[Request]) -> None:
        """Every request is done afterwards, even if this thread is interrupted. One bad request fails alone."""
        deadline = monotonic() + self._patience
        try:
            self._call(batch)
        except FAILURES as error:
            for request in batch:
                self._send_alone(request, error, deadline)
        finally:
            self._abandon([request for request in batch if not request.done])

    def _abandon(self, batch: Sequence[Request]) -> None:
        """This thread was interrupted in the middle of a call: its connection is good for nothing more."""
        if batch and self._cursor:
            self._cursor.connection.close()
        for request in batch:
            request.refuse(OutcomeUnknown("Interrupted"))

    def _send_alone(self, request: Request, error: Exception, deadline: float) -> None:
        """Try until an answer, however the server comes and goes; at the deadline, refuse with the last error."""
        pause = 0.02
        while monotonic() < deadline and not self._closed.is_set():
            try:
                self._call([request])
            except FAILURES as failure:
                error = failure
            if request.done or not self._is_lost():
                break
            self._closed.wait(pause)
            pause = min(2 * pause, 1.0)
        if not request.done:
            request.refuse(OutcomeUnknown(str(error)) if request.uncertain else translated(error))

    def _call(self, batch: Sequence[Request]) -> None:
        cursor = self._connected()
        try:
            rows = cursor.execute(APPEND, append_parameters(batch), prepare=True).fetchall()
        except psycopg.Error:
            for request in batch:
                request.uncertain |= self._is_lost()
            raise
        BATCHES.observe(len(batch))
        for request, row in zip(batch, rows, strict=True):
            self._conclude(request, Answer(*row))

    def _conclude(self, request: Request, answer: Answer) -> None:
        """A refusal may have its cause in our own append, if we were cut off before we heard of it."""
        if answer.outcome == "recorded":
            APPENDED.inc(len(request.events))
        if request.uncertain and answer.outcome != "recorded" and (positions := self._find(request)):
            request.accept(positions)
        else:
            settle(request, answer)

    def _find(self, request: Request) -> Sequence[int]:
        """The positions at which exactly these events are, if all of them are there."""
        rows = self._connected().execute(FIND, find_parameters(request.events)).fetchall()
        return [position for (position,) in rows] if len(rows) == len(request.events) else ()

    def _connected(self) -> psycopg.Cursor:
        """One cursor for as long as the connection lives: it remembers how to dump each type."""
        if self._closed.is_set():
            raise psycopg.InterfaceError("The ledger is closed")
        if self._cursor is None or self._cursor.connection.closed:
            self._cursor = connect(self._conninfo).cursor()
        return self._cursor

    def _is_lost(self) -> bool:
        return self._cursor is None or self._cursor.connection.closed
