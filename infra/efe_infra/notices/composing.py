"""Composition of the mail of a row: what the register says of its object at the time of sending."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, LiteralString, Protocol

import psycopg

from efe_infra.console.calendar.ics import IcsEntry, calendar
from efe_infra.console.language.translatable import tr, uncapitalized
from efe_infra.console.register.task_kinds import label_of
from efe_infra.notices.facts import NoticeFacts, facts_of, page_of
from efe_infra.notices.kinds import WITH_CALENDAR, NoticeKind
from efe_infra.notices.message import CALENDAR_FILE, PRODUCT, Mail, MailAttachment, NoticeSection
from efe_infra.notices.outbox import OutboxRow
from efe_infra.notices.unsubscribe_links import UnsubscribeLinks
from efe_infra.notices.words import SUBJECTS, button_of, lines_of, sentence_of

type Connection = psycopg.Connection[Any]

CHOICES_PATH: Final = "/courriels"
CALENDAR_HOST: Final = "efe-synergies"
"""Host of the entries of the calendar page: an entry of a mail and of that page are one."""
CALENDAR_MEDIA: Final = "text/calendar"
PAPER_MEDIA: Final = "application/pdf"
PAPER_FILE: Final = "convocation.pdf"
GATHERED: LiteralString = """
    select distinct on (kind, subject) kind, subject from notices.outbox as told
    where digest = %s and not exists (
        select from vault.notice_choice as chosen
        where chosen.person = told.person and chosen.kind = told.kind and chosen.choice = 'never'
    )
    order by kind, subject, number desc
"""


class ConvocationPapers(Protocol):
    """Source of the paper of a convocation."""

    def paper_of(self, meeting: str) -> bytes | None:
        """Returns the PDF of the convocation to a meeting, by its global id; None if there is none."""
        ...


class WithoutPapers:
    """Source of an installation that makes no papers."""

    def paper_of(self, meeting: str) -> bytes | None:  # noqa: ARG002 - of the protocol
        return None


@dataclass(frozen=True)
class Composer:
    """Composer of mails. `reading` sees every row of the read model; `writing` is the leader's session."""

    reading: Connection
    writing: Connection
    links: UnsubscribeLinks
    papers: ConvocationPapers
    tasks_of: Callable[[OutboxRow], Iterator[NoticeSection]]

    def mail(self, row: OutboxRow) -> Mail | None:
        """Returns the mail of a row; None if its object is gone, or the digest has nothing to say."""
        sections = list(self._gathered(row) if row.kind is NoticeKind.DIGEST else self._sections(row))
        if not sections:
            return None
        return Mail(
            id=row.id,
            at=row.created_at,
            subject=SUBJECTS[row.kind],
            sections=sections,
            choices=f"{self.links.origin}{CHOICES_PATH}",
            unsubscribe=self.links.link(row.person, row.kind),
            to_former=row.former is not None and row.kind is not NoticeKind.ADDRESS_CHANGED,
            attachments=list(self._attachments(row)),
        )

    def _sections(self, row: OutboxRow) -> Iterator[NoticeSection]:
        facts = facts_of(self.reading, row.subject)
        if facts and row.kind is NoticeKind.REMINDER:
            kind, command, _ = row.occasion.split("/")
            facts = replace(facts, name=uncapitalized(tr(label_of(kind, command or None).words)), day=None)
        if facts:
            yield self._section(row.kind, row.subject, facts)

    def _gathered(self, row: OutboxRow) -> Iterator[NoticeSection]:
        """Yields the tasks by deadline, then what was decided."""
        gathered = self.writing.execute(GATHERED, [row.id]).fetchall()
        if any(kind == NoticeKind.TASKS_DUE for kind, _ in gathered):
            yield from self.tasks_of(row)
        for kind, subject in gathered:
            if kind != NoticeKind.TASKS_DUE and (facts := facts_of(self.reading, subject)):
                yield self._section(NoticeKind(kind), subject, facts)

    def _section(self, kind: NoticeKind, subject: str, facts: NoticeFacts) -> NoticeSection:
        return NoticeSection(
            sentence=sentence_of(kind, facts),
            lines=list(lines_of(kind, facts)),
            link=f"{self.links.origin}{page_of(subject)}",
            button=button_of(subject),
        )

    def _attachments(self, row: OutboxRow) -> Iterator[MailAttachment]:
        facts = facts_of(self.reading, row.subject) if row.kind in WITH_CALENDAR else None
        if facts is None or facts.day is None:
            return
        entry = calendar_entry(row.subject, facts, facts.day, self.links.origin)
        file = calendar([entry], name=PRODUCT, at=row.created_at)
        yield MailAttachment(name=CALENDAR_FILE, kind=CALENDAR_MEDIA, content=file)
        if row.kind is NoticeKind.MEETING_CONVENED and (paper := self.papers.paper_of(row.subject)):
            yield MailAttachment(name=PAPER_FILE, kind=PAPER_MEDIA, content=paper)


def calendar_entry(meeting: str, facts: NoticeFacts, day: date, origin: str) -> IcsEntry:
    """Returns the entry of a meeting, under the id that the calendar page gives it."""
    name = facts.name or tr("zone interbassin")
    words = tr("Réunion, %(name)s", name=name)
    if facts.is_cancelled:
        words = tr("Annulée : réunion, %(name)s", name=name)
    return IcsEntry(
        uid=f"{meeting.replace(':', '-')}@{CALENDAR_HOST}",
        day=day,
        summary=words,
        starts=facts.starts_at,
        ends=facts.ends_at,
        place=facts.place or (tr("À distance") if facts.remote else ""),
        url=f"{origin}{page_of(meeting)}",
        sequence=facts.version,
        cancelled=facts.is_cancelled,
    )
