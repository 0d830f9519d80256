"""Exclusive lock on the ledger, held by one thread from before a command is decided until it is recorded."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Lock, get_ident
from time import monotonic
from typing import Final

import psycopg
from eventsourcing.persistence import OperationalError
from psycopg.pq import TransactionStatus

from efe_infra.ledger.append_call import CALL_ERRORS, lock_and_append, send_batch
from efe_infra.ledger.append_request import AppendRequest, resolve_request
from efe_infra.postgres.connection import PatientConnection, translating
from efe_infra.postgres.pools import Pool
from efe_infra.postgres.reconnecting_connection import MIN_STATEMENT_TIMEOUT_S
from efe_infra.process.metrics import TURNS

BEGIN: Final = "begin"
COMMIT: Final = "commit"
"""Sent as plain statements: psycopg's `transaction()` ends silently when the connection is lost."""


class ExclusiveLock:
    """Exclusive lock on the ledger for one thread of this process; acquired within `timeout_s`, else raises.

    PostgreSQL queues the lock across processes. The lock only decides which writer records next. The append still
    checks every version, so a lock that is lost with its connection does no harm.
    """

    def __init__(self, pool: Pool[PatientConnection], timeout_s: float) -> None:
        self._pool, self._timeout_s = pool, timeout_s
        self._thread_lock = Lock()
        self._holder_thread_id: int | None = None
        self._connection: PatientConnection | None = None
        """Connection of the holder; None once the holder has recorded."""

    @contextmanager
    def hold(self, prepare: Callable[[], object]) -> Iterator[None]:
        """Holds the lock until this thread records or leaves the context. Reentrant.

        Calls `prepare` before the ledger is locked, to keep the time under lock short. Raises the library's
        `OperationalError`.
        """
        if self._holder_thread_id == get_ident():
            yield
            return
        deadline = monotonic() + self._timeout_s
        with self._hold_thread_lock(), ExitStack() as stack:
            prepare()
            with translating():
                self._connection = stack.enter_context(
                    self._pool.lent(max(MIN_STATEMENT_TIMEOUT_S, deadline - monotonic()))
                )
                stack.callback(self._release)
                self._connection.execute(BEGIN)
                lock_and_append(self._connection.cursor(), deadline - monotonic())
            TURNS.inc()
            yield

    def append(self, request: AppendRequest) -> bool:
        """Appends and commits under the lock, then releases it. Returns whether the request has its outcome.

        False means that this thread does not hold the lock, or that the call failed. The caller then sends the
        request through the `Appender`.
        """
        if self._holder_thread_id != get_ident() or not (connection := self._connection):
            return False
        try:
            [reply] = send_batch(connection.cursor(), [request], monotonic() + self._timeout_s)
            request.may_be_recorded = True  # until the reply to the commit arrives
            connection.execute(COMMIT)
        except CALL_ERRORS:
            return False
        finally:
            self._release()
        request.may_be_recorded = False
        resolve_request(request, reply)
        return True

    @contextmanager
    def _hold_thread_lock(self) -> Iterator[None]:
        if not self._thread_lock.acquire(timeout=self._timeout_s):
            raise OperationalError("The ledger is busy: nothing was sent")
        self._holder_thread_id = get_ident()
        try:
            yield
        finally:
            self._holder_thread_id = None
            self._thread_lock.release()

    def _release(self) -> None:
        """Rolls back an open transaction, which releases the lock. A lost connection has released it already."""
        connection, self._connection = self._connection, None
        if connection and connection.info.transaction_status != TransactionStatus.IDLE:
            with suppress(psycopg.Error):
                connection.rollback()
