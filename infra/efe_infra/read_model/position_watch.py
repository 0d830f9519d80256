"""Watch of the read position, for which threads and tasks wait, and the listener that feeds it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from selectors import EVENT_READ, DefaultSelector
from socket import socketpair
from time import monotonic
from typing import Any, Final

import psycopg

from efe_infra.postgres.connection import CALLER_TIMEOUT_S
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.process.background import Background
from efe_infra.read_model.tables.position import CHANNEL, READ_MODEL
from efe_infra.read_model.tables.session import open_session

type Wake = Callable[[], object]


class PositionWatch:
    """Read position as this process knows it; wakes waiters. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._position = 0
        self._promised = 0
        self._waiting: dict[object, tuple[int, Wake]] = {}

    @property
    def position(self) -> int:
        """Last position on the current connection; the read model has reached at least it."""
        return self._position

    @property
    def promised(self) -> int:
        """Highest position that this process has ever seen. No later answer may be older."""
        return self._promised

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def reached(self, position: int) -> None:
        """Records a reached position, after its commit or notification, and wakes its waiters."""
        with self._lock:
            self._position = max(position, self._position)
            self._promised = max(position, self._promised)
            arrived = [token for token, (target, _) in self._waiting.items() if target <= self._position]
            wakes = [self._waiting.pop(token)[1] for token in arrived]
        for wake in wakes:
            wake()

    def restart_at(self, position: int) -> None:
        """Sets the position of a new connection. After a crash or failover it may be lower."""
        with self._lock:
            self._position = position
        self.reached(position)

    def promise(self, position: int) -> None:
        """Records a position that a read has returned, which may precede its notification."""
        if position > self._promised:
            with self._lock:
                self._promised = max(position, self._promised)

    def withdraw(self, position: int) -> None:
        """Lowers the promise, when the ledger itself has lost later events."""
        with self._lock:
            self._position = self._promised = position

    def wait(self, position: int, timeout: float) -> None:
        """Blocks this thread until the position is reached. Raises `TimeoutError` after `timeout` seconds."""
        if position <= self._position:
            return
        reached = threading.Event()
        with self._waiting_for(position, reached.set):
            if not reached.wait(timeout):
                raise TimeoutError(f"The read model has not reached {position}")

    async def wait_async(self, position: int, timeout: float) -> None:  # noqa: ASYNC109 - the twin of `wait`
        """Waits without blocking the loop. Raises `TimeoutError` after `timeout` seconds."""
        if position <= self._position:
            return
        reached = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(reached.set)

        with self._waiting_for(position, wake):
            async with asyncio.timeout(timeout):
                await reached.wait()

    @contextmanager
    def _waiting_for(self, position: int, wake: Wake) -> Iterator[None]:
        token = object()
        with self._lock:
            arrived = position <= self._position
            if not arrived:
                self._waiting[token] = position, wake
        if arrived:
            wake()
        try:
            yield
        finally:
            with self._lock:
                self._waiting.pop(token, None)


APPLICATION: Final = "efe-read-position"
READ_INTERVAL_S: Final = 0.5


class PositionListener(Background):
    """Feeds a watch. Listens before it reads the position, and reads it again twice a second in case a notification
    is lost.

    Restarts after any error, such as a lost connection: without it, every command would time out.
    """

    def __init__(self, database: Database, watch: PositionWatch) -> None:
        super().__init__("read-position", limit=10.0)
        self._database = database
        self._watch = watch
        self._wake_receiver, self._wake_sender = socketpair()

    def __exit__(self, *args: object) -> None:
        super().__exit__(*args)
        self._wake_receiver.close()
        self._wake_sender.close()

    def _interrupt(self) -> None:
        with suppress(OSError):
            self._wake_sender.send(b"!")

    def _run(self) -> None:
        with open_session(self._database, DatabaseRole.READ, APPLICATION, patience=CALLER_TIMEOUT_S) as connection:
            self._listen(connection)

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(f"listen {CHANNEL}")
        self._watch.restart_at(_read(connection))
        with DefaultSelector() as selector:
            selector.register(connection, EVENT_READ)
            selector.register(self._wake_receiver, EVENT_READ)
            while not self._stopping.is_set():
                self._watch.reached(_read(connection))
                self.worker.beat()
                self._receive(connection, selector, monotonic() + READ_INTERVAL_S)

    def _receive(self, connection: psycopg.Connection[Any], selector: DefaultSelector, until: float) -> None:
        """Passes notifications on until a moment, or until it is interrupted.

        A notification that came with the answer of a statement is in psycopg's backlog, where no selector sees it.
        The backlog is therefore emptied before each wait.
        """
        while (left_s := until - monotonic()) > 0 and not self._stopping.is_set():
            for notification in connection.notifies(timeout=0):
                self._watch.reached(int(notification.payload))
            selector.select(left_s)


def _read(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("select position from read.position where name = %s", [READ_MODEL]).fetchone()
    return row[0] if row else 0
