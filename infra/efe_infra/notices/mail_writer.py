"""Writing of mails ahead of the connections: reads a few rows at once, and writes their messages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, Final
from uuid import UUID

import psycopg
import structlog

from efe_infra.notices.composing import Composer
from efe_infra.notices.hours import day_of
from efe_infra.notices.kinds import DEFAULT_CHOICES, Choice
from efe_infra.notices.mail_queue import WrittenMail
from efe_infra.notices.message import MailboxInvalid, message_of
from efe_infra.notices.outbox import NoticeAddress, NoticeStep, Outbox, OutboxRow, OutboxState, RowChange, postponed
from efe_infra.notices.recipients import RecipientReads, note_refusal, recipients_for
from efe_infra.notices.row_ends import count_changes

log = structlog.stdlib.get_logger()

WRITE_WITHIN_S: Final = 20.0
"""Time for the mails of one batch: the rows that are left wait for the next round."""
DAMAGED: Final = "not-written"
"""Result of a row whose mail could not be written."""
NO_SUBJECT: Final = "nothing-to-say"
NO_ADDRESS: Final = "no-mailbox"
INVALID_ADDRESS: Final = 0
"""Code of an address that is none, for which no server was asked."""


class Unsendable(Exception):
    """Row for which no mail is written, with the state and the result in which it ends."""

    def __init__(self, state: OutboxState, result: str | None = None) -> None:
        super().__init__(state)
        self.state, self.result = state, result


@dataclass
class WrittenBatch:
    """Mails to send, rows that end or wait without a mail, and addresses whose turn did not come."""

    mails: list[WrittenMail] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    blocked: set[NoticeAddress] = field(default_factory=set)

    @property
    def ended(self) -> int:
        return sum(change.is_end for change in self.changes)


@dataclass(frozen=True, kw_only=True)
class MailWriter:
    """Writer of mails in a thread of its own, over the leader's session."""

    writing: psycopg.Connection[Any]
    composer: Composer
    sender: str
    clock: Callable[[], datetime]
    beat: Callable[[], object]
    at_step: Callable[[NoticeStep], object]

    def write(self, rows: Sequence[UUID]) -> WrittenBatch:
        """Ends the rows without a mail, and returns the mails of the others. They are claimed when they are sent."""
        self.at_step(NoticeStep.READY)
        outbox, began_at_s = Outbox(self.writing), monotonic()
        batch = self._batch(outbox.open_rows(rows, self.clock()), began_at_s)
        outbox.change(batch.changes, self.clock())
        count_changes(batch.changes)
        return batch

    def _batch(self, rows: Sequence[OutboxRow], began_at_s: float) -> WrittenBatch:
        self.composer.begin_batch()
        people, batch = recipients_for(self.writing, [row.address for row in rows]), WrittenBatch()
        for row in rows:
            self.beat()
            if row.address in batch.blocked or monotonic() - began_at_s > WRITE_WITHIN_S:
                batch.blocked.add(row.address)
            else:
                self._write(row, people, batch)
        return batch

    def _write(self, row: OutboxRow, people: RecipientReads, batch: WrittenBatch) -> None:
        try:
            mail = self._written(row, people)
        except Unsendable as unsendable:
            batch.changes.append(RowChange(row.id, unsendable.state, unsendable.result))
        except psycopg.OperationalError:
            raise
        except Exception:
            log.exception("notice not written", kind=row.kind, row=str(row.id))
            batch.blocked.add(row.address)
            batch.changes.append(postponed(row, DAMAGED, self.clock()))
        else:
            batch.mails.append(mail)

    def _written(self, row: OutboxRow, people: RecipientReads) -> WrittenMail:
        """Writes the message of a row to its address, with what could not be attached. Raises `Unsendable`."""
        recipient = people.recipient(row.address)
        if recipient is None or self._is_unwanted(row, people):
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
        return WrittenMail(row=row, message=message, to=recipient.address, notices=mail.notices, result=mail.result)

    def _is_unwanted(self, row: OutboxRow, people: RecipientReads) -> bool:
        """Tells whether the person has ended the kind since the row was planned."""
        return row.kind in DEFAULT_CHOICES and people.choices.get(row.person, {}).get(row.kind) is Choice.NEVER
