"""Turns of due rows: convocations and words before invitations and digests, Instances in turn, within the limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from efe_infra.notices.address_limits import AddressCounts, AddressDigests
from efe_infra.notices.hour_shares import OF_NO_INSTANCE, HourShares
from efe_infra.notices.kinds import BULK
from efe_infra.notices.outbox import NoticeAddress

BATCH_ROWS: Final = 1000
"""Rows that one search finds: their ids and addresses only."""
MAX_DROPS: Final = 3
"""Connections that may end while they have the mail of a row; then it leaves alone, after all others."""
HELD: Final = "held"
"""Result of a row that waits for a limit, until its `next_at`."""

DUE: LiteralString = """
    with opened as (
        select id, number, person, former, kind, bassin, kind = any(%(bulk)s::text[]) as is_bulk,
            bool_and(case state when 'waiting' then next_at <= %(now)s else claimed_until <= %(now)s end) over earlier
                as is_due,
            bool_or(drops >= %(max_drops)s) over earlier as is_lone,
            row_number() over (
                partition by person, kind = any(%(bulk)s::text[]) order by number
            ) as place
        from notices.outbox where delivery = 'at-once' and state in ('waiting', 'sending')
        window earlier as (partition by person, former, kind = any(%(bulk)s::text[]) order by number)
    ), due as (
        select *, row_number() over (partition by is_lone, is_bulk, bassin order by place, number) as turn
        from opened where is_due order by is_lone, is_bulk, turn, number limit %(limit)s
    )
    select due.id, due.person, due.former, due.kind, coalesce(due.bassin, '') as bassin, is_lone,
        coalesce(case when due.former is null then person.email else former.email end, '') as email
    from due left join vault.person on person.id = due.person
    left join vault.former_address as former on former.id = due.former and former.person = due.person
    order by is_lone, is_bulk, turn, number
"""
"""Rows with no earlier row of their address that waits: the notices of an address arrive in order.

Invitations and digests are an order of their own. Of an Instance, the first row of each person comes before the
second of any: a person with many rows delays no other.
"""
HOLD: LiteralString = """
    update notices.outbox set next_at = held.until, result = %(result)s
    from unnest(%(ids)s::uuid[], %(until)s::timestamptz[]) as held (id, until)
    where outbox.id = held.id and state = 'waiting'
"""


@dataclass(frozen=True, kw_only=True)
class MailLimits:
    """Numbers of mails in an hour, for one address and for the installation."""

    per_person: int
    per_hour: int


class ReadyRow(NamedTuple):
    """Row that may be claimed. `is_lone`: it leaves alone, since its mail ended several connections."""

    id: UUID
    address: NoticeAddress
    is_lone: bool


class RowHold(NamedTuple):
    """Hold of a row by a limit: until when."""

    id: UUID
    until: datetime


@dataclass(frozen=True)
class DueRow:
    """Row whose time has come, with the Instance that causes it and the address of now."""

    id: UUID
    person: UUID
    former: UUID | None
    kind: str
    bassin: str
    is_lone: bool
    email: str

    @property
    def is_bulk(self) -> bool:
        return self.kind in BULK

    @property
    def ready(self) -> ReadyRow:
        return ReadyRow(self.id, NoticeAddress(self.person, self.former), self.is_lone)


@dataclass(frozen=True)
class MailTurns:
    """Turns over the session of the leader."""

    connection: psycopg.Connection[Any]
    limits: MailLimits
    digests: AddressDigests

    def ready(self, now: datetime) -> list[ReadyRow]:
        """Returns rows to send now, in order. Those that a limit holds wait until it may have room."""
        due = self._due(now)
        if not due:
            return []
        digests = {each.email: self.digests.digest(each.email) for each in due}
        limits = self.limits
        counts = AddressCounts.read(self.connection, digests.values(), now, per_hour=limits.per_person)
        shares = HourShares.read(self.connection, now, per_hour=limits.per_hour)
        ready, holds = list[ReadyRow](), list[RowHold]()
        for each in due:
            digest, bassin = digests[each.email], each.bassin or OF_NO_INSTANCE
            free_at = shares.free_at(bassin, is_bulk=each.is_bulk)
            if each.email:
                free_at = max(free_at, counts.free_at(digest, each.kind, now))
            if free_at > now:
                holds.append(RowHold(each.id, free_at))
                continue
            ready.append(each.ready)
            counts.add(digest, each.kind, now)
            shares.add(bassin, is_bulk=each.is_bulk)
        self._hold(holds)
        return ready

    def _due(self, now: datetime) -> list[DueRow]:
        params = {"now": now, "bulk": list(BULK), "max_drops": MAX_DROPS, "limit": BATCH_ROWS}
        with self.connection.cursor(row_factory=class_row(DueRow)) as cursor:
            return cursor.execute(DUE, params).fetchall()

    def _hold(self, rows: Sequence[RowHold]) -> None:
        if rows:
            ids, until = map(list, zip(*rows, strict=True))
            self.connection.execute(HOLD, {"ids": ids, "until": until, "result": HELD})
