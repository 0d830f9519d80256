"""Claims of rows whose mails are written: in the transaction of its claim, a row is checked for the last time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg

from efe_infra.notices.entitlement import Entitlement
from efe_infra.notices.hours import day_of
from efe_infra.notices.mail_queue import WrittenMail

type Connection = psycopg.Connection[Any]

CLAIM: Final = timedelta(minutes=2)
"""Time for which a claimed row is left alone: longer than one mail takes."""
LAZY: LiteralString = "set synchronous_commit = off"
"""Lets a claim wait for no disk: a crash that loses it repeats one mail of a connection, under its `Message-ID`."""

CLAIM_ROWS: LiteralString = """
    with written as (
        select * from unnest(%(ids)s::uuid[], %(addresses)s::text[]) as written (id, address)
    ), wanted as (
        select row.id from written join notices.outbox as row using (id)
        join vault.person on person.id = row.person and person.forgotten_at is null
        left join vault.former_address as former on former.id = row.former and former.person = row.person
        where written.address = case when row.former is null then person.email else former.email end
        and not exists (
            select from vault.notice_choice as chosen
            where chosen.person = row.person and chosen.kind = row.kind and chosen.choice = 'never'
        )
        and case when row.kind <> 'invitation' then true else exists (
            select from console.person_invitation as invitation
            where invitation.id = split_part(row.subject, ':', 2)::uuid
            and encode(invitation.link, 'hex') = row.occasion
            and accepted_by is null and outcome is null and expires_at > clock_timestamp()
        ) end
    )
    update notices.outbox set state = 'sending', claimed_until = %(until)s, attempts = attempts + 1
    from wanted where outbox.id = wanted.id
    and (state = 'waiting' or (state = 'sending' and claimed_until <= %(now)s))
    returning outbox.id
"""
"""Claims the rows whose person, address, choice and invitation are those for which their mails were written."""
UNCLAIM_ROWS: LiteralString = """
    update notices.outbox set state = 'waiting', claimed_until = null, attempts = attempts - 1 where id = any(%s)
"""


@dataclass(frozen=True)
class CheckedClaims:
    """Claims over a session of their own, whose transactions no other statement of the leader joins.

    The session of the leader's lock ends the rows: a leader that has lost its lease ends none.
    """

    claiming: Connection
    entitlement: Entitlement
    clock: Callable[[], datetime]

    def claim(self, mails: Sequence[WrittenMail]) -> set[UUID]:
        """Claims rows in one transaction. Leaves out those of which the right, address or choice has ended."""
        now = self.clock()
        params = {"ids": [each.row.id for each in mails], "addresses": [each.to for each in mails], "now": now}
        with self.claiming.transaction():
            claimed = {row for (row,) in self.claiming.execute(CLAIM_ROWS, {**params, "until": now + CLAIM})}
            ended = {each.row.id for each in mails if each.row.id in claimed and not self._is_entitled(each)}
            if ended:
                self.claiming.execute(UNCLAIM_ROWS, [list(ended)])
        return claimed - ended

    def _is_entitled(self, mail: WrittenMail) -> bool:
        day = day_of(self.clock())
        return all(self.entitlement.covers(mail.row.person, each, day) for each in mail.notices)


class ClaimQueue:
    """Group commit of claims: one transaction for all mails that wait while the transaction before it runs."""

    def __init__(self, claims: CheckedClaims) -> None:
        self._claims = claims
        self._waiting: list[WrittenMail] = []
        self._results: dict[UUID, bool] = {}
        self._failure: psycopg.Error | None = None
        self._lock = asyncio.Lock()

    async def claim(self, mail: WrittenMail) -> bool:
        """Tells whether the row is claimed; its mail is to be sent at once. Raises `psycopg.Error`, from then on."""
        self._waiting.append(mail)
        async with self._lock:
            if self._failure is None and mail.row.id not in self._results:
                await self._claim_waiting()
        if self._failure:
            raise self._failure
        return self._results.pop(mail.row.id)

    async def _claim_waiting(self) -> None:
        mails, self._waiting = self._waiting, []
        try:
            claimed = await asyncio.to_thread(self._claims.claim, mails)
        except psycopg.Error as error:
            self._failure = error
            return
        self._results |= {each.row.id: each.row.id in claimed for each in mails}
