"""Results of pipelined statements, read up to the last synchronisation message."""

import asyncio
from contextlib import suppress
from select import POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, poll
from time import monotonic

import psycopg
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from efe_infra.postgres.hosts import SILENCE_MESSAGE, note_silence

SOCKET_CHECK_S = 1.0
"""Interval at which a socket is checked, even without an event of the loop."""

CANCEL_RETRY_S = 0.25
"""Delay before a cancel request is repeated."""

_ENDED = POLLERR | POLLHUP | POLLNVAL


class PipelineResults:
    """Reader of the results of one pipeline, one for each message. It has the socket for itself.

    A server that sends nothing for `timeout_s` counts as lost: its own statement timeout is shorter.
    """

    def __init__(self, pgconn: PGconn, syncs: int, patience: float) -> None:
        self.results: list[PGresult] = []
        self._pgconn = pgconn
        self._syncs = syncs
        self._patience = patience
        self._started_at = monotonic()

    @property
    def complete(self) -> bool:
        return not self._syncs

    async def all(self) -> None:
        """Waits for all results. Raises `psycopg.OperationalError` when the connection is lost."""
        unsent = self._pgconn.flush()
        self._loop, self._socket = asyncio.get_running_loop(), self._pgconn.socket
        self._arrival: asyncio.Future[None] = self._loop.create_future()
        self._last_input_at = self._loop.time()
        self._loop.add_reader(self._socket, self._read)
        if unsent:
            self._loop.add_writer(self._socket, self._write)
        self._check_timer = self._loop.call_later(SOCKET_CHECK_S, self._check_socket)
        try:
            await self._arrival
        finally:
            if not self._arrival.done() or self._arrival.cancelled():
                self._leave()

    def wait(self) -> None:
        """Waits for all results on a thread. Raises as `all`."""
        socket = poll()
        unsent = self._pgconn.flush()
        while not self._take_results():
            socket.register(self._pgconn.socket, POLLIN | POLLOUT if unsent else POLLIN)
            if not socket.poll(self._patience * 1000):
                raise self._silence_error()
            self._pgconn.consume_input()
            unsent = self._pgconn.flush()

    def give_up(self) -> None:
        """Ends the wait with an error at once, for a server that is known to be lost."""
        if not self._arrival.done():
            self._conclude(psycopg.OperationalError(SILENCE_MESSAGE))

    async def end(self, connection: psycopg.AsyncConnection, patience: float) -> None:
        """Cancels the statements on the server; closes the connection if that fails or takes too long.

        Repeats the request, since the server ignores it between two statements and before the first.
        """
        try:
            async with asyncio.timeout(patience):
                while not self.complete:
                    await connection.cancel_safe(timeout=patience)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(CANCEL_RETRY_S):
                            await self.all()
        except BaseException as error:
            self._silence_error()
            self._pgconn.finish()
            if not isinstance(error, Exception):
                raise

    def _read(self) -> None:
        """Reads what has arrived, to the end if the socket has failed: uvloop reports an error once."""
        if self._arrival.done():
            return
        self._last_input_at = self._loop.time()
        try:
            self._pgconn.consume_input()
            while not self._take_results():
                if not has_ended(self._socket):
                    return
                self._pgconn.consume_input()
        except psycopg.Error as lost:
            self._conclude(lost)
        else:
            self._conclude()

    def _take_results(self) -> bool:
        """Takes results from libpq and tells whether all are there. None separates the results of two messages."""
        while self._syncs and not self._pgconn.is_busy():
            match self._pgconn.get_result():
                case None if self._pgconn.status == ConnStatus.BAD:
                    raise psycopg.OperationalError("the connection is lost")
                case None:
                    pass
                case result if result.status == ExecStatus.PIPELINE_SYNC:
                    self._syncs -= 1
                case result:
                    self.results.append(result)
        return not self._syncs

    def _write(self) -> None:
        """Sends the rest of the output, while the server may wait for the client to read."""
        if self._arrival.done():
            return
        try:
            if not self._pgconn.flush():
                self._loop.remove_writer(self._socket)
        except psycopg.Error as lost:
            self._conclude(lost)

    def _check_socket(self) -> None:
        if has_ended(self._socket):
            self._read()
        elif self._loop.time() - self._last_input_at > self._patience:
            self._conclude(self._silence_error())
        if not self._arrival.done():
            self._check_timer = self._loop.call_later(SOCKET_CHECK_S, self._check_socket)

    def _silence_error(self) -> psycopg.OperationalError:
        note_silence(self._pgconn, self._started_at)
        return psycopg.OperationalError(SILENCE_MESSAGE)

    def _conclude(self, lost: psycopg.Error | None = None) -> None:
        """Ends the wait. The loop must forget the socket at once: its number may be reused after libpq closed it."""
        self._leave()
        if lost:
            self._arrival.set_exception(lost)
        else:
            self._arrival.set_result(None)

    def _leave(self) -> None:
        self._check_timer.cancel()
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)


def has_ended(socket: int) -> bool:
    poller = poll()
    poller.register(socket, 0)
    return any(events & _ENDED for _, events in poller.poll(0))


def has_spoken(socket: int) -> bool:
    """Tells whether an idle server has sent something, such as a shutdown notice, or has closed the socket."""
    poller = poll()
    poller.register(socket, POLLIN)
    return bool(poller.poll(0))
