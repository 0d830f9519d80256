"""Sending of the rows of the outbox: mails are written ahead, and leave over a few connections at once."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from time import monotonic
from typing import Any, Final

import psycopg

from efe_infra.notices.address_limits import AddressDigests
from efe_infra.notices.composing import Composer
from efe_infra.notices.mail_claims import CheckedClaims, ClaimQueue
from efe_infra.notices.mail_queue import MailQueue, WrittenMail
from efe_infra.notices.mail_turns import MailLimits, MailTurns, ReadyRow
from efe_infra.notices.mail_writer import MailWriter
from efe_infra.notices.outbox import NoticeStep, Outbox, OutboxState, RowChange, postponed
from efe_infra.notices.recipients import note_refusal
from efe_infra.notices.row_ends import RowEnds
from efe_infra.notices.transports import (
    ConnectionLost,
    MailConnection,
    MailDeferred,
    MailRefused,
    ServerAway,
    Transport,
)

ROUND_S: Final = 30.0
"""Time after which no further row is written, so that the leader plans again."""
BATCH_ROWS: Final = 25
"""Rows that are written at once. Twice as many mails at most are in memory."""
MAX_CONNECTIONS: Final = 4
ROWS_PER_CONNECTION: Final = 25
"""Rows for which a further connection is opened."""
MAX_DEFERRALS: Final = 20
"""Temporary refusals in a row after which the server counts as away (back-pressure)."""
MAX_LOST: Final = 5
"""Connections in a row that end while they have a mail, after which the server counts as away."""


@dataclass
class Sender:
    """Sender of due rows. `at_step` is called at each boundary."""

    writing: psycopg.Connection[Any]
    composer: Composer
    claims: CheckedClaims
    transport: Transport
    sender: str
    limits: MailLimits
    digests: AddressDigests
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
        return MailTurns(self.writing, self.limits, self.digests).ready(self.clock())

    async def send_due(self) -> int:
        """Sends for one round, and returns the number of rows that it ended. Raises `ServerAway`.

        Connects before it claims a row: a server that is away costs no row an attempt. A row whose mail ended several
        connections leaves after the others, over a connection of its own, and its failure is no failure of the round.
        """
        rows = self.ready()
        shared, lone = [each for each in rows if not each.is_lone], [each for each in rows if each.is_lone]
        ended_rows = 0
        if shared:
            async with self.transport.connect() as connection:
                ended_rows += await SendingRound(self, shared).run(connection)
        if lone:
            async with self.transport.connect() as connection:
                with suppress(ServerAway):
                    ended_rows += await SendingRound(self, lone[:1]).run(connection)
        return ended_rows


class SendingRound:
    """One round over a few connections. Its first failure ends it once the mails that are being sent have ended.

    A mail that ends its connection is no failure: the mails of other addresses leave over another connection.
    """

    def __init__(self, sender: Sender, rows: Sequence[ReadyRow]) -> None:
        self._sender = sender
        self._rows = rows
        self._queue = MailQueue()
        self._claims = ClaimQueue(sender.claims)
        self._ends = RowEnds(sender.outbox, sender.clock)
        self._ends_at_s = monotonic() + ROUND_S
        self._failure: Exception | None = None
        self._deferrals = self._lost = 0
        self._last_loss: ServerAway | None = None
        self._has_answer = False

    async def run(self, connection: MailConnection) -> int:
        """Returns the number of ended rows. Raises `ServerAway` if the server neither accepted nor refused a mail."""
        further = min(MAX_CONNECTIONS, -(-len(self._rows) // ROWS_PER_CONNECTION)) - 1
        await asyncio.gather(self._write(), self._work(connection), *(self._connect() for _ in range(further)))
        failure = self._failure or self._last_loss
        if failure is None or (self._has_answer and isinstance(failure, ServerAway)):
            return self._ends.ended
        raise failure

    async def _write(self) -> None:
        """Writes mails a few rows ahead of the connections."""
        try:
            for rows in batched(self._rows, BATCH_ROWS, strict=False):
                await self._queue.room_for(BATCH_ROWS)
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
        with suppress(ServerAway):
            async with self._sender.transport.connect() as connection:
                await self._work(connection)

    async def _work(self, connection: MailConnection) -> None:
        """Sends over the connection, and over another one after each mail that ended its connection."""
        try:
            is_open = await self._send_over(connection)
            while not is_open and await self._queue.has_next():
                async with self._sender.transport.connect() as next_connection:
                    is_open = await self._send_over(next_connection)
        except Exception as error:  # noqa: BLE001 - the round ends with it
            await self._fail(error)

    async def _send_over(self, connection: MailConnection) -> bool:
        """Returns True once no mail is left, and False if a mail ended the connection. Raises `ServerAway`."""
        self._sender.beat()
        while mail := await self._queue.next():
            change = await self._send(connection, mail) if await self._claims.claim(mail) else None
            if change:
                await self._ends.write(change)
                self._sender.at_step(NoticeStep.ENDED)
            await self._queue.done(mail, is_ended=bool(change and change.is_end))
            self._sender.beat()
            if change and change.is_drop:
                return False
        return True

    async def _send(self, connection: MailConnection, mail: WrittenMail) -> RowChange:
        """Returns what becomes of the claimed row. Raises `ServerAway`."""
        row, sender = mail.row, self._sender
        sender.at_step(NoticeStep.CLAIMED)
        try:
            await connection.send(mail.message, sender=sender.sender, to=mail.to)
        except MailRefused as refused:
            self._note_answer()
            if refused.of_address and row.former is None:
                await asyncio.to_thread(
                    note_refusal, sender.writing, row.person, mail.to, refused.code, sender.clock()
                )
            return RowChange(row.id, OutboxState.REFUSED, str(refused.code))
        except MailDeferred as deferred:
            await self._note_deferral(deferred)
            return postponed(row, deferred.code, sender.clock())
        except ConnectionLost as loss:
            await self._note_loss(loss)
            return postponed(row, loss.code, sender.clock(), is_drop=True)
        except ServerAway as away:
            await self._ends.write(postponed(row, away.code, sender.clock()))
            raise
        self._note_answer()
        sender.at_step(NoticeStep.SENT)
        accepted, sent_to = row.person if row.former is None else None, sender.digests.digest(mail.to)
        return RowChange(row.id, OutboxState.SENT, mail.result or None, accepted=accepted, sent_to=sent_to)

    def _note_answer(self) -> None:
        self._has_answer, self._deferrals, self._lost = True, 0, 0

    async def _note_deferral(self, deferred: MailDeferred) -> None:
        """Ends the round after too many in a row."""
        self._deferrals += 1
        if self._deferrals >= MAX_DEFERRALS:
            await self._fail(ServerAway(deferred.code))

    async def _note_loss(self, loss: ConnectionLost) -> None:
        """Ends the round after too many in a row."""
        self._lost, self._last_loss = self._lost + 1, loss
        if self._lost >= MAX_LOST:
            await self._fail(loss)

    async def _fail(self, error: Exception) -> None:
        self._failure = self._failure or error
        await self._queue.stop()
