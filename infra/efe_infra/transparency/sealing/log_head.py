"""Head of the ledger log, checked before anything is appended to it, and its lag behind the ledger."""

from dataclasses import dataclass
from typing import LiteralString

import msgspec

from efe_domain.transparency.merkle import CompactRange
from efe_infra.postgres.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.values import rows_of
from efe_infra.transparency.sealing.errors import SealBroken
from efe_infra.transparency.sealing.ledger_log import Connection, last_entry, range_at

LAST_EVENT: LiteralString = """
    select substr(entry, 3) = leaf
    from seal.entry left join ledger.event using (position) where position = %s
"""
LAG: LiteralString = """
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


@dataclass(frozen=True)
class LogHead:
    """Last position that has an entry, and the log up to it."""

    position: int
    log: CompactRange


def read_log_head(connection: Connection) -> LogHead:
    """Returns the head. Raises `SealBroken` if its event or its tree is not what was sealed."""
    last = last_entry(connection)
    if not last:
        return LogHead(0, CompactRange())
    if connection.execute(LAST_EVENT, [last]).fetchone() != (True,):
        raise SealBroken(f"position {last}", "son dernier événement n'est plus celui du registre")
    return LogHead(last, range_of(connection, last + 1))


def range_of(connection: Connection, size: int) -> CompactRange:
    """Returns the log of that many leaves. Raises `SealBroken` if a part of it is missing."""
    try:
        return range_at(connection, size)
    except (KeyError, ValueError) as error:
        raise SealBroken(f"taille {size}", "une partie de son arbre manque ou n'est pas la sienne") from error


class SealLag(msgspec.Struct, frozen=True):
    """Number of events that no checkpoint covers, and seconds since the first of them was recorded.

    `age_seconds` is the age of the last checkpoint; None before the first.
    """

    lag: int
    lag_seconds: float
    age_seconds: float | None


def seal_lag(database: Database) -> SealLag:
    with connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        [lag] = connection.cursor(row_factory=rows_of(SealLag)).execute(LAG).fetchall()
    return lag
