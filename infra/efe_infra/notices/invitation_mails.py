"""Mails of invitations to sign in: a link waits sealed beside its row, and is deleted once its mail has left."""

import hmac
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, LiteralString
from urllib.parse import urlencode
from uuid import UUID, uuid4

import msgspec
import psycopg

from efe_domain.access.invitation import NewInvitation
from efe_infra.console.language.formats import ZONE
from efe_infra.console.language.translatable import tr, tr_value
from efe_infra.console.register.labels import BASSINS, LABELS, SLUGS
from efe_infra.console.sign_in.row_encryption import RowCipher
from efe_infra.notices.address_limits import AddressCounts, AddressDigests
from efe_infra.notices.kinds import UNREQUESTED, Delivery, NoticeKind
from efe_infra.notices.mail_turns import HELD
from efe_infra.notices.message import NoticeSection
from efe_infra.notices.outbox import OutboxRow
from efe_infra.notices.words import NoticeLine
from efe_infra.people.invitations import (
    InvitationId,
    InvitationStore,
    StoredInvitation,
    StoredInvitationMail,
    hash_of,
)
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
        id, person, kind, subject, occasion, former, bassin, delivery, created_at, due_at, next_at, result
    )
    select %(id)s, id, %(kind)s, %(subject)s, %(occasion)s, null, %(bassin)s, %(delivery)s, %(now)s, %(now)s,
        %(leaves_at)s, %(result)s
    from invited on conflict do nothing returning id
"""
MAILS_OF: LiteralString = """
    select distinct on (subject) substr(subject, length(%(prefix)s) + 1)::uuid as id, state,
        case when state = 'waiting' and result = %(held)s and next_at > %(now)s then next_at end as leaves_at
    from notices.outbox where subject = any(%(subjects)s) and kind = 'invitation' order by subject, number desc
"""
ADDRESS_OF: LiteralString = "select email from vault.person where id = %s and email is not null"
WAITING_FOR: LiteralString = """
    select outbox.kind from vault.person as invited
    join vault.person on person.email_key = invited.email_key
    join notices.outbox on outbox.person = person.id and outbox.former is null
    where invited.id = %(person)s and outbox.kind = any(%(kinds)s::text[])
    and outbox.state in ('waiting', 'sending') and outbox.next_at <= %(now)s
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


class MailRow(msgspec.Struct, frozen=True):
    """Last mail of an invitation."""

    id: UUID
    state: str
    leaves_at: datetime | None


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
        self._digests = AddressDigests.of(key)

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

    def mails_of(self, invitations: Collection[UUID]) -> Mapping[UUID, StoredInvitationMail]:
        subjects = [f"{SUBJECT}:{each}" for each in invitations]
        params = {"subjects": subjects, "prefix": f"{SUBJECT}:", "held": HELD, "now": datetime.now(UTC)}
        rows = self._fetch(MailRow, MAILS_OF, params)
        return {each.id: StoredInvitationMail(each.state, each.leaves_at) for each in rows}

    def _announce(self, invitation: StoredInvitation, secret: str) -> None:
        """Seals the link and plans its mail, in one statement. The mail waits if its address has got enough."""
        now = datetime.now(UTC)
        leaves_at = self._free_at(invitation.person, now)
        row = {
            "id": uuid4(),
            "person": invitation.person,
            "kind": NoticeKind.INVITATION,
            "subject": f"{SUBJECT}:{invitation.id}",
            "occasion": occasion_of(secret),
            "bassin": invitation.bassin,
            "delivery": Delivery.AT_ONCE,
            "now": now,
            "leaves_at": leaves_at,
            "result": HELD if leaves_at > now else None,
            "language": invitation.language,
            "invitation": invitation.id,
            "sealed": self._cipher.encrypt(str(invitation.id), PURPOSE, secret.encode()),
        }
        self._fetch(InvitationId, ANNOUNCE, row)

    def _free_at(self, person: UUID, now: datetime) -> datetime:
        """Returns when the address of a person may get a further invitation, after those that are about to leave."""
        with self._pool.connection() as connection:
            addresses = connection.execute(ADDRESS_OF, [person]).fetchall()
            if not addresses:
                return now
            digest = self._digests.digest(addresses[0][0])
            counts = AddressCounts.read(connection, [digest], now)
            waiting = connection.execute(WAITING_FOR, {"person": person, "kinds": list(UNREQUESTED), "now": now})
            for (kind,) in waiting.fetchall():
                counts.add(digest, kind, now)
        return counts.free_at(digest, NoticeKind.INVITATION, now)


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
