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

CLAIM: Final = timedelta(minutes=2)
"""Time for which a claimed row is left alone: longer than it may wait for its connection, and than one mail takes."""
RETENTION: Final = timedelta(days=180)
"""Time for which the pages show what was sent."""
BATCH_ROWS: Final = 1000
"""Rows that one search finds: their ids only."""


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


class ReadyRow(NamedTuple):
    """Row that may be claimed."""

    id: UUID
    address: NoticeAddress


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

    @property
    def address(self) -> NoticeAddress:
        return NoticeAddress(self.person, self.former)


class RowChange(NamedTuple):
    """State of a row after its attempt. With `next_at` it waits for another one; else it has ended.

    `accepted` is the person whose present address the server accepted.
    """

    row: UUID
    state: OutboxState
    result: str | None = None
    next_at: datetime | None = None
    accepted: UUID | None = None

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
    order by place, number limit %(limit)s
"""
"""Rows with no earlier row of their address that waits: the notices of an address arrive in order.

The first row of each person comes before the second of any: a person with many rows delays no other.
"""
SENT_SINCE: LiteralString = """
    select count(*) from notices.outbox where ended_at > %s and state = 'sent' and delivery = 'at-once'
"""
CLAIM_ROWS: LiteralString = """
    update notices.outbox set state = 'sending', claimed_until = %(until)s, attempts = attempts + 1
    where id = any(%(ids)s) and (state = 'waiting' or (state = 'sending' and claimed_until <= %(now)s))
    returning id, person, kind, subject, occasion, former, created_at, attempts
"""
RELEASE_ROWS: LiteralString = """
    update notices.outbox set state = 'waiting', claimed_until = null, attempts = attempts - 1
    where id = any(%s) and state = 'sending'
"""
CHANGE_ROWS: LiteralString = """
    with change as (
        select * from unnest(
            %(ids)s::uuid[], %(states)s::text[], %(results)s::text[], %(next)s::timestamptz[], %(accepted)s::uuid[]
        ) as change (id, state, result, next_at, accepted)
    ), gathered as (
        update notices.outbox as told set state = change.state, result = change.result, ended_at = %(now)s
        from change where told.digest = change.id and told.state = 'waiting' and change.next_at is null
    ), accepted as (
        delete from notices.refused_address as refused using change where refused.person = change.accepted
    )
    update notices.outbox as claimed set state = change.state, claimed_until = null, result = change.result,
        ended_at = case when change.next_at is null then %(now)s end,
        next_at = coalesce(change.next_at, claimed.next_at)
    from change where claimed.id = change.id and claimed.state = 'sending'
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


def postponed(row: OutboxRow, result: str, now: datetime) -> RowChange:
    """Returns the change of a row that waits for another attempt."""
    delay = min(MAX_DELAY, FIRST_DELAY * 2 ** min(row.attempts - 1, 10))
    return RowChange(row.id, OutboxState.WAITING, result, now + delay)


class Outbox:
    """Outbox over the session that holds the leader's lock: a leader that lost its lease can change no row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, rows: Iterable[NewRow], now: datetime) -> int:
        """Inserts the rows that are missing, in the caller's transaction, and returns their number."""
        with self._connection.cursor() as cursor:
            cursor.executemany(INSERT, [{**vars(row), "id": uuid4(), "now": now} for row in rows])
            return cursor.rowcount

    def ready(self, now: datetime, *, per_person: int, per_hour: int) -> list[ReadyRow]:
        """Returns rows to send now, in order, within the limits of the last hour."""
        hour_ago = now - timedelta(hours=1)
        [(count,)] = self._connection.execute(SENT_SINCE, [hour_ago]).fetchall()
        limit = min(BATCH_ROWS, max(0, per_hour - count))
        params = {"now": now, "hour_ago": hour_ago, "per_person": per_person, "limit": limit}
        rows = self._connection.execute(READY, params)
        return [ReadyRow(row, NoticeAddress(person, former)) for row, person, former in rows]

    def claim(self, rows: Sequence[UUID], now: datetime) -> list[OutboxRow]:
        """Claims rows before their mails are sent, and returns them in order.

        Leaves out those that another leader claimed, and those that have ended.
        """
        params = {"ids": list(rows), "now": now, "until": now + CLAIM}
        with self._connection.cursor(row_factory=dict_row) as cursor:
            claimed = {row["id"]: row for row in cursor.execute(CLAIM_ROWS, params)}
        return [
            OutboxRow(**{**claimed[row], "kind": NoticeKind(claimed[row]["kind"])}) for row in rows if row in claimed
        ]

    def release(self, rows: Sequence[UUID]) -> None:
        """Lets claimed rows wait that no mail server was asked about: they have had no attempt."""
        if rows:
            self._connection.execute(RELEASE_ROWS, [list(rows)])

    def change(self, changes: Sequence[RowChange], now: datetime) -> None:
        """Ends or postpones claimed rows in one statement. The rows that an ended digest told end with it."""
        if changes:
            ids, states, results, next_at, accepted = map(list, zip(*changes, strict=True))
            params = {"ids": ids, "states": states, "results": results, "next": next_at, "accepted": accepted}
            self._connection.execute(CHANGE_ROWS, {**params, "now": now})

    def expire(self, now: datetime, period: timedelta) -> int:
        """Ends rows whose attempts have failed for the period."""
        [(expired,)] = self._connection.execute(EXPIRE, {"now": now, "oldest": now - period}).fetchall()
        self._connection.execute(CLEAN, [now - RETENTION])
        return int(expired)

    def backlog(self, now: datetime) -> tuple[int, float]:
        """Returns the number of due rows, and the seconds for which the first has been due."""
        [(count, age_s)] = self._connection.execute(COUNTS, {"now": now}).fetchall()
        return count, age_s
