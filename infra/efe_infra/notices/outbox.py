"""Outbox of notices: rows unique by person, kind, subject, occasion and address, claimed and ended by one leader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID, uuid4

import psycopg
from psycopg.rows import dict_row

from efe_infra.notices.kinds import Delivery, NoticeKind

type Connection = psycopg.Connection[Any]

CLAIM: Final = timedelta(minutes=2)
"""Time for which a claimed row is left alone: longer than a mail server may take for one mail."""
RETENTION: Final = timedelta(days=180)
"""Time for which the pages show what was sent."""
BATCH_ROWS: Final = 100


class OutboxState(StrEnum):
    """State of a row. `EXPIRED`: three days of attempts failed. `UNWANTED`: the person ended that kind."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHOUT_ADDRESS = "without-address"
    UNWANTED = "unwanted"


@dataclass(frozen=True, kw_only=True)
class NewRow:
    """Row to insert. `occasion` tells two notices of one kind on one subject apart: a position, or a day."""

    person: UUID
    kind: NoticeKind
    subject: str
    occasion: str
    delivery: Delivery
    due_at: datetime
    bassin: str | None = None
    former: UUID | None = None


class ReadyRow(NamedTuple):
    """Row that may be claimed, and its address: the present one of the person, or a former one."""

    id: UUID
    person: UUID
    former: UUID | None


@dataclass(frozen=True, kw_only=True)
class OutboxRow:
    """Row that is being sent."""

    id: UUID
    person: UUID
    kind: NoticeKind
    subject: str
    occasion: str
    former: UUID | None
    created_at: datetime
    attempts: int


INSERT: LiteralString = """
    insert into notices.outbox (
        id, person, kind, subject, occasion, former, bassin, delivery, created_at, due_at, next_at
    )
    values (
        %(id)s, %(person)s, %(kind)s, %(subject)s, %(occasion)s, %(former)s, %(bassin)s, %(delivery)s, %(now)s,
        %(due_at)s, %(due_at)s
    )
    on conflict (person, kind, subject, occasion, former) do nothing
    returning id
"""
READY: LiteralString = """
    with opened as (
        select id, number, person, former, bool_and(
            case state when 'waiting' then next_at <= %(now)s else claimed_until <= %(now)s end
        ) over (partition by person, former order by number) as is_ready,
        row_number() over (partition by person order by number) as place
        from notices.outbox where delivery = 'at-once' and state in ('waiting', 'sending')
    ), hourly as (
        select person, count(*) as count from notices.outbox
        where ended_at > %(hour_ago)s and state = 'sent' and delivery = 'at-once' group by person
    )
    select id, person, former from opened left join hourly using (person)
    where is_ready and place + coalesce(hourly.count, 0) <= %(per_person)s
    order by number limit %(limit)s
"""
"""Rows with no earlier row of their address that waits: the notices of an address arrive in order."""
SENT_SINCE: LiteralString = """
    select count(*) from notices.outbox where ended_at > %s and state = 'sent' and delivery = 'at-once'
"""
CLAIM_ROW: LiteralString = """
    update notices.outbox set state = 'sending', claimed_until = %(until)s, attempts = attempts + 1
    where id = %(id)s and (state = 'waiting' or (state = 'sending' and claimed_until <= %(now)s))
    returning id, person, kind, subject, occasion, former, created_at, attempts
"""
END_ROW: LiteralString = """
    update notices.outbox set state = %(state)s, claimed_until = null, result = %(result)s, ended_at = %(now)s
    where (id = %(id)s and state = 'sending') or (digest = %(id)s and state = 'waiting')
"""
POSTPONE_ROW: LiteralString = """
    update notices.outbox set state = 'waiting', claimed_until = null, next_at = %(next_at)s, result = %(result)s
    where id = %(id)s and state = 'sending'
"""
EXPIRE: LiteralString = """
    with expired as (
        update notices.outbox set state = 'expired', claimed_until = null, ended_at = %(now)s
        where delivery = 'at-once' and due_at <= %(oldest)s
        and (state = 'waiting' or (state = 'sending' and claimed_until <= %(now)s)) returning id
    ), told as (
        update notices.outbox set state = 'expired', ended_at = %(now)s
        where state = 'waiting' and digest in (select id from expired)
    )
    select count(*) from expired
"""
CLEAN: LiteralString = "delete from notices.outbox where ended_at <= %s"
COUNTS: LiteralString = """
    select count(*), coalesce(extract(epoch from %(now)s - min(due_at)), 0)::float8 from notices.outbox
    where delivery = 'at-once' and state in ('waiting', 'sending') and due_at <= %(now)s
"""


class Outbox:
    """Outbox over the session that holds the leader's lock: a leader that lost its lease can change no row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, rows: Iterable[NewRow], now: datetime) -> int:
        """Inserts the rows that are missing, in the caller's transaction, and returns their number."""
        return sum(
            self._connection.execute(INSERT, {**vars(row), "id": uuid4(), "now": now}).rowcount for row in rows
        )

    def ready(self, now: datetime, *, per_person: int, per_hour: int) -> list[ReadyRow]:
        """Returns rows to send now, in order, within the limits of the last hour."""
        hour_ago = now - timedelta(hours=1)
        [(count,)] = self._connection.execute(SENT_SINCE, [hour_ago]).fetchall()
        limit = min(BATCH_ROWS, max(0, per_hour - count))
        params = {"now": now, "hour_ago": hour_ago, "per_person": per_person, "limit": limit}
        return [ReadyRow(*row) for row in self._connection.execute(READY, params)]

    def claim(self, row: UUID, now: datetime) -> OutboxRow | None:
        """Claims a row before its mail is sent; None if another leader did so, or it has ended."""
        params = {"id": row, "now": now, "until": now + CLAIM}
        with self._connection.cursor(row_factory=dict_row) as cursor:
            claimed = cursor.execute(CLAIM_ROW, params).fetchone()
        return OutboxRow(**{**claimed, "kind": NoticeKind(claimed["kind"])}) if claimed else None

    def end(self, row: UUID, state: OutboxState, now: datetime, result: str = "") -> None:
        """Ends a row, and the rows that its digest told."""
        self._connection.execute(END_ROW, {"id": row, "state": state, "now": now, "result": result or None})

    def postpone(self, row: UUID, next_at: datetime, result: str) -> None:
        self._connection.execute(POSTPONE_ROW, {"id": row, "next_at": next_at, "result": result})

    def expire(self, now: datetime, period: timedelta) -> int:
        """Ends rows whose attempts have failed for the period."""
        [(expired,)] = self._connection.execute(EXPIRE, {"now": now, "oldest": now - period}).fetchall()
        self._connection.execute(CLEAN, [now - RETENTION])
        return int(expired)

    def backlog(self, now: datetime) -> tuple[int, float]:
        """Returns the number of due rows, and the seconds for which the first has been due."""
        [(count, age_s)] = self._connection.execute(COUNTS, {"now": now}).fetchall()
        return count, age_s
