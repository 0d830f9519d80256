"""Group commit: concurrent append requests of one process share a transaction."""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event, Lock
from time import monotonic

import psycopg
from eventsourcing.persistence import OperationalError
from psycopg.errors import LockNotAvailable, QueryCanceled

from efe_domain.shared.ledger import AppendOutcomeUnknown
from efe_infra.ledger.append_call import CALL_ERRORS, send_batch
from efe_infra.ledger.append_request import (
    FIND_EVENTS_SQL,
    AppendReply,
    AppendRequest,
    event_parameters,
    resolve_request,
)
from efe_infra.postgres.connection import CALLER_TIMEOUT_S, PatientConnection, translated
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.errors import WrongRole
from efe_infra.postgres.reconnecting_connection import ReconnectingConnection

MAX_BATCH_REQUESTS = 256
MAX_BATCH_BYTES = 1 << 20

LOCK_TIMEOUT_ERRORS = (QueryCanceled, LockNotAvailable)
"""Errors that mean: the ledger lock was not acquired in time. Nothing was recorded, and no time is left to retry."""

SENDER_GRACE_S = 0.25
"""Time beyond its own deadline that a caller waits for the sending thread, whose deadline is no later."""

FIRST_RETRY_DELAY_S = 0.02
MAX_RETRY_DELAY_S = 1.0


