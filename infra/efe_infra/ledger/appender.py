"""Many callers, few transactions: requests that meet on the way to the ledger travel together."""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event, Lock
from time import monotonic

import psycopg
from eventsourcing.persistence import OperationalError
from psycopg.errors import LockNotAvailable, QueryCanceled

from efe_domain.shared.ledger import OutcomeUnknown
from efe_infra.ledger.asking import FAILURES, ask
from efe_infra.ledger.batch import FIND, Answer, find_parameters, settle
from efe_infra.ledger.request import Request
from efe_infra.postgres.connection import PATIENCE, PatientConnection, translated
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.line import Line

BATCH_REQUESTS = 256
BATCH_BYTES = 1 << 20

BUSY = (QueryCanceled, LockNotAvailable)
"""The turn was not ours in time: of nothing that was sent is anything recorded, and to send it again is too late."""


GRACE = 0.25
"""Seconds after its deadline for which a caller waits for the one that sends, whose deadline is no later."""


class Appender:
    """Appends for all threads of a process.

    A caller leaves its request in the queue and takes its turn; who has the turn sends all that waits. While a batch
    is being made durable the next one gathers, and a caller that is alone waits for nobody. There is no other thread
    that sends: a request is never left without someone who does. Every caller is told within `patience` (seconds),
    whatever the server, or the caller that has the turn, waits for.
    """

    def __init__(
        self, database: Database, configure: Callable[[PatientConnection], None], *, patience: float = PATIENCE
    ) -> None:
        self._line = Line(database.conninfo(DatabaseRole.COMMAND), configure)
        self._patience = patience
        self._waiting: deque[Request] = deque()
        self._turn = Lock()
        self._closed = Event()

    def append(self, request: Request) -> Sequence[int]:
        """The positions of the events, once they are durable. Raises what the request is refused with."""
        request.deadline = monotonic() + self._patience * request.allowance
        self._waiting.append(request)
        if not self._turn.acquire(timeout=self._patience):
            self._withdraw(request)
            return request.result()
        try:
            while not request.done:
                self._send(self._gathered())
        finally:
            self._turn.release()
        return request.result()

    def wait_for_turn(self, within: float) -> None:
        """Until the turn of this process is free, which is left at once. Raises `TimeoutError`."""
        if not self._turn.acquire(timeout=within):
            raise TimeoutError("The turn of this process is held")
        self._turn.release()

    def _withdraw(self, request: Request) -> None:
        """What nobody has begun to send is not recorded; whoever took it along is about to say what came of it."""
        try:
            self._waiting.remove(request)
        except ValueError:
            with suppress(TimeoutError):
                self.wait_for_turn(GRACE)
            if not request.done:
                request.refuse(OutcomeUnknown("It was sent, and is not answered"))
        else:
            request.refuse(OperationalError("The ledger is busy: it was not sent"))

    def close(self) -> None:
        """Refuse what still waits, and whatever comes."""
        self._closed.set()
        with self._turn:
            self._line.close()

    def _gathered(self) -> Sequence[Request]:
        """What is refused as a whole goes alone: it would refuse others with it."""
        batch = [self._waiting.popleft()]
        size = batch[0].size
        while (
            self._waiting
            and len(batch) < BATCH_REQUESTS
            and size + self._waiting[0].size <= BATCH_BYTES
            and not batch[0].is_alone
            and not self._waiting[0].is_alone
        ):
            batch.append(self._waiting.popleft())
            size += batch[-1].size
        return batch

    def _send(self, batch: Sequence[Request]) -> None:
        """Every request is done afterwards, even if this thread is interrupted. One bad request fails alone.

        The first has waited longest: at its deadline all are told.
        """
        deadline = batch[0].deadline
        try:
            self._call(batch, deadline)
        except FAILURES as error:
            until = deadline if self._line.is_lost or (len(batch) > 1 and not isinstance(error, BUSY)) else 0.0
            for request in batch:
                self._send_alone(request, error, until)
        finally:
            self._abandon([request for request in batch if not request.done])

    def _abandon(self, batch: Sequence[Request]) -> None:
        """This thread was interrupted in the middle of a call: its connection is good for nothing more."""
        if batch:
            self._line.cut()
        for request in batch:
            request.refuse(OutcomeUnknown("Interrupted"))

    def _send_alone(self, request: Request, error: Exception, deadline: float) -> None:
        """Try until an answer, however the server comes and goes; at the deadline, refuse with the last error."""
        pause = 0.02
        while monotonic() < deadline and not self._closed.is_set():
            try:
                self._call([request], deadline)
            except FAILURES as failure:
                error = failure
            if request.done or not self._line.is_lost:
                break
            self._closed.wait(min(pause, max(0.0, deadline - monotonic())))
            pause = min(2 * pause, 1.0)
        if not request.done:
            request.refuse(OutcomeUnknown(str(error)) if request.uncertain else translated(error))

    def _call(self, batch: Sequence[Request], deadline: float) -> None:
        cursor = self._cursor(deadline)
        try:
            answers = ask(cursor, batch, deadline)
        except psycopg.Error:
            for request in batch:
                request.uncertain |= self._line.is_lost
            raise
        for request, answer in zip(batch, answers, strict=True):
            self._conclude(request, answer)

    def _conclude(self, request: Request, answer: Answer) -> None:
        """A refusal may have its cause in our own append, if we were cut off before we heard of it.

        Whatever the answer is, it came after the commit of the turn, which every call takes: what was recorded before
        is then as durable as what is recorded now.
        """
        if request.uncertain and answer.outcome != "recorded" and (positions := self._find(request)):
            request.accept(positions)
        else:
            settle(request, answer)

    def _find(self, request: Request) -> Sequence[int]:
        """The positions at which exactly these events are, if all of them are there."""
        rows = self._cursor(request.deadline).execute(FIND, find_parameters(request.events)).fetchall()
        return [position for (position,) in rows] if len(rows) == len(request.events) else ()

    def _cursor(self, deadline: float) -> psycopg.Cursor:
        if self._closed.is_set():
            raise psycopg.InterfaceError("The ledger is closed")
        return self._line.cursor(deadline)
