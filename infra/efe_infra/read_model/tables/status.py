"""Status of the read model for operators: lag, failure and due rebuild."""

from datetime import datetime
from typing import Any

import msgspec
import psycopg
from msgspec.structs import asdict

from efe_infra.postgres.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.folding.fold import FoldFailed
from efe_infra.read_model.folding.ledger_source import ALL_PROJECTIONS
from efe_infra.read_model.tables.fingerprint import changed_tables, fingerprints
from efe_infra.read_model.tables.generation import GENERATION, TableOrder, compare_generations, tables_age_s
from efe_infra.read_model.tables.position import READ_MODEL
from efe_infra.read_model.tables.values import rows_of
from efe_projections.engine.audit_fold import Projections

_LAG = """
    select head.position as head, held.position as position, head.position - held.position as lag,
        greatest(extract(epoch from clock_timestamp() - waiting.recorded_at), 0)::float8 as lag_seconds
    from ledger.head as head
    cross join projection.position as held
    left join ledger.event as waiting on waiting.position = held.position + 1
    where held.name = %s
"""
_FAILURE = (
    "select position, projection, error, message, since, attempts from projection.failure order by position limit 1"
)


class ProjectionFailure(msgspec.Struct, frozen=True):
    """Event that stops the read model. `projection` is `*` if the event itself cannot be read or written."""

    position: int
    projection: str
    error: str
    message: str
    since: datetime
    attempts: int


class Lag(msgspec.Struct, frozen=True):
    """Lag behind the ledger, in positions, and in seconds since the first missing event."""

    head: int
    position: int
    lag: int
    lag_seconds: float


class Status(Lag, frozen=True, kw_only=True):
    """Status; `rebuild_due` names the tables that differ from this code, `tables` compares the generations.

    `tables_age_s` is the time since the current tables were put in place.
    """

    failure: ProjectionFailure | None
    rebuild_due: list[str]
    tables: TableOrder
    tables_age_s: float


def status(database: Database, projections: Projections, *, generation: int = GENERATION) -> Status:
    with connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        [lag] = connection.cursor(row_factory=rows_of(Lag)).execute(_LAG, [READ_MODEL]).fetchall()
        failures = connection.cursor(row_factory=rows_of(ProjectionFailure)).execute(_FAILURE).fetchall()
        due = changed_tables(connection, projections)
        tables = compare_generations(connection, fingerprints(projections), generation)
        age_s = tables_age_s(connection)
    failure = failures[0] if failures else None
    return Status(**asdict(lag), failure=failure, rebuild_due=due, tables=tables, tables_age_s=age_s)


_RECORD = """
    insert into projection.failure as known (position, projection, error, message) values (%s, %s, %s, %s)
    on conflict (position) do update set projection = excluded.projection, error = excluded.error,
        message = excluded.message, attempts = known.attempts + 1
    returning attempts
"""


def record_failure(connection: psycopg.Connection[Any], position: int, error: Exception) -> int:
    """Records the failure of an event and returns its number of attempts."""
    projection = error.projection if isinstance(error, FoldFailed) else ALL_PROJECTIONS
    cause = error.__cause__ if isinstance(error, FoldFailed) else error
    values = [position, projection, type(cause).__name__, str(cause)]
    [(attempts,)] = connection.execute(_RECORD, values).fetchall()
    return int(attempts)


def clear_failures(connection: psycopg.Connection[Any], reached: int) -> None:
    connection.execute("delete from projection.failure where position <= %s", [reached])
