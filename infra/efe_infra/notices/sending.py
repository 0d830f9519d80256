"""Sending of the rows of the outbox: each is claimed, written, sent and ended, one after the other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import psycopg
import structlog

from efe_infra.notices.composing import Composer
from efe_infra.notices.hours import day_of
from efe_infra.notices.kinds import DEFAULT_CHOICES, Choice
from efe_infra.notices.message import MailboxInvalid, message_of
from efe_infra.notices.outbox import Outbox, OutboxRow, OutboxState, ReadyRow
from efe_infra.notices.recipients import choices_of, note_acceptance, note_refusal, recipient_of
from efe_infra.notices.transports import MailConnection, MailDeferred, MailRefused, ServerAway, Transport
from efe_infra.process import metrics

log = structlog.stdlib.get_logger()

FIRST_DELAY: Final = timedelta(minutes=1)
MAX_DELAY: Final = timedelta(hours=4)
"""Exponential back-off of one mail that the server deferred."""
DAMAGED: Final = "not-written"
"""Result of a row whose mail could not be written."""
NO_SUBJECT: Final = "nothing-to-say"
NO_ADDRESS: Final = "no-mailbox"
INVALID_ADDRESS: Final = 0
"""Code of an address that is none, for which no server was asked."""


class Unsendable(Exception):
    """Row for which no mail is written, with the state and the result in which it ends."""

    def __init__(self, state: OutboxState, result: str = "") -> None:
        super().__init__(state)
        self.state, self.result = state, result


class SendingStep(StrEnum):
    """Boundaries between what is stored and what is sent; tests stop the process at each."""

    CLAIMED = "claimed"
    SENT = "sent"
    ENDED = "ended"


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
    at_step: Callable[[SendingStep], object] = lambda _: None
    outbox: Outbox = field(init=False)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.writing)

    def ready(self) -> list[ReadyRow]:
        limits = self.limits
        return self.outbox.ready(self.clock(), per_person=limits.per_person, per_hour=limits.per_hour)

    async def send_due(self) -> int:
        """Sends one batch, and returns the number of rows that it ended. Raises `ServerAway`.

        Connects before it claims a row: a server that is away costs no row an attempt.
        """
        rows = self.ready()
        if not rows:
            return 0
        ended, blocked = 0, set[tuple[UUID, UUID | None]]()
        async with self.transport.connect() as connection:
            for ready in rows:
                self.beat()
                address = ready.person, ready.former
                if address in blocked or not (row := self.outbox.claim(ready.id, self.clock())):
                    continue
                self.at_step(SendingStep.CLAIMED)
                if await self._send(connection, row):
                    ended += 1
                else:
                    blocked.add(address)
        return ended

    async def _send(self, connection: MailConnection, row: OutboxRow) -> bool:
        """Returns False if the row is to be tried again. Raises `ServerAway`."""
        try:
            message, address, result = self._written(row)
        except Unsendable as unsendable:
            return self._end(row, unsendable.state, unsendable.result)
        except psycopg.OperationalError:
            raise
        except Exception:
            log.exception("notice not written", kind=row.kind, row=str(row.id))
            return self._postpone(row, DAMAGED)
        try:
            await connection.send(message, sender=self.sender, to=address)
        except MailRefused as refused:
            return self._refuse(row, address, refused)
        except MailDeferred as deferred:
            return self._postpone(row, str(deferred.code))
        except ServerAway as away:
            self._postpone(row, away.code)
            raise
        self.at_step(SendingStep.SENT)
        if row.former is None:
            note_acceptance(self.writing, row.person)
        return self._end(row, OutboxState.SENT, result)

    def _written(self, row: OutboxRow) -> tuple[EmailMessage, str, str]:
        """Writes the message of a row to its address, with what could not be attached. Raises `Unsendable`."""
        recipient = recipient_of(self.writing, row.person, row.former)
        if recipient is None or self._is_unwanted(row):
            raise Unsendable(OutboxState.UNWANTED)
        if recipient.address is None:
            raise Unsendable(OutboxState.WITHOUT_ADDRESS)
        mail = self.composer.mail(row, recipient.language, day_of(self.clock()))
        if mail is None:
            raise Unsendable(OutboxState.UNWANTED, NO_SUBJECT)
        try:
            message = message_of(mail, sender=self.sender, to=recipient.address, language=recipient.language)
        except MailboxInvalid:
            if row.former is None:
                note_refusal(self.writing, row.person, recipient.address, INVALID_ADDRESS, self.clock())
            raise Unsendable(OutboxState.REFUSED, NO_ADDRESS) from None
        return message, recipient.address, mail.result

    def _is_unwanted(self, row: OutboxRow) -> bool:
        """Tells whether the person has ended the kind since the row was planned."""
        if row.kind not in DEFAULT_CHOICES:
            return False
        return choices_of(self.writing, [row.person]).get(row.person, {}).get(row.kind) is Choice.NEVER

    def _refuse(self, row: OutboxRow, address: str, refused: MailRefused) -> bool:
        if refused.of_address and row.former is None:
            note_refusal(self.writing, row.person, address, refused.code, self.clock())
        return self._end(row, OutboxState.REFUSED, str(refused.code))

    def _end(self, row: OutboxRow, state: OutboxState, result: str = "") -> bool:
        self.outbox.end(row.id, state, self.clock(), result)
        metrics.child(metrics.NOTICES, state.value).inc()
        self.at_step(SendingStep.ENDED)
        return True

    def _postpone(self, row: OutboxRow, result: str) -> bool:
        delay = min(MAX_DELAY, FIRST_DELAY * 2 ** min(row.attempts - 1, 10))
        self.outbox.postpone(row.id, self.clock() + delay, result)
        metrics.child(metrics.NOTICES, "postponed").inc()
        return False
