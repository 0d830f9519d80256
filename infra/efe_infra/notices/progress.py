"""Progress of the leader: the last planned position, and whether this database may send at all."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import class_row

type Connection = psycopg.Connection[Any]

ROLL_BACK_GAP: Final = timedelta(minutes=5)
"""Silence after which another timeline is a restoration to an earlier point, and no failover."""

SEALED: LiteralString = "select coalesce(max(size) - 1, 0) from seal.ledger_checkpoint"
IDENTITY: LiteralString = """
    select system_identifier || '/' || (select oid from pg_database where datname = current_database()),
        substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
    from pg_control_system()
"""
READ: LiteralString = "select position, identity, timeline, swept_on, beat_at, stopped from notices.progress"
START: LiteralString = """
    insert into notices.progress (position, identity, timeline, beat_at)
    values (%(position)s, %(identity)s, %(timeline)s, %(now)s) on conflict do nothing
"""
BEAT: LiteralString = """
    update notices.progress set beat_at = %(now)s, timeline = %(timeline)s where stopped is null
"""
STOP: LiteralString = "update notices.progress set stopped = %s where stopped is null"
MOVE: LiteralString = "update notices.progress set position = %(position)s where position < %(position)s"
SWEEP: LiteralString = "update notices.progress set swept_on = %s"
ALLOW: LiteralString = """
    with skipped as (
        update notices.outbox set state = 'expired', claimed_until = null, ended_at = %(now)s
        where state in ('waiting', 'sending')
    ), forwarded as (
        update hooks.hook set position = %(position)s
        where position < %(position)s and exists (select from notices.progress where stopped is not null)
    ), dropped as (
        update hooks.delivery set state = 'skipped', claimed_until = null, ended_at = %(now)s, result = 'restored'
        where state in ('waiting', 'sending') and exists (select from notices.progress where stopped is not null)
    )
    update notices.progress set stopped = null, identity = %(identity)s, timeline = %(timeline)s, beat_at = %(now)s,
        position = %(position)s, allowed_by = %(account)s, allowed_at = %(now)s
    where stopped is not null
"""
RESTORED: LiteralString = """
    insert into notices.progress (position, identity, timeline, beat_at, stopped)
    values (0, '', '', clock_timestamp(), 'restored')
    on conflict (one) do update set stopped = 'restored'
"""


@dataclass(frozen=True, kw_only=True)
class LeaderProgress:
    """Progress as stored. `stopped` says why nothing is sent until an administrator allows it."""

    position: int
    identity: str
    timeline: str
    swept_on: date | None
    beat_at: datetime
    stopped: str | None


def sealed_position(connection: Connection) -> int:
    """Returns the last position under a signed checkpoint: no failover takes it back."""
    [(position,)] = connection.execute(SEALED).fetchall()
    return int(position)


def read_progress(connection: Connection) -> LeaderProgress | None:
    """Returns None before the first leader started."""
    with connection.cursor(row_factory=class_row(LeaderProgress)) as cursor:
        return cursor.execute(READ).fetchone()


def checked_progress(connection: Connection, sealed: int, now: datetime) -> LeaderProgress:
    """Returns the progress, and stops it in a copy of the database. A first leader starts at the sealed position."""
    [(identity, timeline)] = connection.execute(IDENTITY).fetchall()
    started = {"position": sealed, "identity": identity, "timeline": timeline, "now": now}
    connection.execute(START, started)
    progress = read_progress(connection)
    if progress is None:
        raise psycopg.OperationalError("The progress of the notices is missing")
    if progress.stopped is None and (
        progress.identity != identity
        or (progress.timeline != timeline and now - progress.beat_at > ROLL_BACK_GAP)
        or progress.position > sealed
    ):
        connection.execute(STOP, ["copied"])
    connection.execute(BEAT, {"now": now, "timeline": timeline})
    return read_progress(connection) or progress


def allow_again(connection: Connection, account: UUID | None, sealed: int, now: datetime) -> bool:
    """Lets a restored database send what is recorded from now on; what waits in its tables is not sent."""
    [(identity, timeline)] = connection.execute(IDENTITY).fetchall()
    params = {"identity": identity, "timeline": timeline, "position": sealed, "account": account, "now": now}
    return bool(connection.execute(ALLOW, params).rowcount)