class Appender:
    """Queue and sender of append requests, shared by all threads of a process.

    A caller puts its request into the queue and acquires the sender lock. The thread that holds the sender lock sends
    every queued request. While one batch commits, the next one gathers in the queue; a lone caller never waits.
    There is no background thread, so a queued request always has a caller that will send it.

    Every caller gets a result or an error within `timeout_s`, even if the server or the sending thread hangs.
    """

    def __init__(
        self,
        database: Database,
        configure: Callable[[PatientConnection], None],
        *,
        timeout_s: float = CALLER_TIMEOUT_S,
    ) -> None:
        self._connection = ReconnectingConnection(database.conninfo(DatabaseRole.COMMAND), configure)
        self._timeout_s = timeout_s
        self._queue: deque[AppendRequest] = deque()
        self._sender_lock = Lock()
        self._closed = Event()

    def append(self, request: AppendRequest) -> Sequence[int]:
        """Returns the positions of the events once they are durable. Raises the error that the request ended with."""
        request.deadline = monotonic() + self._timeout_s * request.timeout_factor
        self._queue.append(request)
        if not self._sender_lock.acquire(timeout=self._timeout_s):
            self._withdraw(request)
            return request.result()
        try:
            while not request.has_outcome:
                self._send(self._next_batch())
        finally:
            self._sender_lock.release()
        return request.result()

    def wait_for_sender(self, timeout_s: float) -> None:
        """Waits until no thread of this process is sending. Raises `TimeoutError`."""
        if not self._sender_lock.acquire(timeout=timeout_s):
            raise TimeoutError("Another thread of this process holds the sender lock")
        self._sender_lock.release()

    def _withdraw(self, request: AppendRequest) -> None:
        """Ends a request whose caller has run out of time.

        A request that is still queued was never sent, so nothing is recorded. A request that the sending thread has
        taken gets a short grace period for its outcome.
        """
        try:
            self._queue.remove(request)
        except ValueError:
            with suppress(TimeoutError):
                self.wait_for_sender(SENDER_GRACE_S)
            if not request.has_outcome:
                request.refuse(AppendOutcomeUnknown("It was sent, and is not answered"))
        else:
            request.refuse(OperationalError("The ledger is busy: it was not sent"))

    def close(self) -> None:
        """Closes the connection. Queued and later requests end with an error."""
        self._closed.set()
        with self._sender_lock:
            self._connection.close()

    def _next_batch(self) -> Sequence[AppendRequest]:
        """Takes requests from the queue up to the size limits.

        An exclusive request forms a batch of its own: its refusal would refuse the others too.
        """
        batch = [self._queue.popleft()]
        size_bytes = batch[0].size_bytes
        while (
            self._queue
            and len(batch) < MAX_BATCH_REQUESTS
            and size_bytes + self._queue[0].size_bytes <= MAX_BATCH_BYTES
            and not batch[0].is_exclusive
            and not self._queue[0].is_exclusive
        ):
            batch.append(self._queue.popleft())
            size_bytes += batch[-1].size_bytes
        return batch

    def _send(self, batch: Sequence[AppendRequest]) -> None:
        """Sends a batch and gives every request an outcome, even if this thread is interrupted.

        If the call fails, each request is sent again alone, so that one bad request fails alone. The batch has the
        deadline of its first request, which has waited longest.
        """
        deadline = batch[0].deadline
        try:
            self._call(batch, deadline)
        except CALL_ERRORS as error:
            may_retry = self._connection.is_lost or (len(batch) > 1 and not isinstance(error, LOCK_TIMEOUT_ERRORS))
            for request in batch:
                self._send_alone(request, error, deadline if may_retry else 0.0)
        finally:
            self._abandon([request for request in batch if not request.has_outcome])

    def _abandon(self, requests: Sequence[AppendRequest]) -> None:
        """Refuses requests whose call was interrupted, and drops the connection, which is in an undefined state."""
        if requests:
            self._connection.cut()
        for request in requests:
            request.refuse(AppendOutcomeUnknown("Interrupted"))

    def _send_alone(self, request: AppendRequest, error: Exception, deadline: float) -> None:
        """Retries with back-off while the connection is lost. At the deadline, refuses with the last error.

        A wrong role is refused at once: it stays, and a later timeout would hide it.
        """
        delay_s = FIRST_RETRY_DELAY_S
        while not isinstance(error, WrongRole) and monotonic() < deadline and not self._closed.is_set():
            try:
                self._call([request], deadline)
            except CALL_ERRORS as call_error:
                error = call_error
            if request.has_outcome or not self._connection.is_lost:
                break
            self._closed.wait(min(delay_s, max(0.0, deadline - monotonic())))
            delay_s = min(2 * delay_s, MAX_RETRY_DELAY_S)
        if not request.has_outcome:
            request.refuse(AppendOutcomeUnknown(str(error)) if request.may_be_recorded else translated(error))

    def _call(self, batch: Sequence[AppendRequest], deadline: float) -> None:
        """Sends a batch once. If the connection is lost meanwhile, marks its requests as possibly recorded."""
        cursor = self._cursor(deadline)
        try:
            replies = send_batch(cursor, batch, deadline)
        except psycopg.Error:
            for request in batch:
                request.may_be_recorded |= self._connection.is_lost
            raise
        for request, reply in zip(batch, replies, strict=True):
            self._resolve(request, reply)

    def _resolve(self, request: AppendRequest, reply: AppendReply) -> None:
        """Sets the outcome of a request.

        A refusal may be caused by an earlier send of the same request whose reply was lost. The appender therefore
        looks the events up before it believes a refusal. Events that it finds are durable: every call takes the
        ledger lock, so this reply came after the commit of the earlier send.
        """
        if request.may_be_recorded and reply.outcome != "recorded" and (positions := self._find(request)):
            request.accept(positions)
        else:
            resolve_request(request, reply)

    def _find(self, request: AppendRequest) -> Sequence[int]:
        """Returns the positions of exactly these events, or nothing unless the ledger has all of them."""
        rows = self._cursor(request.deadline).execute(FIND_EVENTS_SQL, event_parameters(request.events)).fetchall()
        return [position for (position,) in rows] if len(rows) == len(request.events) else ()

    def _cursor(self, deadline: float) -> psycopg.Cursor:
        if self._closed.is_set():
            raise psycopg.InterfaceError("The ledger is closed")
        return self._connection.cursor(deadline)
