"""Stored webhooks and their deliveries: claimed, ended and postponed by one leader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from efe_infra.notices.audience import Audience
from efe_infra.notices.kinds import NoticeKind
from efe_infra.notices.outbox import Outbox
from efe_infra.notices.planning import rows_of
from efe_infra.notices.recipients import recipients_of
from efe_infra.notices.rules import PlannedNotice, subject_of

type Connection = psycopg.Connection[Any]

CLAIM: Final = timedelta(minutes=1)
"""Time for which a claimed delivery is left alone: longer than it may take."""
PERIOD: Final = timedelta(days=3)
"""Time of attempts after which a webhook is disabled."""
FIRST_DELAY: Final = timedelta(seconds=30)
MAX_DELAY: Final = timedelta(hours=4)
"""Exponential back-off of one delivery."""
MAX_FAILURES: Final = 5
"""Failures in a row after which the whole webhook rests (back-pressure)."""
MAX_REST: Final = timedelta(minutes=15)
MAX_OPEN: Final = 500
"""Open deliveries of a webhook: its cursor waits until there are fewer."""
RETENTION: Final = timedelta(days=30)


class HookState(StrEnum):
    """State of a webhook. `DISABLED`: its receiver failed for three days or is gone. `ENDED`: its rights ended."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"
    ENDED = "ended"


class EndReason(StrEnum):
    """Reason for which the leader stopped a webhook."""

    FAILING = "failing"
    GONE = "gone"
    RIGHTS = "rights"
    KEY = "key"


class HookAct(StrEnum):
    """Act on a webhook, as the access journal has it."""

    CREATED = "created"
    ROTATED = "rotated"
    PAUSED = "paused"
    RESUMED = "resumed"
    DELETED = "deleted"
    DISABLED = "disabled"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class Hook:
    """Webhook that is active and does not rest."""

    id: UUID
    account: UUID
    url: str
    bassins: list[str]
    kinds: list[str]
    secret: bytes
    former_secret: bytes | None
    former_until: datetime | None
    position: int
    failures: int


@dataclass(frozen=True, kw_only=True)
class HookDelivery:
    """Claimed delivery. Without a `position` it is a test."""

    id: UUID
    hook: UUID
    position: int | None
    kind: str
    object: UUID
    attempts: int
    first_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeliveryOutcome:
    """Outcome of an attempt."""

    delivery: HookDelivery
    is_accepted: bool
    code: int | None
    result: str | None
    duration_ms: int


HOOKS: LiteralString = """
    select id, account, url, bassins, kinds, secret, former_secret, former_until, position, failures
    from hooks.hook where state = 'active' and rest_until <= %s order by id
"""
CLAIM_ROWS: LiteralString = """
    update hooks.delivery set state = 'sending', claimed_until = %(until)s, attempts = attempts + 1,
        first_at = coalesce(first_at, %(now)s)
    where id in (
        select due.id from unnest(%(hooks)s::uuid[], %(rooms)s::int[]) as room (hook, size)
        cross join lateral (
            select each.id from hooks.delivery as each
            where each.hook = room.hook and each.state in ('waiting', 'sending')
            and case each.state when 'waiting' then each.next_at else each.claimed_until end <= %(now)s
            and not exists (
                select from hooks.delivery as earlier
                where earlier.hook = each.hook and earlier.object = each.object
                and earlier.position < each.position and earlier.state in ('waiting', 'sending')
            )
            order by each.position nulls first limit room.size
        ) as due
    )
    returning id, hook, position, kind, object, attempts, first_at
"""
END: LiteralString = """
    update hooks.delivery set state = %(state)s, claimed_until = null, tried_at = %(now)s, ended_at = %(now)s,
        code = %(code)s, result = %(result)s, duration_ms = %(duration_ms)s
    where id = %(id)s and state = 'sending'
"""
POSTPONE: LiteralString = """
    update hooks.delivery set state = 'waiting', claimed_until = null, tried_at = %(now)s, next_at = %(next)s,
        code = %(code)s, result = %(result)s, duration_ms = %(duration_ms)s
    where id = %(id)s and state = 'sending'
"""
SUCCEED: LiteralString = "update hooks.hook set failures = 0 where id = %s and failures > 0"
FAIL: LiteralString = """
    update hooks.hook set failures = failures + 1, rest_until = case
        when failures + 1 >= %(most)s
        then %(now)s + least(%(max_rest)s, %(first)s * power(2, least(failures + 1 - %(most)s, 10)))
        else rest_until end
    where id = %(hook)s
"""
STOP: LiteralString = """
    update hooks.hook set state = %(state)s, reason = %(reason)s, changed_at = %(now)s
    where id = %(hook)s and state in ('active', 'paused') returning account, bassins
"""
SKIP_OPEN: LiteralString = """
    update hooks.delivery set state = 'skipped', claimed_until = null, ended_at = %(now)s
    where hook = %(hook)s and state in ('waiting', 'sending')
"""
RELEASE: LiteralString = """
    update hooks.delivery set state = 'waiting', claimed_until = null where id = any(%s) and state = 'sending'
"""
CLEAN: LiteralString = "delete from hooks.delivery where ended_at < %s"
BACKLOG: LiteralString = """
    select count(*), coalesce(extract(epoch from %(now)s - min(next_at)), 0)::float8
    from hooks.delivery join hooks.hook on hook.id = delivery.hook
    where hook.state = 'active' and delivery.state in ('waiting', 'sending') and next_at <= %(now)s
"""
NOTE_ACT: LiteralString = """
    insert into journal.reading (account, field, bassins, subject, arguments, token, correlation_id)
    values (%(account)s, %(field)s, %(bassins)s, null, %(arguments)s, null, %(hook)s)
"""


