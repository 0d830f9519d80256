"""Long reads of a whole database on a standby instead of the primary."""

from collections.abc import Callable, Sequence
from time import monotonic, sleep
from typing import Final

import psycopg
import structlog

from efe_infra.postgres.connection import CALLER_TIMEOUT_S, DEAD_PEER_OPTIONS, PatientConnection
from efe_infra.postgres.database import Database, DatabaseRole

log = structlog.stdlib.get_logger()

REPLICATION_TIMEOUT_S: Final = 2.0
"""Seconds for a standby to have what the primary has."""
CONNECT_OPTIONS: Final = {**DEAD_PEER_OPTIONS, "connect_timeout": 2}
POLL_DELAY_S: Final = 0.02

COMMIT_LOCALLY_SQL: Final = "set synchronous_commit = local"
"""Commits without a wait for standbys, which has no time limit."""
BARRIER_SQL: Final = "select pg_logical_emit_message(true, 'efe', '')::text"
"""Returns a WAL position. Its commit flushes all earlier commits, which are then sent to standbys."""
HAS_REPLAYED_SQL: Final = "select pg_is_in_recovery(), pg_last_wal_replay_lsn() >= %s::pg_lsn"
LAST_EVENT: Final = """
    select position, recorded_at, originator_id, originator_version from ledger.event
    where position <= coalesce(%s, 9223372036854775807) order by position desc limit 1
"""

type Tell = Callable[[int], object]
"""Called with the number of the standby that is read, from 1."""


def read_of_standby[T](
    primary: Database,
    standbys: Sequence[Database],
    query: Callable[[Database], T],
    tell: Tell = lambda _: None,
    *,
    within: float = REPLICATION_TIMEOUT_S,
) -> T:
    """Returns the result of `query` on a standby that has caught up with the primary, else on the primary.

    Calls `query` again on the next server if a standby is lost or cancels a statement in conflict with replication.
    """
    for number, standby in enumerate(standbys, 1):
        try:
            if has_all(primary, standby, within):
                tell(number)
                return query(standby)
        except psycopg.OperationalError as error:
            log.warning("standby not read", number=number, error=type(error).__name__, state=error.sqlstate)
    return query(primary)


def has_all(primary: Database, standby: Database, within: float = REPLICATION_TIMEOUT_S) -> bool:
    """Tells whether the server is a standby that catches up in time. Raises `psycopg.OperationalError`.

    Compares the last event too: a server that followed a lost primary may be further in another history.
    """
    with _connect(primary) as connection:
        connection.execute(COMMIT_LOCALLY_SQL)
        [(reached,)] = connection.execute(BARRIER_SQL).fetchall()
    with _connect(standby) as connection:
        until = monotonic() + within
        while (state := connection.execute(HAS_REPLAYED_SQL, [reached]).fetchone()) != (True, True):
            if state != (True, False) or monotonic() > until:
                return False
            sleep(POLL_DELAY_S)
        theirs = connection.execute(LAST_EVENT, [None]).fetchone()
    with _connect(primary) as connection:
        return theirs is None or connection.execute(LAST_EVENT, [theirs[0]]).fetchone() == theirs


def _connect(database: Database) -> PatientConnection:
    connection = PatientConnection.connect(
        database.conninfo(DatabaseRole.PROJECTOR), autocommit=True, **CONNECT_OPTIONS
    )
    connection.patience = CALLER_TIMEOUT_S
    return connection
