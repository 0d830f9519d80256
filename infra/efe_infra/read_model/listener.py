"""Notifications of the read position from other processes, heard on one connection."""

from typing import Any

import psycopg

from efe_infra.postgres.connection import PATIENCE
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.process.background import Background
from efe_infra.read_model.position import CHANNEL, READ_MODEL
from efe_infra.read_model.session import open_session
from efe_infra.read_model.watch import PositionWatch

APPLICATION = "efe-read-position"
_PAUSE = 0.5  # seconds


class PositionListener(Background):
    """Feeds a watch. It listens before it looks, and looks again twice a second: no news is lost.

    Whatever ends it, such as a lost connection, it begins again: without it every command waits for its news in vain.
    """

    def __init__(self, database: Database, watch: PositionWatch) -> None:
        super().__init__("read-position", limit=10.0)
        self._database = database
        self._watch = watch

    def _run(self) -> None:
        with open_session(self._database, DatabaseRole.READ, APPLICATION, patience=PATIENCE) as connection:
            self._listen(connection)

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(f"listen {CHANNEL}")
        self._watch.restart_at(_read(connection))
        while not self._stopping.is_set():
            self._watch.reached(_read(connection))
            self.worker.beat()
            for notification in connection.notifies(timeout=_PAUSE):
                self._watch.reached(int(notification.payload))


def _read(connection: psycopg.Connection[Any]) -> int:
    found = connection.execute("select position from read.position where name = %s", [READ_MODEL]).fetchone()
    return found[0] if found else 0
