"""What other processes say of the read position, heard on one connection."""

import threading
from typing import Any, Self

import psycopg
import structlog

from efe_infra.ledger.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.position import CHANNEL, READ_MODEL
from efe_infra.read_model.watch import PositionWatch

_LOG = structlog.get_logger(__name__)
_POLL = 0.5
_RECONNECT = 0.5


class PositionListener:
    """A thread that feeds a watch. It listens before it looks, and looks again twice a second: no news is lost."""

    def __init__(self, database: Database, watch: PositionWatch) -> None:
        self._conninfo = database.conninfo(DatabaseRole.READ)
        self._watch = watch
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="read-position", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with connect(self._conninfo) as connection:
                    self._listen(connection)
            except psycopg.OperationalError as error:
                _LOG.warning("read position: connection lost", error=str(error))
                self._stopping.wait(_RECONNECT)

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(f"listen {CHANNEL}")
        while not self._stopping.is_set():
            found = connection.execute("select position from read.position where name = %s", [READ_MODEL]).fetchone()
            self._watch.reached(found[0] if found else 0)
            for notification in connection.notifies(timeout=_POLL):
                self._watch.reached(int(notification.payload))
