"""Check of a notice at the time of sending: rights, meetings and words may have changed since it was planned."""

from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID

import psycopg

from efe_domain.shared.codec import decode
from efe_infra.notices.audience import Audience, AudienceReads
from efe_infra.notices.kinds import NoticeKind
from efe_infra.notices.reminder_owner import ReminderTask
from efe_infra.notices.rules import notices_of
from efe_infra.read_model.folding.ledger_source import read_page
from efe_infra.read_model.tables.position import read_position

type Connection = psycopg.Connection[Any]

MAX_AUDIENCES: Final = 500
IS_PERSON_OF: LiteralString = """
    select exists (select from vault.account where person = %s and id = any(%s))
"""
WITHOUT_AUDIENCE: Final = frozenset(
    {
        NoticeKind.DIGEST,
        NoticeKind.TASKS_DUE,
        NoticeKind.ADDRESS_CHANGED,
        NoticeKind.INVITATION,
        NoticeKind.WEBHOOK_STOPPED,
        NoticeKind.TOKEN_CREATED,
    }
)
"""Kinds for one person; what a digest or an invitation says is read when it is written."""


class NoticeOccasion(NamedTuple):
    """Notice without its person: what happened, and to which object."""

    kind: NoticeKind
    subject: str
    occasion: str


@dataclass
class Entitlement:
    """Rights of persons to notices, by the rows of now. Audiences are read anew once the read model has moved.

    The writer of mails and the connections that claim them ask from several threads.
    """

    reading: Connection
    writing: Connection
    _audiences: dict[NoticeOccasion, Audience] = field(default_factory=dict)
    _read_at: tuple[int, date] | None = None
    _lock: Lock = field(default_factory=Lock)

    def covers(self, person: UUID, notice: NoticeOccasion, day: date) -> bool:
        """Tells whether the audience of a notice still contains the person."""
        if notice.kind in WITHOUT_AUDIENCE:
            return True
        with self._lock:
            audience = self._audience(notice, day)
        if person in audience.persons:
            return True
        if not audience.accounts:
            return False
        [(is_of,)] = self.writing.execute(IS_PERSON_OF, [person, list(audience.accounts)]).fetchall()
        return bool(is_of)

    def _audience(self, notice: NoticeOccasion, day: date) -> Audience:
        read_at = read_position(self.reading)[0], day
        if read_at != self._read_at or len(self._audiences) >= MAX_AUDIENCES:
            self._audiences.clear()
            self._read_at = read_at
        if notice not in self._audiences:
            self._audiences[notice] = self._found(notice, AudienceReads(self.reading, day))
        return self._audiences[notice]

    def _found(self, notice: NoticeOccasion, reads: AudienceReads) -> Audience:
        if notice.kind is NoticeKind.REMINDER:
            return ReminderTask.parse(notice.occasion).audience(reads)
        position = int(notice.occasion)
        for stored in read_page(self.reading, after=position - 1, limit=1):
            for planned in notices_of(decode(stored.topic, stored.state), reads):
                if (planned.kind, planned.subject) == (notice.kind, notice.subject):
                    return planned.audience
        return Audience()
