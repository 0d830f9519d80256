"""Composition of the mail of a row: what the register says of its object at the time of sending."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg

from efe_domain.shared.messages import Language
from efe_infra.console.calendar.ics import IcsEntry, calendar
from efe_infra.console.language.translatable import Locale, tr, uncapitalized
from efe_infra.console.register.task_kinds import label_of
from efe_infra.notices.entitlement import Entitlement, NoticeOccasion
from efe_infra.notices.facts import FactReads, NoticeFacts, page_of, target_of
from efe_infra.notices.invitation_mails import InvitationLinks
from efe_infra.notices.kinds import WITH_CALENDAR, NoticeKind
from efe_infra.notices.mail_papers import ConvocationPapers, MeetingVersion, PaperAnswer, PaperOutcome
from efe_infra.notices.message import CALENDAR_FILE, PRODUCT, Mail, MailAttachment, NoticeSection
from efe_infra.notices.outbox import OutboxRow
from efe_infra.notices.reminder_owner import ReminderTask
from efe_infra.notices.unsubscribe_links import UnsubscribeLinks
from efe_infra.notices.words import INVITED, PAPER_MISSING, REASON, SUBJECTS, button_of, lines_of, sentence_of

type Connection = psycopg.Connection[Any]

CHOICES_PATH: Final = "/courriels"
CALENDAR_HOST: Final = "efe-synergies"
"""Host of the entries of the calendar page: an entry of a mail and of that page are one."""
CALENDAR_MEDIA: Final = "text/calendar"
CALENDAR_PARAMETERS: Final = {"charset": "utf-8", "method": "PUBLISH"}
PAPER_MEDIA: Final = "application/pdf"
PAPER_FILE: Final = "convocation.pdf"
GATHERED: LiteralString = """
    select distinct on (kind, subject) kind, subject, occasion from notices.outbox as told
    where digest = %s and not exists (
        select from vault.notice_choice as chosen
        where chosen.person = told.person and chosen.kind = told.kind and chosen.choice = 'never'
    )
    order by kind, subject, number desc
