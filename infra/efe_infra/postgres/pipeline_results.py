"""The results of statements that were sent together, up to the last synchronisation message."""

import asyncio
from contextlib import suppress
from select import POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, poll
from time import monotonic

import psycopg
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from efe_infra.postgres.hosts import SILENCE_MESSAGE, note_silence

SOCKET_CHECK_S = 1.0
"""Seconds after which a socket is looked at, whatever the event loop has told of it."""

CANCEL_RETRY_S = 0.25
"""Seconds after which a cancel request is repeated."""

_ENDED = POLLERR | POLLHUP | POLLNVAL


class PipelineResults:
    """`results` are those that came, one for each message. Nobody else waits for the socket meanwhile.

    A server that says nothing for `patience` seconds is taken to be lost: it says something earlier, if only that a
    statement took too long.
    """

    def __init__(self, pgconn: PGconn, syncs: int, patience: float) -> None:
        self.results: list[PGresult] = []
        self._pgconn = pgconn
        self._syncs = syncs
        self._patience = patience
        self._asked = monotonic()

    @property
    def complete(self) -> bool:
        """Whether nothing is under way any more."""
        return not self._syncs

    async def all(self) -> None:
        """Raises `psycopg.OperationalError` when the connection is lost."""
        unsent = self._pgconn.flush()
        self._loop, self._socket = asyncio.get_running_loop(), self._pgconn.socket
        self._come: asyncio.Future[None] = self._loop.create_future()
        self._heard = self._loop.time()
        self._loop.add_reader(self._socket, self._read)
        if unsent:
            self._loop.add_writer(self._socket, self._write)
        self._looking = self._loop.call_later(SOCKET_CHECK_S, self._look)
        try:
            await self._come
        finally:
            if not self._come.done() or self._come.cancelled():
                self._leave()

    def wait(self) -> None:
        """Keeps a thread waiting. Raises as `all`."""
        socket = poll()
        unsent = self._pgconn.flush()
        while not self._taken():
            socket.register(self._pgconn.socket, POLLIN | POLLOUT if unsent else POLLIN)
            if not socket.poll(self._patience * 1000):
                raise self._silent()
            self._pgconn.consume_input()
            unsent = self._pgconn.flush()

    def give_up(self) -> None:
        """Called for a server that others found to be lost: whoever waits is told at once."""
        if not self._come.done():
            self._conclude(psycopg.OperationalError(SILENCE_MESSAGE))

    async def end(self, connection: psycopg.AsyncConnection, patience: float) -> None:
        """What is under way is cancelled on the server. Where that fails or takes long, the connection is closed.

        The server is told again and again: it hears nothing between two statements, nor before the first.
        """
        try:
            async with asyncio.timeout(patience):
                while not self.complete:
                    await connection.cancel_safe(timeout=patience)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(CANCEL_RETRY_S):
                            await self.all()
        except BaseException as error:
            self._silent()
            self._pgconn.finish()
            if not isinstance(error, Exception):
                raise

    def _read(self) -> None:
        """To the end, if there is one: of a socket with an error uvloop tells once, and its last words come first."""
        if self._come.done():
            return
        self._heard = self._loop.time()
        try:
            self._pgconn.consume_input()
            while not self._taken():
                if not has_ended(self._socket):
                    return
                self._pgconn.consume_input()
        except psycopg.Error as lost:
            self._conclude(lost)
        else:
            self._conclude()

    def _taken(self) -> bool:
        """Whether all is there. Between the results of two messages libpq gives None."""
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
        """While the server does not take what is sent: it may be waiting for us to read."""
        if self._come.done():
            return
        try:
            if not self._pgconn.flush():
                self._loop.remove_writer(self._socket)
        except psycopg.Error as lost:
            self._conclude(lost)

    def _look(self) -> None:
        if has_ended(self._socket):
            self._read()
        elif self._loop.time() - self._heard > self._patience:
            self._conclude(self._silent())
        if not self._come.done():
            self._looking = self._loop.call_later(SOCKET_CHECK_S, self._look)

    def _silent(self) -> psycopg.OperationalError:
        note_silence(self._pgconn, self._asked)
        return psycopg.OperationalError(SILENCE_MESSAGE)

    def _conclude(self, lost: psycopg.Error | None = None) -> None:
        """The loop forgets the socket here and now: libpq closed one that is lost, and the next has its number."""
        self._leave()
        if lost:
            self._come.set_exception(lost)
        else:
            self._come.set_result(None)

    def _leave(self) -> None:
        self._looking.cancel()
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)


def has_ended(socket: int) -> bool:
    """Whether nothing comes any more behind what has come."""
    looked = poll()
    looked.register(socket, 0)
    return any(events & _ENDED for _, events in looked.poll(0))


def has_spoken(socket: int) -> bool:
    """Whether a server that was asked nothing has said something, such as farewell, or is gone."""
    looked = poll()
    looked.register(socket, POLLIN)
    return bool(looked.poll(0))
