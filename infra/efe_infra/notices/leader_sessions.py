"""Sessions of a leader, of which one holds a lock of the installation with a lease."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from efe_infra.postgres.connection import duration_ms, settle_session
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.fingerprint import fingerprints
from efe_infra.read_model.tables.generation import GENERATION, compare_generations
from efe_infra.read_model.tables.session import open_session
from efe_infra.read_model.tables.values import adapt
from efe_projections.catalogue import PROJECTIONS

SET_LEASE_SQL: Final = "select set_config('idle_session_timeout', %s, false)"
STATEMENT_TIMEOUT_S: Final = 30.0

type Connection = psycopg.Connection[Any]


@contextmanager
def leader_sessions(
    database: Database, application: str, lock: int, lease_s: float
) -> Iterator[tuple[Connection, Connection] | None]:
    """Opens the reading and the writing session, and takes the lock; None if another process leads.

    None also while the read tables are those of an earlier release: they lack the rows that say who is concerned.

    The server ends the writing session, and with it the lock, after `lease_s` of silence.
    """
    with (
        open_session(database, DatabaseRole.PROJECTOR, application) as reading,
        open_session(database, DatabaseRole.COMMAND, application) as writing,
    ):
        for session, role in ((reading, DatabaseRole.PROJECTOR), (writing, DatabaseRole.COMMAND)):
            settle_session(role, STATEMENT_TIMEOUT_S)(session)
        adapt(reading)
        leads = _are_readable(reading) and writing.execute("select pg_try_advisory_lock(%s)", [lock]).fetchall()[0][0]
        if leads:
            writing.execute(SET_LEASE_SQL, [duration_ms(lease_s)])
        yield (reading, writing) if leads else None


def _are_readable(reading: Connection) -> bool:
    return compare_generations(reading, fingerprints(PROJECTIONS), GENERATION).is_readable