def note_act(connection: Connection, act: HookAct, hook: UUID, account: UUID, bassins: Sequence[str]) -> None:
    """Writes an act on a webhook into the access journal of its Instances, without its URL."""
    params = {
        "account": account,
        "field": f"webhook.{act}",
        "bassins": sorted(bassins),
        "arguments": Jsonb({"webhook": str(hook)}),
        "hook": str(hook),
    }
    connection.execute(NOTE_ACT, params)


def notify_owner(connection: Connection, hook: UUID, account: UUID, now: datetime) -> None:
    """Plans a mail to the person of the account, if it has one, in the caller's transaction."""
    audience = Audience(accounts=frozenset({account}))
    notice = PlannedNotice(NoticeKind.WEBHOOK_STOPPED, subject_of("Webhook", hook), audience)
    recipients = recipients_of(connection, audience, now)
    Outbox(connection).add(rows_of(notice, recipients, now.isoformat(timespec="seconds"), now), now)


@dataclass(frozen=True)
class DeliveryQueue:
    """Queue over the session that holds the leader's lock: a leader that lost it can change nothing."""

    connection: Connection

    def hooks(self, now: datetime) -> list[Hook]:
        with self.connection.cursor(row_factory=class_row(Hook)) as cursor:
            return cursor.execute(HOOKS, [now]).fetchall()

    def claim(self, rooms: Mapping[UUID, int], now: datetime) -> list[HookDelivery]:
        """Claims due deliveries: the first open one of an object, and as many of a webhook as there is room for."""
        params = {"hooks": list(rooms), "rooms": list(rooms.values()), "now": now, "until": now + CLAIM}
        with self.connection.cursor(row_factory=class_row(HookDelivery)) as cursor:
            return cursor.execute(CLAIM_ROWS, params).fetchall()

    def write(self, outcomes: Iterable[DeliveryOutcome], now: datetime) -> None:
        """Stores outcomes: ends a delivery, or postpones it and lets its webhook rest or end."""
        with self.connection.transaction(), self.connection.pipeline():
            for outcome in outcomes:
                self._write(outcome, now)

    def _write(self, outcome: DeliveryOutcome, now: datetime) -> None:
        delivery = outcome.delivery
        params = {
            "id": delivery.id,
            "hook": delivery.hook,
            "now": now,
            "code": outcome.code,
            "result": outcome.result,
            "duration_ms": outcome.duration_ms,
        }
        if outcome.is_accepted:
            self.connection.execute(END, {**params, "state": "sent"})
            self.connection.execute(SUCCEED, [delivery.hook])
            return
        delay = min(MAX_DELAY, FIRST_DELAY * 2 ** min(delivery.attempts - 1, 10))
        self.connection.execute(POSTPONE, {**params, "next": now + delay})
        self.connection.execute(FAIL, {**params, "most": MAX_FAILURES, "max_rest": MAX_REST, "first": FIRST_DELAY})

    def skip(self, deliveries: Iterable[HookDelivery], now: datetime) -> None:
        """Ends deliveries that their account may not have, without a request."""
        for each in deliveries:
            params = {"id": each.id, "now": now, "code": None, "result": "rights", "duration_ms": None}
            self.connection.execute(END, {**params, "state": "skipped"})

    def release(self, deliveries: Iterable[UUID]) -> None:
        """Lets interrupted deliveries wait; their receivers may have them already."""
        self.connection.execute(RELEASE, [list(deliveries)])

    def stop(self, hook: UUID, state: HookState, reason: EndReason, now: datetime) -> None:
        """Stops a webhook once, and notes it. One whose rights ended sends nothing that waits, even later."""
        params = {"hook": hook, "state": state, "reason": reason, "now": now}
        with self.connection.transaction():
            stopped = self.connection.execute(STOP, params).fetchall()
            for account, bassins in stopped:
                act = HookAct.ENDED if state is HookState.ENDED else HookAct.DISABLED
                note_act(self.connection, act, hook, account, bassins)
                notify_owner(self.connection, hook, account, now)
            if state is HookState.ENDED:
                self.connection.execute(SKIP_OPEN, {"hook": hook, "now": now})

    def clean(self, now: datetime) -> None:
        self.connection.execute(CLEAN, [now - RETENTION])

    def backlog(self, now: datetime) -> tuple[int, float]:
        """Returns the number of due deliveries, and the seconds for which the first has been due."""
        [(count, age_s)] = self.connection.execute(BACKLOG, {"now": now}).fetchall()
        return count, age_s