"""


@dataclass(frozen=True)
class Composer:
    """Composer of mails. `facts` are of every row of the read model; `writing` is the leader's session."""

    facts: FactReads
    writing: Connection
    links: UnsubscribeLinks
    papers: ConvocationPapers
    tasks_of: Callable[[UUID, date], Iterator[NoticeSection]]
    entitlement: Entitlement
    invitations: InvitationLinks
    _calendars: dict[tuple[str, datetime, Language], bytes] = field(default_factory=dict)

    def begin_batch(self) -> None:
        """Reads anew what the mails of a batch share."""
        self.facts.forget()
        self._calendars.clear()

    def mail(self, row: OutboxRow, language: Language, day: date) -> Mail | None:
        """Returns the mail of a row; None if it is for its person no more, or has nothing to say."""
        notices = self._notices(row, day)
        if not notices and row.kind is not NoticeKind.DIGEST:
            return None
        paper = self._paper(row, language)
        sections = list(self._content(row, notices, paper, day))
        if not sections:
            return None
        is_invitation = row.kind is NoticeKind.INVITATION
        return Mail(
            id=row.id,
            at=row.created_at,
            subject=SUBJECTS[row.kind],
            sections=sections,
            notices=notices,
            choices=None if is_invitation else f"{self.links.origin}{CHOICES_PATH}",
            unsubscribe=None if row.former else self.links.link(row.person, row.kind),
            reason=INVITED if is_invitation else REASON,
            to_former=row.former is not None and row.kind is not NoticeKind.ADDRESS_CHANGED,
            attachments=list(self._attachments(row, paper, language)),
            result=paper.outcome,
        )

    def _notices(self, row: OutboxRow, day: date) -> list[NoticeOccasion]:
        """Returns the notices that the mail of a row tells: of a digest, those that its person may still know."""
        own = NoticeOccasion(row.kind, row.subject, row.occasion)
        notices = [own]
        if row.kind is NoticeKind.DIGEST:
            notices = [NoticeOccasion(NoticeKind(kind), *about) for kind, *about in self._rows_of(row)]
        return [each for each in notices if self.entitlement.covers(row.person, each, day)]

    def _content(
        self, row: OutboxRow, notices: Sequence[NoticeOccasion], paper: PaperAnswer, day: date
    ) -> Iterator[NoticeSection]:
        match row.kind:
            case NoticeKind.DIGEST:
                return self._gathered(row.person, notices, day)
            case NoticeKind.INVITATION:
                return self.invitations.sections(row)
            case _:
                return self._sections(row, paper)

    def _sections(self, row: OutboxRow, paper: PaperAnswer) -> Iterator[NoticeSection]:
        if facts := self.facts.of(row.subject):
            section = self._section(NoticeOccasion(row.kind, row.subject, row.occasion), facts)
            yield replace(section, note=PAPER_MISSING) if paper.outcome is PaperOutcome.FAILED else section

    def _gathered(self, person: UUID, notices: Sequence[NoticeOccasion], day: date) -> Iterator[NoticeSection]:
        """Yields the tasks by deadline, then what was decided."""
        if any(each.kind is NoticeKind.TASKS_DUE for each in notices):
            yield from self.tasks_of(person, day)
        for each in notices:
            if each.kind is not NoticeKind.TASKS_DUE and (facts := self.facts.of(each.subject)):
                yield self._section(each, facts)

    def _rows_of(self, digest: OutboxRow) -> list[tuple[str, str, str]]:
        return self.writing.execute(GATHERED, [digest.id]).fetchall()

    def _section(self, notice: NoticeOccasion, facts: NoticeFacts) -> NoticeSection:
        kind, subject = notice.kind, notice.subject
        if kind is NoticeKind.REMINDER:
            task = ReminderTask.parse(notice.occasion)
            words = tr(label_of(task.kind, task.command or None).words)
            facts = replace(facts, name=uncapitalized(words), day=None)
        return NoticeSection(
            sentence=sentence_of(kind, facts),
            lines=list(lines_of(kind, facts)),
            link=f"{self.links.origin}{target_of(kind, subject)}",
            button=button_of(kind, subject),
        )

    def _paper(self, row: OutboxRow, language: Language) -> PaperAnswer:
        facts = self.facts.of(row.subject) if row.kind is NoticeKind.MEETING_CONVENED else None
        if facts is None:
            return PaperAnswer()
        return self.papers.paper_of(MeetingVersion(row.subject, facts.version), row.person, language)

    def _attachments(self, row: OutboxRow, paper: PaperAnswer, language: Language) -> Iterator[MailAttachment]:
        facts = self.facts.of(row.subject) if row.kind in WITH_CALENDAR else None
        if facts is None or facts.day is None:
            return
        key = row.subject, row.created_at, language
        if key not in self._calendars:
            entry = calendar_entry(row.subject, facts, facts.day, self.links.origin, Locale(language))
            self._calendars[key] = calendar([entry], name=PRODUCT, at=row.created_at)
        file = self._calendars[key]
        yield MailAttachment(name=CALENDAR_FILE, kind=CALENDAR_MEDIA, content=file, parameters=CALENDAR_PARAMETERS)
        if paper.pdf:
            yield MailAttachment(name=PAPER_FILE, kind=PAPER_MEDIA, content=paper.pdf)


def calendar_entry(meeting: str, facts: NoticeFacts, day: date, origin: str, locale: Locale) -> IcsEntry:
    """Returns the entry of a meeting in the language of a person, under the id that the calendar page gives it."""
    name = facts.name or tr("zone interbassin")
    words = tr("Réunion, %(name)s", name=name)
    if facts.is_cancelled:
        words = tr("Annulée : réunion, %(name)s", name=name)
    return IcsEntry(
        uid=f"{meeting.replace(':', '-')}@{CALENDAR_HOST}",
        day=day,
        summary=words.render(locale),
        starts=facts.starts_at,
        ends=facts.ends_at,
        place=facts.place or (tr("À distance").render(locale) if facts.remote else ""),
        url=f"{origin}{page_of(meeting)}",
        sequence=facts.version,
        cancelled=facts.is_cancelled,
    )
