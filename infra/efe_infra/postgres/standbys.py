"""Long reads of a whole database, which a standby carries out as well as its primary."""

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
"""A commit that waits for a standby has no limit; the standbys that are lost are not those that are read."""
BARRIER_SQL: Final = "select pg_logical_emit_message(true, 'efe', '')::text"
"""Its commit puts all that was committed before on the disk, and what is there is sent: the place of its end."""
HAS_REPLAYED_SQL: Final = "select pg_is_in_recovery(), pg_last_wal_replay_lsn() >= %s::pg_lsn"
LAST_EVENT: Final = """
    select position, recorded_at, originator_id, originator_version from ledger.event
    where position <= coalesce(%s, 9223372036854775807) order by position desc limit 1
"""

type Tell = Callable[[int], object]
"""Called with the number of the standby that is read, the first one being 1."""


def read_of_standby[T](
    primary: Database,
    standbys: Sequence[Database],
    read: Callable[[Database], T],
    tell: Tell = lambda _: None,
    *,
    within: float = REPLICATION_TIMEOUT_S,
) -> T:
    """What `read` gives of a standby that has all that the primary has at the beginning; else of the primary.

    So it does where the standby is lost meanwhile, or ends a statement that is in the way of what it receives:
    `read` is called again then.
    """
    for number, standby in enumerate(standbys, 1):
        try:
            if has_all(primary, standby, within):
                tell(number)
                return read(standby)
        except psycopg.OperationalError as error:
            log.warning("standby not read", number=number, error=type(error).__name__, state=error.sqlstate)
    return read(primary)


def has_all(primary: Database, standby: Database, within: float = REPLICATION_TIMEOUT_S) -> bool:
    """Whether it is a standby and soon has what the primary has now. Raises `psycopg.OperationalError`.

    The last event is compared as well: a server that followed a lost primary may have come further in another
    history.
    """
    with _entered(primary) as connection:
        connection.execute(COMMIT_LOCALLY_SQL)
        [(reached,)] = connection.execute(BARRIER_SQL).fetchall()
    with _entered(standby) as connection:
        until = monotonic() + within
        while (found := connection.execute(HAS_REPLAYED_SQL, [reached]).fetchone()) != (True, True):
            if found != (True, False) or monotonic() > until:
                return False
            sleep(POLL_DELAY_S)
        theirs = connection.execute(LAST_EVENT, [None]).fetchone()
    with _entered(primary) as connection:
        return theirs is None or connection.execute(LAST_EVENT, [theirs[0]]).fetchone() == theirs


def _entered(database: Database) -> PatientConnection:
    connection = PatientConnection.connect(
        database.conninfo(DatabaseRole.PROJECTOR), autocommit=True, **CONNECT_OPTIONS
    )
    connection.patience = CALLER_TIMEOUT_S
    return connection
