"""How far the seal is behind the ledger, for operators of the platform."""

import msgspec

from efe_infra.postgres.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.values import rows_of

_LAG = """
    select head.position - sealed.last as lag,
        greatest(extract(epoch from clock_timestamp() - waiting.recorded_at), 0)::float8 as lag_seconds,
        case when sealed.signed_at is not null
            then greatest(extract(epoch from clock_timestamp() - sealed.signed_at), 0)::float8
        end as age_seconds
    from ledger.head as head
    cross join (
        select coalesce(max(size) - 1, 0) as last, max(signed_at) as signed_at from seal.ledger_checkpoint
    ) as sealed
    left join ledger.event as waiting on waiting.position = sealed.last + 1
"""


class SealLag(msgspec.Struct, frozen=True):
    """Events that no checkpoint covers yet, and seconds since the first of them was recorded.

    `age_seconds` are those since the last checkpoint was signed; None before the first.
    """

    lag: int
    lag_seconds: float
    age_seconds: float | None


def seal_lag(database: Database) -> SealLag:
    """Asks the database, once."""
    with connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        [found] = connection.cursor(row_factory=rows_of(SealLag)).execute(_LAG).fetchall()
    return found
