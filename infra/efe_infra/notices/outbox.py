"""Outbox of notices: rows unique by person, kind, subject, occasion and address, claimed and ended by one leader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID, uuid4

import psycopg
from psycopg.rows import dict_row

from efe_infra.notices.kinds import Delivery, NoticeKind

type Connection = psycopg.Connection[Any]

DAY: Final = timedelta(days=1)
"""Time for which what was sent counts for a limit."""
RETENTION: Final = timedelta(days=180)
"""Time for which the pages show what was sent."""
FIRST_DELAY: Final = timedelta(minutes=1)
MAX_DELAY: Final = timedelta(hours=4)
"""Exponential back-off of one mail that the server deferred."""


class NoticeStep(StrEnum):
    """Boundary between what is planned, stored and sent; tests kill the process at each.

    `PLANNED`: the rows are inserted, the cursor has not moved. `SENT`: the server has the mail of a row that is open.
    """

    PLANNED = "planned"
    READY = "ready"
    CLAIMED = "claimed"
    SENT = "sent"
    ENDED = "ended"


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


class NoticeAddress(NamedTuple):
    """Address of a person: the present one, or a former one. Its notices arrive in order."""

    person: UUID
    former: UUID | None


@dataclass(frozen=True, kw_only=True)
class OutboxRow:
    """Row whose mail is written or sent. `attempts` counts the one that is being made."""

    id: UUID
    person: UUID
    kind: NoticeKind
    subject: str
    occasion: str
    former: UUID | None
    created_at: datetime
    attempts: int

    @property
    def address(self) -> NoticeAddress:
        return NoticeAddress(self.person, self.former)


class RowChange(NamedTuple):
    """State of a row after its attempt. With `next_at` it waits for another one; else it has ended.

    `accepted` is the person whose present address the server accepted, and `sent_to` the digest of the address.
    `is_drop`: the connection ended while the server had the mail.
    """

    row: UUID
    state: OutboxState
    result: str | None = None
    next_at: datetime | None = None
    accepted: UUID | None = None
    sent_to: bytes | None = None
    attempts: int = 0
    is_drop: bool = False

    @property
    def is_end(self) -> bool:
        return self.next_at is None


INSERT: LiteralString = """
    insert into notices.outbox (
        id, person, kind, subject, occasion, former, bassin, delivery, created_at, due_at, next_at
    )
    select %(id)s, living.id, %(kind)s, %(subject)s, %(occasion)s, %(former)s, %(bassin)s, %(delivery)s, %(now)s,
        %(due_at)s, %(due_at)s
    from (select id from vault.person where id = %(person)s and forgotten_at is null for share) as living
    on conflict (person, kind, subject, occasion, former) do nothing
    returning id
"""
OPEN_ROWS: LiteralString = """
    select id, person, kind, subject, occasion, former, created_at, attempts + 1 as attempts from notices.outbox
    where id = any(%(ids)s) and (state = 'waiting' or (state = 'sending' and claimed_until <= %(now)s))
"""
CHANGE_ROWS: LiteralString = """
    with change as (
        select * from unnest(
            %(ids)s::uuid[], %(states)s::text[], %(results)s::text[], %(next)s::timestamptz[], %(accepted)s::uuid[],
            %(sent_to)s::bytea[], %(attempts)s::integer[], %(drops)s::boolean[]
        ) as change (id, state, result, next_at, accepted, sent_to, attempts, is_drop)
    ), gathered as (
        update notices.outbox as told set state = change.state, result = change.result, ended_at = %(now)s
        from change where told.digest = change.id and told.state = 'waiting' and change.next_at is null
    ), accepted as (
        delete from notices.refused_address as refused using change where refused.person = change.accepted
    ), counted as (
        insert into notices.sent_mail (address, bassin, kind, sent_at)
        select sent_to, bassin, kind, %(now)s from change join notices.outbox using (id) where sent_to is not null
    )
    update notices.outbox as open set state = change.state, claimed_until = null, result = change.result,
        ended_at = case when change.next_at is null then %(now)s end,
        next_at = coalesce(change.next_at, open.next_at), attempts = greatest(open.attempts, change.attempts),
        drops = open.drops + change.is_drop::integer
    from change where open.id = change.id and open.state in ('waiting', 'sending')
"""
CHANGED: Final = ("ids", "states", "results", "next", "accepted", "sent_to", "attempts", "drops")
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
CLEAN_COUNTS: LiteralString = "delete from notices.sent_mail where sent_at <= %s"
COUNTS: LiteralString = """
    select count(*), coalesce(extract(epoch from %(now)s - min(due_at)), 0)::float8 from notices.outbox
    where delivery = 'at-once' and state in ('waiting', 'sending') and due_at <= %(now)s
"""


def postponed(row: OutboxRow, result: str, now: datetime, *, is_drop: bool = False) -> RowChange:
    """Returns the change of a row that waits for another attempt."""
    delay = min(MAX_DELAY, FIRST_DELAY * 2 ** min(row.attempts - 1, 10))
    return RowChange(row.id, OutboxState.WAITING, result, now + delay, attempts=row.attempts, is_drop=is_drop)


class Outbox:
    """Outbox over the session that holds the leader's lock: a leader that lost its lease can change no row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, rows: Iterable[NewRow], now: datetime) -> int:
        """Inserts the rows that are missing, in the caller's transaction, and returns their number."""
        with self._connection.cursor() as cursor:
            cursor.executemany(INSERT, [{**vars(row), "id": uuid4(), "now": now} for row in rows])
            return cursor.rowcount

    def open_rows(self, rows: Sequence[UUID], now: datetime) -> list[OutboxRow]:
        """Returns rows whose mails are to be written, in order; none that has ended or is claimed."""
        with self._connection.cursor(row_factory=dict_row) as cursor:
            open_rows = {row["id"]: row for row in cursor.execute(OPEN_ROWS, {"ids": list(rows), "now": now})}
        return [
            OutboxRow(**{**open_rows[row], "kind": NoticeKind(open_rows[row]["kind"])})
            for row in rows
            if row in open_rows
        ]

    def change(self, changes: Sequence[RowChange], now: datetime) -> None:
        """Ends or postpones rows in one statement. The rows that an ended digest told end with it."""
        if changes:
            columns = dict(zip(CHANGED, map(list, zip(*changes, strict=True)), strict=True))
            self._connection.execute(CHANGE_ROWS, {**columns, "now": now})

    def expire(self, now: datetime, period: timedelta) -> int:
        """Ends rows whose attempts have failed for the period."""
        [(expired,)] = self._connection.execute(EXPIRE, {"now": now, "oldest": now - period}).fetchall()
        self._connection.execute(CLEAN, [now - RETENTION])
        self._connection.execute(CLEAN_COUNTS, [now - DAY])
        return int(expired)

    def backlog(self, now: datetime) -> tuple[int, float]:
        """Returns the number of due rows, and the seconds for which the first has been due."""
        [(count, age_s)] = self._connection.execute(COUNTS, {"now": now}).fetchall()
        return count, age_s
