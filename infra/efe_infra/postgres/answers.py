"""What a server answers to statements that were sent together, up to the last mark of synchronisation."""

import asyncio
from select import POLLIN, POLLOUT, poll
from time import monotonic

import psycopg
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from efe_infra.postgres.connection import ServerSilent


class Answers:
    """`results` are those that came, one for each message. Nobody else waits for the socket meanwhile."""

    def __init__(self, pgconn: PGconn, syncs: int) -> None:
        self.results: list[PGresult] = []
        self._pgconn = pgconn
        self._syncs = syncs

    async def all(self) -> None:
        """Raises `psycopg.OperationalError` when the connection is lost."""
        loop, socket = asyncio.get_running_loop(), self._pgconn.socket
        self._come = loop.create_future()
        loop.add_reader(socket, self._read)
        full = False
        try:
            if full := bool(self._pgconn.flush()):
                loop.add_writer(socket, self._write)
            await self._come
        finally:
            loop.remove_reader(socket)
            if full:
                loop.remove_writer(socket)

    def wait(self, limit: float | None = None) -> None:
        """Keeps a thread waiting, for so many seconds at most. Raises as `all`."""
        socket, until = poll(), None if limit is None else monotonic() + limit
        unsent = self._pgconn.flush()
        while not self._taken():
            socket.register(self._pgconn.socket, POLLIN | POLLOUT if unsent else POLLIN)
            if not socket.poll(until and max(0.0, until - monotonic()) * 1000):
                raise ServerSilent("the server did not answer in time")
            self._pgconn.consume_input()
            unsent = self._pgconn.flush()

    async def end(self, connection: psycopg.AsyncConnection, patience: float) -> None:
        """What is under way is cancelled on the server. Where that fails or takes long, the connection is closed."""
        try:
            async with asyncio.timeout(patience):
                await connection.cancel_safe(timeout=patience)
                await self.all()
        except BaseException as error:
            self._pgconn.finish()
            if not isinstance(error, Exception):
                raise

    def _read(self) -> None:
        if self._come.done():
            return
        try:
            self._pgconn.consume_input()
            if self._taken():
                self._come.set_result(None)
        except psycopg.Error as lost:
            self._come.set_exception(lost)

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
                asyncio.get_running_loop().remove_writer(self._pgconn.socket)
        except psycopg.Error as lost:
            self._come.set_exception(lost)
