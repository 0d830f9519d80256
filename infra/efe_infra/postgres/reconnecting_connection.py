"""Connection that reconnects after a loss, for callers that each have a deadline."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from time import monotonic

import psycopg

from efe_infra.postgres.connection import PatientConnection, connect
from efe_infra.postgres.pools import is_gone

MIN_STATEMENT_TIMEOUT_S = 0.01
"""Timeout of a statement whose deadline has passed. The statement is still sent, and will most likely time out."""


class ReconnectingConnection:
    """Connection for one thread at a time; the owner closes it.

    Connects in a thread of its own. A caller whose deadline passes leaves the attempt to the next caller, so that no
    caller waits longer than its deadline, even if servers hang.
    """

    def __init__(self, conninfo: str, configure: Callable[[PatientConnection], None]) -> None:
        self._conninfo = conninfo
        self._configure = configure
        self._cursor: psycopg.Cursor | None = None
        self._attempt: Future[PatientConnection] | None = None

    @property
    def is_lost(self) -> bool:
        return self._cursor is None or self._cursor.connection.closed

    def cursor(self, deadline: float) -> psycopg.Cursor:
        """Returns the cursor of the connection, which caches type adapters. Its statements end at the deadline.

        Raises psycopg's `OperationalError`, or `WrongRole`.
        """
        if self._cursor is None or not _is_open(self._cursor.connection):
            self._cursor = self._connect(deadline).cursor()
        self._cursor.connection.patience = max(MIN_STATEMENT_TIMEOUT_S, deadline - monotonic())  # type: ignore[attr-defined]
        return self._cursor

    def cut(self) -> None:
        """Closes the connection; the next caller reconnects."""
        if self._cursor:
            self._cursor.connection.close()

    def close(self) -> None:
        self.cut()
        if self._attempt:
            self._attempt.add_done_callback(_close)

    def _connect(self, deadline: float) -> PatientConnection:
        attempt = self._attempt = self._attempt or self._start_attempt()
        try:
            connection = attempt.result(max(0.0, deadline - monotonic()))
        except BaseException as error:
            if attempt.done():
                self._attempt = None
            if isinstance(error, TimeoutError):
                raise psycopg.OperationalError("the server lets nobody in") from error
            raise
        self._attempt = None
        return connection

    def _start_attempt(self) -> Future[PatientConnection]:
        attempt: Future[PatientConnection] = Future()
        Thread(target=self._run, args=[attempt], name="connecting", daemon=True).start()
        return attempt

    def _run(self, attempt: Future[PatientConnection]) -> None:
        try:
            connection = connect(self._conninfo)
            try:
                self._configure(connection)
            except BaseException:
                connection.close()
                raise
        except BaseException as error:  # noqa: BLE001 - raised in the waiting thread
            attempt.set_exception(error)
        else:
            attempt.set_result(connection)


def _is_open(connection: psycopg.Connection) -> bool:
    """Notices a closed connection before a statement is sent, so that no outcome is in doubt."""
    if is_gone(connection):
        connection.close()
    return not connection.closed


def _close(attempt: Future[PatientConnection]) -> None:
    with suppress(BaseException):
        attempt.result().close()
