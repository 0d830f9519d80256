"""Planning of notices: follows the ledger by a cursor, up to the last signed checkpoint, into the outbox."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString

import psycopg

from efe_domain.meeting.events import HoursSet, MeetingConvened, MeetingPostponed
from efe_domain.shared.codec import decode
from efe_domain.shared.command_context import IMPORTED
from efe_domain.shared.event import Event
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.notices.audience import Audience, AudienceReads
from efe_infra.notices.hours import day_of, next_digest
from efe_infra.notices.kinds import Choice, Delivery, NoticeKind
from efe_infra.notices.outbox import NewRow, NoticeStep, Outbox
from efe_infra.notices.progress import MOVE, sealed_position
from efe_infra.notices.recipients import Recipients, recipients_of, replaced_addresses
from efe_infra.notices.rules import NOTICE_PERIOD, RULES, PlannedNotice, notices_of, subject_of
from efe_infra.read_model.folding.ledger_source import read_page
from efe_infra.read_model.tables.position import read_position

type Connection = psycopg.Connection[Any]

PAGE_EVENTS: Final = 200
OF_MEETING: Final = (MeetingConvened, MeetingPostponed)
"""Events whose notice already says the hours that the same command sets."""
TOLD_TOPICS: Final = frozenset(topic for event in RULES for topic in (event.TOPIC, *event.REPLACES))

NEW_TOKENS: LiteralString = """
    select token.id, token.account from console.api_token as token
    join vault.account on account.id = token.account and account.person is not null
    where token.created_at > %s and not exists (
        select from notices.outbox
        where outbox.person = account.person and outbox.kind = 'token-created' and outbox.occasion = token.id::text
    )
    order by token.created_at
"""


@dataclass(frozen=True)
class Planner:
    """Planner of notices. `reading` sees the ledger and every row of the read model; `writing` is the leader's."""

    reading: Connection
    writing: Connection
    at_step: Callable[[NoticeStep], object] = lambda _: None

    def plan(self, position: int, now: datetime) -> int:
        """Plans the notices of a page of events with the new position, in one transaction. Returns that position.

        Waits with an event until the read model has it: the audience is read there.
        """
        last = min(sealed_position(self.reading), read_position(self.reading)[0])
        page = [
            event for event in read_page(self.reading, after=position, limit=PAGE_EVENTS) if event.position <= last
        ]
        if not page:
            return position
        notices = list(self._notices(page, now))
        with self.writing.transaction():
            outbox = Outbox(self.writing)
            for event, notice in notices:
                recipients = recipients_of(self.writing, notice.audience, now)
                outbox.add(rows_of(notice, recipients, str(event.position), now), now)
            self.at_step(NoticeStep.PLANNED)
            self.writing.execute(MOVE, {"position": page[-1].position})
        return page[-1].position

    def plan_address_changes(self, now: datetime) -> None:
        """Plans a notice to each address that another one replaced."""
        for former, person in replaced_addresses(self.writing, now):
            row = NewRow(
                person=person,
                kind=NoticeKind.ADDRESS_CHANGED,
                subject=subject_of("Person", person),
                occasion=str(former),
                former=former,
                delivery=Delivery.AT_ONCE,
                due_at=now,
            )
            Outbox(self.writing).add([row], now)

    def plan_new_tokens(self, now: datetime) -> None:
        """Plans a notice to the person of each account for which an API token was created of late."""
        outbox = Outbox(self.writing)
        for token, account in self.writing.execute(NEW_TOKENS, [now - NOTICE_PERIOD]).fetchall():
            audience = Audience(accounts=frozenset({account}))
            notice = PlannedNotice(NoticeKind.TOKEN_CREATED, subject_of("ApiToken", token), audience)
            outbox.add(rows_of(notice, recipients_of(self.writing, audience, now), str(token), now), now)

    def _notices(self, page: Sequence[LedgerEvent], now: datetime) -> Iterator[tuple[LedgerEvent, PlannedNotice]]:
        reads, command = AudienceReads(self.reading, day_of(now)), ""
        for stored in page:
            if stored.topic not in TOLD_TOPICS or now - stored.recorded_at > NOTICE_PERIOD:
                continue
            event = decode(stored.topic, stored.state)
            if IMPORTED in event.metadata or (isinstance(event, HoursSet) and command == _command_of(event)):
                continue
            if isinstance(event, OF_MEETING):
                command = _command_of(event)
            yield from ((stored, notice) for notice in notices_of(event, reads))


def _command_of(event: Event) -> str:
    """Returns the meeting and the command of an event: the hours of a convocation are part of it."""
    return f"{event.originator_id}/{event.metadata.get('correlation_id')}/{event.metadata.get('command_id')}"


def rows_of(notice: PlannedNotice, recipients: Recipients, occasion: str, now: datetime) -> Iterator[NewRow]:
    """Yields a row for each person; of a mail at once, also one for each former address."""
    for person in sorted(recipients.persons):
        choice = recipients.choice(person, notice.kind)
        if choice is Choice.NEVER:
            continue
        is_at_once = choice is Choice.AT_ONCE
        for former in (None, *(recipients.former.get(person, ()) if is_at_once else ())):
            yield NewRow(
                person=person,
                kind=notice.kind,
                subject=notice.subject,
                occasion=occasion,
                bassin=notice.bassin,
                former=former,
                delivery=Delivery.AT_ONCE if is_at_once else Delivery.DIGEST,
                due_at=now if is_at_once else next_digest(choice, now),
            )
