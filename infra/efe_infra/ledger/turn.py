"""The turn of the ledger, held by a thread from before it decides until that is recorded."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Lock, get_ident
from time import monotonic
from typing import Final

import psycopg
from eventsourcing.persistence import OperationalError
from psycopg.pq import TransactionStatus

from efe_infra.ledger.asking import FAILURES, ask, take
from efe_infra.ledger.batch import settle
from efe_infra.ledger.request import Request
from efe_infra.postgres.connection import PatientConnection, translating
from efe_infra.postgres.line import LEAST
from efe_infra.postgres.pools import Pool
from efe_infra.process.metrics import TURNS

BEGIN: Final = "begin"
COMMIT: Final = "commit"
"""Sent as such: the transactions of psycopg end without a word where the connection is lost."""


class Turn:
    """Of one thread of a process at a time; it is had within `patience` seconds, or not at all.

    It decides who records next, and nothing else: what is recorded is checked as ever. A turn that is lost with its
    connection makes nothing wrong.
    """

    def __init__(self, pool: Pool[PatientConnection], patience: float) -> None:
        self._pool, self._patience = pool, patience
        self._free = Lock()
        self._holder: int | None = None
        self._connection: PatientConnection | None = None
        """Of the holder, until it has recorded."""

    @contextmanager
    def held(self, prepare: Callable[[], object]) -> Iterator[None]:
        """Until this thread records, or leaves; what it can do before, it has to `prepare`.

        Raises the library's `OperationalError`.
        """
        if self._holder == get_ident():
            yield
            return
        until = monotonic() + self._patience
        with self._alone(), ExitStack() as stack:
            prepare()
            with translating():
                self._connection = stack.enter_context(self._pool.lent(max(LEAST, until - monotonic())))
                stack.callback(self._leave)
                self._connection.execute(BEGIN)
                take(self._connection.cursor(), until - monotonic())
            TURNS.inc()
            yield

    def append(self, request: Request) -> bool:
        """Whether this thread has the turn and the request its answer, which is durable; the turn is left then.

        If not, the request is to be sent as any other.
        """
        if self._holder != get_ident() or not (connection := self._connection):
            return False
        try:
            [answer] = ask(connection.cursor(), [request], monotonic() + self._patience)
            request.uncertain = True  # until the commit is heard of
            connection.execute(COMMIT)
        except FAILURES:
            return False
        finally:
            self._leave()
        request.uncertain = False
        settle(request, answer)
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._free.acquire(timeout=self._patience):
            raise OperationalError("The ledger is busy: nothing was sent")
        self._holder = get_ident()
        try:
            yield
        finally:
            self._holder = None
            self._free.release()

    def _leave(self) -> None:
        """What was not committed is not recorded; a connection that is lost has nothing to leave."""
        connection, self._connection = self._connection, None
        if connection and connection.info.transaction_status != TransactionStatus.IDLE:
            with suppress(psycopg.Error):
                connection.rollback()
