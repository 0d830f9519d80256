"""Notifications of the read position from other processes, received on one connection."""

from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from socket import socketpair
from time import monotonic
from typing import Any, Final

import psycopg

from efe_infra.postgres.connection import CALLER_TIMEOUT_S
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.process.background import Background
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.tables.position import CHANNEL, READ_MODEL
from efe_infra.read_model.tables.session import open_session

APPLICATION: Final = "efe-read-position"
READ_INTERVAL_S: Final = 0.5


class PositionListener(Background):
    """Feeds a watch. Listens before it reads the position, and reads it again twice a second in case a notification
    is lost.

    Begins again after any error, such as a lost connection: without it every command waits in vain.
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

        A notification that came with the answer of a statement is in psycopg's backlog, where no selector sees it:
        the backlog is emptied before each wait.
        """
        while (left_s := until - monotonic()) > 0 and not self._stopping.is_set():
            for notification in connection.notifies(timeout=0):
                self._watch.reached(int(notification.payload))
            selector.select(left_s)


def _read(connection: psycopg.Connection[Any]) -> int:
    found = connection.execute("select position from read.position where name = %s", [READ_MODEL]).fetchone()
    return found[0] if found else 0
