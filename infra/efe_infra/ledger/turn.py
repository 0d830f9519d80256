"""The turn of the ledger, held by a thread from before it decides until that is recorded."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock, get_ident
from time import monotonic
from typing import Final, NamedTuple

from eventsourcing.persistence import OperationalError

from efe_infra.ledger.asking import FAILURES, ask
from efe_infra.ledger.batch import APPEND, append_parameters, settle
from efe_infra.ledger.request import Request
from efe_infra.postgres.connection import PatientConnection, in_milliseconds, translating
from efe_infra.postgres.line import LEAST
from efe_infra.postgres.pools import Pool
from efe_infra.process.metrics import TURNS

HOLD = 1.0
"""Seconds in which a holder decides. Nobody records meanwhile: one that hangs has its session ended by the server."""

BOUND_HOLD: Final = """
    select set_config('statement_timeout', %s, true), set_config('idle_in_transaction_session_timeout', %s, true)
"""
"""Until the end of the transaction, with two durations: for each statement, and between two of them."""


class _Held(NamedTuple):
    thread: int
    connection: PatientConnection
    transaction: ExitStack


class Turn:
    """Of one thread of a process at a time; it is had within `patience` seconds, or not at all.

    It decides who records next, and nothing else: what is recorded is checked as ever. A turn that is lost with its
    connection makes nothing wrong.
    """

    def __init__(self, pool: Pool[PatientConnection], patience: float) -> None:
        self._pool, self._patience = pool, patience
        self._free = Lock()
        self._held: _Held | None = None

    @contextmanager
    def held(self, prepare: Callable[[], object]) -> Iterator[None]:
        """Until this thread records, or leaves; what it can do before, it has to `prepare`.

        Raises the library's `OperationalError`.
        """
        if self._mine():
            yield
            return
        until = monotonic() + self._patience
        with self._alone(), ExitStack() as transaction:
            prepare()
            with translating():
                connection = transaction.enter_context(self._pool.connection(_left(until)))
                transaction.enter_context(connection.transaction())
                connection.execute(BOUND_HOLD, [in_milliseconds(_left(until)), in_milliseconds(HOLD)])
                connection.execute(APPEND, append_parameters([]))
            TURNS.inc()
            self._held = _Held(get_ident(), connection, transaction)
            try:
                yield
            finally:
                self._held = None

    def append(self, request: Request) -> bool:
        """Whether this thread has the turn and the request its answer, which is durable; the turn is left then.

        If not, the request is to be sent as any other.
        """
        held = self._mine()
        if not held:
            return False
        try:
            with held.transaction.pop_all():
                [answer] = ask(held.connection.cursor(), [request], monotonic() + self._patience)
                request.uncertain = True  # until the commit is heard of
        except FAILURES:
            return False
        request.uncertain = False
        settle(request, answer)
        return True

    def _mine(self) -> _Held | None:
        held = self._held
        return held if held and held.thread == get_ident() else None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._free.acquire(timeout=self._patience):
            raise OperationalError("The ledger is busy: nothing was sent")
        try:
            yield
        finally:
            self._free.release()


def _left(until: float) -> float:
    return max(LEAST, until - monotonic())
