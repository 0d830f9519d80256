"""Desk of the notices: what pages read and change of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, LiteralString
from uuid import UUID

import msgspec

from efe_domain.shared.messages import Language
from efe_infra.console.notices.desk import (
    KindChoice,
    MailPreferences,
    MissingAddress,
    OwnerOfTask,
    Reminding,
    SentNotice,
)
from efe_infra.notices.audience import AudienceReads
from efe_infra.notices.hours import day_of
from efe_infra.notices.invitation_mails import MailedInvitations
from efe_infra.notices.kinds import DEFAULT_CHOICES, DIGEST_ONLY, Choice, NoticeKind
from efe_infra.notices.missing_addresses import MAX_PERSONS, UNREACHED, SeatHolders, UnreachedRow
from efe_infra.notices.outbox import Outbox
from efe_infra.notices.planning import rows_of
from efe_infra.notices.progress import allow_again, sealed_position
from efe_infra.notices.recipients import digest_of, recipients_of
from efe_infra.notices.reminder_owner import audience_of
from efe_infra.notices.rules import PlannedNotice
from efe_infra.notices.unsubscribe_links import UnsubscribeLinks
from efe_infra.notices.words import SUBJECTS
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import Store
from efe_infra.read_model.tables.session import open_session

REMINDER_PERIOD: Final = timedelta(days=5)
MAX_MAILS: Final = 200
SESSION_NAME: Final = "efe-notices"
PATIENCE_S: Final = 10.0
EPOCH: Final = datetime(2026, 1, 5, tzinfo=UTC)
"""Start of the periods of reminders."""

OF_ACCOUNT: LiteralString = """
    select account.person, person.email, language, refused.address as refused
    from vault.account
    left join vault.person on person.id = account.person and person.forgotten_at is null
    left join vault.notice_language on notice_language.person = account.person
    left join notices.refused_address as refused on refused.person = account.person
    where account.issuer = %(issuer)s and account.subject = %(subject)s
"""
CHOSEN: LiteralString = "select kind, choice from vault.notice_choice where person = %(person)s"
CHOOSE: LiteralString = """
    insert into vault.notice_choice (person, kind, choice)
    select id, %(kind)s, %(choice)s
    from (select id from vault.person where id = %(person)s and forgotten_at is null for share) as living
    on conflict (person, kind) do update set choice = excluded.choice
    returning person as id
"""
SPEAK: LiteralString = """
    insert into vault.notice_language (person, language)
    select id, %(language)s
    from (select id from vault.person where id = %(person)s and forgotten_at is null for share) as living
    on conflict (person) do update set language = excluded.language
    returning person as id
"""
SENT_ON: LiteralString = """
    select person, kind, state, result, ended_at from notices.outbox
    where subject = %(subject)s and former is null order by number desc limit %(limit)s
"""
REMINDED: LiteralString = """
    select id from notices.outbox
    where kind = 'reminder' and subject = %(subject)s
    and starts_with(occasion, %(task)s || '/') and created_at > %(since)s limit 1
