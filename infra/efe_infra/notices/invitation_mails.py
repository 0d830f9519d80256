"""Mails of invitations to sign in: a link waits sealed beside its row, and is deleted once its mail has left."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, LiteralString
from urllib.parse import urlencode
from uuid import UUID, uuid4

import psycopg

from efe_domain.access.invitation import NewInvitation
from efe_infra.console.language.formats import ZONE
from efe_infra.console.language.translatable import tr, tr_value
from efe_infra.console.register.labels import BASSINS, LABELS, SLUGS
from efe_infra.console.sign_in.row_encryption import RowCipher
from efe_infra.notices.kinds import Delivery, NoticeKind
from efe_infra.notices.message import NoticeSection
from efe_infra.notices.outbox import OutboxRow
from efe_infra.notices.words import NoticeLine
from efe_infra.people.invitations import InvitationId, InvitationStore, StoredInvitation, hash_of
from efe_infra.postgres.database import Database

SUBJECT: Final = "PersonInvitation"
PURPOSE: Final = "notices.invitation"
ACCEPT_PATH: Final = "/rejoindre"
LINK_PARAMETER: Final = "cle"

ANNOUNCE: LiteralString = """
    with invited as (
        select id from vault.person where id = %(person)s and forgotten_at is null for share
    ), link as (
        insert into notices.invitation_link (invitation, sealed) select %(invitation)s, %(sealed)s from invited
        on conflict (invitation) do update set sealed = excluded.sealed
    ), spoken as (
        insert into vault.notice_language (person, language) select id, %(language)s from invited
        on conflict (person) do nothing
    )
    insert into notices.outbox (
        id, person, kind, subject, occasion, former, bassin, delivery, created_at, due_at, next_at
    )
    select %(id)s, id, %(kind)s, %(subject)s, %(occasion)s, null, %(bassin)s, %(delivery)s, %(now)s, %(now)s, %(now)s
    from invited on conflict do nothing returning id
"""
OPEN_LINK: LiteralString = """
    select sealed, link, bassin, role, expires_at from notices.invitation_link
    join console.person_invitation on id = invitation
    where id = %s and accepted_by is null and outcome is null and expires_at > clock_timestamp()
"""
DELETE_LINKS: LiteralString = """
    delete from notices.invitation_link where not exists (
        select from notices.outbox where kind = 'invitation' and state in ('waiting', 'sending')
        and subject = 'PersonInvitation:' || invitation
    )
"""


def cipher_of(key: bytes) -> RowCipher:
    """Returns the cipher of links, with a key of its own."""
    return RowCipher(hmac.digest(key, PURPOSE.encode(), "sha256"))


def occasion_of(secret: str) -> str:
    """Returns the occasion of a link: the mail of a link that another one replaced says nothing."""
    return hash_of(secret).hex()


class MailedInvitations(InvitationStore):
    """Invitations whose links leave by mail. Between the link and its row a process may die: the link is renewed."""

    POOL = "MailedInvitations"

    def __init__(self, database: Database, key: bytes) -> None:
        super().__init__(database)
        self._cipher = cipher_of(key)

    def add_invitation(self, new: NewInvitation, *, secret: str) -> bool:
        is_new = super().add_invitation(new, secret=secret)
        if is_new and (stored := self.invitation(new.id)):
            self._announce(stored, secret)
        return is_new

    def renew_link(self, invitation: UUID, *, secret: str, command: UUID) -> bool:
        is_renewed = super().renew_link(invitation, secret=secret, command=command)
        if is_renewed and (stored := self.invitation(invitation)):
            self._announce(stored, secret)
        return is_renewed

    def _announce(self, invitation: StoredInvitation, secret: str) -> None:
        """Seals the link and plans its mail, in one statement."""
        row = {
            "id": uuid4(),
            "person": invitation.person,
            "kind": NoticeKind.INVITATION,
            "subject": f"{SUBJECT}:{invitation.id}",
            "occasion": occasion_of(secret),
            "bassin": invitation.bassin,
            "delivery": Delivery.AT_ONCE,
            "now": datetime.now(UTC),
            "language": invitation.language,
            "invitation": invitation.id,
            "sealed": self._cipher.encrypt(str(invitation.id), PURPOSE, secret.encode()),
        }
        self._fetch(InvitationId, ANNOUNCE, row)


@dataclass(frozen=True)
class InvitationLinks:
    """Sealed links, as the leader opens them."""

    writing: psycopg.Connection[Any]
    cipher: RowCipher
    origin: str

    def sections(self, row: OutboxRow) -> Iterator[NoticeSection]:
        """Yields the section of an open invitation; none if its link is used, dead or replaced."""
        key = row.subject.partition(":")[2]
        for sealed, link, bassin, role, expires_at in self.writing.execute(OPEN_LINK, [UUID(key)]).fetchall():
            secret = (self.cipher.decrypt(key, PURPOSE, sealed) or b"").decode()
            if hash_of(secret) == link and occasion_of(secret) == row.occasion:
                yield section_of(self._address(secret), bassin, role, expires_at)

    def delete_ended(self) -> None:
        """Deletes the links whose mail has left, was refused, or has no object any more."""
        self.writing.execute(DELETE_LINKS)

    def _address(self, secret: str) -> str:
        return f"{self.origin}{ACCEPT_PATH}?{urlencode({LINK_PARAMETER: secret})}"


def section_of(address: str, bassin: str, role: str | None, expires_at: datetime) -> NoticeSection:
    name = next(BASSINS[each] for each, slug in SLUGS.items() if slug == bassin)
    lines = [NoticeLine(tr("Le lien vaut jusqu'au"), tr_value(expires_at.astimezone(ZONE).date()))]
    if role:
        lines.insert(0, NoticeLine(tr("Rôle"), tr(LABELS["Role"][role.upper()].words)))
    return NoticeSection(
        sentence=tr(
            "L'Instance bassin EFE %(bassin)s vous invite à vous connecter à la plateforme des pôles de synergies.",
            bassin=name,
        ),
        lines=lines,
        link=address,
        button=tr("Accepter l'invitation"),
        note=tr(
            "Ce lien sert une fois, et pour vous seul : ne le transmettez pas. Si vous n'attendiez pas d'invitation,"
            " ne faites rien."
        ),
    )
