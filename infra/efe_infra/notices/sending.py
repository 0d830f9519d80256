"""Sending of the rows of the outbox: mails are written ahead, and leave over a few connections at once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from time import monotonic
from typing import Any, Final

import psycopg

from efe_infra.notices.composing import Composer
from efe_infra.notices.mail_queue import MailQueue, WrittenMail
from efe_infra.notices.mail_writer import MailWriter
from efe_infra.notices.outbox import NoticeStep, Outbox, OutboxState, ReadyRow, RowChange, postponed
from efe_infra.notices.recipients import note_refusal
from efe_infra.notices.row_ends import RowEnds
from efe_infra.notices.transports import MailConnection, MailDeferred, MailRefused, ServerAway, Transport

ROUND_S: Final = 30.0
"""Time after which no further row is claimed, so that the leader plans again."""
CLAIM_ROWS: Final = 25
"""Rows that are claimed and written at once. Twice as many mails at most are in memory."""
MAX_CONNECTIONS: Final = 4
ROWS_PER_CONNECTION: Final = 25
"""Rows for which a further connection is opened."""
MAX_DEFERRALS: Final = 20
"""Temporary refusals in a row after which the server counts as away (back-pressure)."""


@dataclass(frozen=True, kw_only=True)
class MailLimits:
    """Numbers of mails in an hour, for one person and for the installation."""

    per_person: int
    per_hour: int


@dataclass
class Sender:
    """Sender of due rows. `at_step` is called at each boundary."""

    writing: psycopg.Connection[Any]
    composer: Composer
    transport: Transport
    sender: str
    limits: MailLimits
    clock: Callable[[], datetime]
    beat: Callable[[], object] = lambda: None
    at_step: Callable[[NoticeStep], object] = lambda _: None
    outbox: Outbox = field(init=False)
    writer: MailWriter = field(init=False)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.writing)
        self.writer = MailWriter(
            writing=self.writing,
            composer=self.composer,
            sender=self.sender,
            clock=self.clock,
            beat=self.beat,
            at_step=self.at_step,
        )

    def ready(self) -> list[ReadyRow]:
        limits = self.limits
        return self.outbox.ready(self.clock(), per_person=limits.per_person, per_hour=limits.per_hour)

    async def send_due(self) -> int:
        """Sends for one round, and returns the number of rows that it ended. Raises `ServerAway`.

        Connects before it claims a row: a server that is away costs no row an attempt.
        """
        rows = self.ready()
        if not rows:
            return 0
        async with self.transport.connect() as connection:
            return await SendingRound(self, rows).run(connection)


class SendingRound:
    """One round over a few connections. Its first failure ends it once the mails that are being sent have ended."""

    def __init__(self, sender: Sender, rows: Sequence[ReadyRow]) -> None:
        self._sender = sender
        self._rows = rows
        self._queue = MailQueue()
        self._ends = RowEnds(sender.outbox, sender.clock)
        self._ends_at_s = monotonic() + ROUND_S
        self._failure: Exception | None = None
        self._deferrals = 0

    async def run(self, connection: MailConnection) -> int:
        further = min(MAX_CONNECTIONS, -(-len(self._rows) // ROWS_PER_CONNECTION)) - 1
        await asyncio.gather(self._write(), self._send_over(connection), *(self._connect() for _ in range(further)))
        if self._failure is None:
            await asyncio.to_thread(self._sender.outbox.release, self._queue.returned)
            return self._ends.ended
        if not isinstance(self._failure, psycopg.Error):
            await asyncio.to_thread(self._sender.outbox.release, self._queue.returned)
        raise self._failure

    async def _write(self) -> None:
        """Writes mails a few rows ahead of the connections."""
        try:
            for rows in batched(self._rows, CLAIM_ROWS, strict=False):
                await self._queue.room_for(CLAIM_ROWS)
                if self._queue.is_stopped or monotonic() >= self._ends_at_s:
                    break
                if ids := [row.id for row in rows if row.address not in self._queue.blocked]:
                    batch = await asyncio.to_thread(self._sender.writer.write, ids)
                    self._ends.ended += batch.ended
                    self._queue.blocked |= batch.blocked
                    await self._queue.put(batch.mails)
        except Exception as error:  # noqa: BLE001 - the round ends with it
            await self._fail(error)
        finally:
            await self._queue.close()

    async def _connect(self) -> None:
        """Sends over a further connection; a server that allows none is sent less at once."""
        try:
            async with self._sender.transport.connect() as connection:
                await self._send_over(connection)
        except ServerAway:
            return

    async def _send_over(self, connection: MailConnection) -> None:
        try:
            self._sender.beat()
            while mail := await self._queue.next():
                change = await self._send(connection, mail)
                await self._ends.write(change)
                self._sender.at_step(NoticeStep.ENDED)
                await self._queue.done(mail, is_ended=change.is_end)
                self._sender.beat()
        except Exception as error:  # noqa: BLE001 - the round ends with it
            await self._fail(error)

    async def _send(self, connection: MailConnection, mail: WrittenMail) -> RowChange:
        """Returns what becomes of the row. Raises `ServerAway`."""
        row, sender = mail.row, self._sender
        try:
            await connection.send(mail.message, sender=sender.sender, to=mail.to)
        except MailRefused as refused:
            self._deferrals = 0
            if refused.of_address and row.former is None:
                await asyncio.to_thread(
                    note_refusal, sender.writing, row.person, mail.to, refused.code, sender.clock()
                )
            return RowChange(row.id, OutboxState.REFUSED, str(refused.code))
        except MailDeferred as deferred:
            self._deferrals += 1
            if self._deferrals >= MAX_DEFERRALS:
                await self._fail(ServerAway(str(deferred.code)))
            return postponed(row, str(deferred.code), sender.clock())
        except ServerAway as away:
            await self._ends.write(postponed(row, away.code, sender.clock()))
            raise
        self._deferrals = 0
        sender.at_step(NoticeStep.SENT)
        accepted = row.person if row.former is None else None
        return RowChange(row.id, OutboxState.SENT, mail.result or None, accepted=accepted)

    async def _fail(self, error: Exception) -> None:
        self._failure = self._failure or error
        await self._queue.stop()