"""
STOPPED: LiteralString = "select stopped from notices.progress where stopped is not null"


class OwnRow(msgspec.Struct, frozen=True):
    person: UUID | None
    email: str | None
    language: str | None
    refused: bytes | None


class ChosenRow(msgspec.Struct, frozen=True):
    kind: str
    choice: str


class SentRow(msgspec.Struct, frozen=True):
    person: UUID
    kind: str
    state: str
    result: str | None
    ended_at: datetime | None


class RowId(msgspec.Struct, frozen=True):
    id: UUID


class StoppedRow(msgspec.Struct, frozen=True):
    stopped: str


class MailDesk(Store):
    """Desk with role `efe_command`. `folder` is where a demonstration keeps its mails.

    `invitations` mails their links; None where no mail leaves.
    """

    POOL = "Notices"

    def __init__(self, database: Database, links: UnsubscribeLinks, *, sends: bool, folder: Path | None) -> None:
        super().__init__(database)
        self._database = database
        self._seats = SeatHolders(database)
        self.invitations = MailedInvitations(database, links.key) if sends else None
        self._links = links
        self._folder = folder
        self.sends = sends

    def close(self) -> None:
        self._seats.close()
        if self.invitations:
            self.invitations.close()
        super().close()

    @property
    def folder_mails(self) -> Sequence[tuple[str, bytes]] | None:
        if self._folder is None:
            return None
        files = sorted(self._folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        return [(file.stem, file.read_bytes()) for file in files[:MAX_MAILS]]

    def preferences(self, issuer: str, subject: str) -> MailPreferences:
        rows = self._fetch(OwnRow, OF_ACCOUNT, {"issuer": issuer, "subject": subject})
        own = rows[0] if rows else OwnRow(None, None, None, None)
        chosen = {each.kind: each.choice for each in self._fetch(ChosenRow, CHOSEN, {"person": own.person})}
        return MailPreferences(
            person=own.person,
            address=own.email,
            is_refused=bool(own.email and own.refused == digest_of(own.email)),
            language=own.language or Language.FRENCH,
            kinds=[
                KindChoice(
                    kind=kind, subject=SUBJECTS[kind], choice=chosen.get(kind, default), options=options_of(kind)
                )
                for kind, default in DEFAULT_CHOICES.items()
            ],
        )

    def choose(self, person: UUID, choices: Mapping[str, str], language: str) -> None:
        for kind, choice in choices.items():
            if choice not in options_of(NoticeKind(kind)):
                raise ValueError
        spoken = Language(language)
        for kind, choice in choices.items():
            self._fetch(RowId, CHOOSE, {"person": person, "kind": kind, "choice": choice})
        self._fetch(RowId, SPEAK, {"person": person, "language": spoken})

    def unsubscribe(self, person: str, kind: str, code: str, *, ends: bool) -> str | None:
        try:
            key, ended = UUID(person), NoticeKind(kind)
        except ValueError:
            return None
        if not self._links.is_genuine(key, ended, code):
            return None
        if ends:
            chosen = {each.kind: each.choice for each in self._fetch(ChosenRow, CHOSEN, {"person": key})}
            for each in kinds_of(ended, chosen):
                self._fetch(RowId, CHOOSE, {"person": key, "kind": each, "choice": Choice.NEVER})
        return SUBJECTS[ended]

    def sent_on(self, subject: str) -> Sequence[SentNotice]:
        rows = self._fetch(SentRow, SENT_ON, {"subject": subject, "limit": MAX_MAILS})
        return [
            SentNotice(
                person=row.person,
                subject=SUBJECTS[NoticeKind(row.kind)],
                state=row.state,
                result=row.result,
                ended_at=row.ended_at,
            )
            for row in rows
        ]

    def missing_addresses(self, bassins: Sequence[str]) -> Sequence[MissingAddress]:
        if not self.sends or not bassins:
            return ()
        rows = self._fetch(UnreachedRow, UNREACHED, {"bassins": list(bassins), "limit": MAX_PERSONS})
        concerned = self._seats.still_concerned(rows, day_of(datetime.now(UTC)))
        return [MissingAddress(each.person, each.is_refused) for each in concerned]

    def remind(self, owner: OwnerOfTask, subject: str, task: str) -> Reminding:
        now = datetime.now(UTC)
        occasion = f"{task}/{owner}"
        if self._fetch(RowId, REMINDED, {"subject": subject, "task": occasion, "since": now - REMINDER_PERIOD}):
            return Reminding.TOO_SOON
        with (
            open_session(self._database, DatabaseRole.PROJECTOR, SESSION_NAME, patience=PATIENCE_S) as reading,
            open_session(self._database, DatabaseRole.COMMAND, SESSION_NAME, patience=PATIENCE_S) as writing,
        ):
            audience = audience_of(owner, AudienceReads(reading, day_of(now)))
            recipients = recipients_of(writing, audience, now)
            notice = PlannedNotice(NoticeKind.REMINDER, subject, audience)
            rows = list(rows_of(notice, recipients, f"{occasion}/{(now - EPOCH) // REMINDER_PERIOD}", now))
            with writing.transaction():
                Outbox(writing).add(rows, now)
        return Reminding.PLANNED if rows else Reminding.WITHOUT_PERSON

    @property
    def is_stopped(self) -> bool:
        return bool(self._fetch(StoppedRow, STOPPED, {}))

    def allow(self, issuer: str, subject: str) -> None:
        accounts = self._fetch(RowId, ACCOUNT, {"issuer": issuer, "subject": subject})
        with (
            open_session(self._database, DatabaseRole.PROJECTOR, SESSION_NAME) as reading,
            open_session(self._database, DatabaseRole.COMMAND, SESSION_NAME) as writing,
        ):
            account = accounts[0].id if accounts else None
            allow_again(writing, account, sealed_position(reading), datetime.now(UTC))


ACCOUNT: LiteralString = "select id from vault.account where issuer = %(issuer)s and subject = %(subject)s"


def options_of(kind: NoticeKind) -> Sequence[Choice]:
    return [each for each in Choice if not (each is Choice.AT_ONCE and kind in DIGEST_ONLY)]


def kinds_of(ended: NoticeKind, chosen: Mapping[str, str]) -> Sequence[NoticeKind]:
    """Returns the kinds that a link ends: one, or all that the digest of the person gathers."""
    if ended is not NoticeKind.DIGEST:
        return [ended]
    gathered = {Choice.DAILY, Choice.WEEKLY}
    return [kind for kind, default in DEFAULT_CHOICES.items() if chosen.get(kind, default) in gathered]
