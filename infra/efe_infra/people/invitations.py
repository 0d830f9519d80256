"""Invitations of persons to sign in. Only the SHA-256 of the secret in a link is stored."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal, LiteralString, NamedTuple
from uuid import UUID

import msgspec

from efe_domain.access.invitation import NewInvitation
from efe_infra.postgres.pools import Store

LINK_LIFETIME: Final = timedelta(days=14)
ENDED_LIFETIME: Final = timedelta(days=30)
"""Time for which the list shows an invitation that ended, expired or has no answer; then the row is deleted."""
MAX_LISTED: Final = 100
"""Maximum number of invitations in a list."""


class StoredInvitation(msgspec.Struct, frozen=True, kw_only=True):
    """Invitation of a person. Without a `role`, it is for a seat: the account is linked to the person, no more.

    `is_new_person`: the invitation itself registered the person.
    """

    id: UUID
    bassin: str
    role: str | None
    language: str
    person: UUID
    is_new_person: bool
    invited_by: UUID
    invited_at: datetime
    expires_at: datetime
    is_expired: bool
    accepted_by: UUID | None
    accepted_at: datetime | None
    outcome: Literal["confirmed", "declined", "withdrawn"] | None
    ended_at: datetime | None


class StoredInvitationMail(NamedTuple):
    """Mail of an invitation: its state, and when it may leave, if a limit holds it."""

    state: str
    leaves_at: datetime | None


class InvitationId(msgspec.Struct, frozen=True):
    id: UUID


class InvitationStore(Store):
    """Invitations, in rows of their own. Each change is one conditional statement: of two at once, one succeeds."""

    def add_invitation(self, new: NewInvitation, *, secret: str) -> bool:
        """Stores an invitation. Returns False if its id is stored already, or the person is forgotten."""
        params = {
            **msgspec.structs.asdict(new),
            "command": new.id,
            "link": hash_of(secret),
            "lifetime": LINK_LIFETIME,
        }
        return bool(self._fetch(InvitationId, INSERT_INVITATION, params))

    def delete_old_invitations(self) -> None:
        """Deletes the invitations that ended, expired or were accepted without an answer too long ago."""
        self._fetch(InvitationId, DELETE_OLD, {"lifetime": ENDED_LIFETIME})

    def invitation(self, invitation: UUID) -> StoredInvitation | None:
        return next(iter(self._fetch(StoredInvitation, SELECT_INVITATION, {"id": invitation})), None)

    def invitations_of(self, bassins: Collection[str]) -> list[StoredInvitation]:
        """Returns the latest invitations of these Instances, the latest first."""
        return self._fetch(StoredInvitation, INVITATIONS_OF, {"bassins": list(bassins), "limit": MAX_LISTED})

    def mails_of(self, invitations: Collection[UUID]) -> Mapping[UUID, StoredInvitationMail]:  # noqa: ARG002 - of the port
        """Returns none: these invitations leave by no mail."""
        return {}

    def invited_among(self, persons: Collection[UUID]) -> set[UUID]:
        """Returns the persons among these with an invitation on file."""
        return {each.id for each in self._fetch(InvitationId, INVITED_AMONG, {"persons": list(persons)})}

    def invitations_about(self, person: UUID | None, accounts: Collection[UUID]) -> list[StoredInvitation]:
        """Returns the invitations of a person, and those that these accounts sent or accepted, the oldest first."""
        return self._fetch(StoredInvitation, INVITATIONS_ABOUT, {"person": person, "accounts": list(accounts)})

    def renew_link(self, invitation: UUID, *, secret: str, command: UUID) -> bool:
        """Replaces the link of an invitation, for a full lifetime. Returns False if this command has done it already.

        The link before it is dead. An account that had accepted and was declined is removed.
        """
        params = {"id": invitation, "link": hash_of(secret), "command": command, "lifetime": LINK_LIFETIME}
        return bool(self._fetch(InvitationId, RENEW_LINK, params))

    def accept_invitation(self, secret: str, account: UUID) -> StoredInvitation | None:
        """Uses up a link for an account. Returns None for a link that opens no invitation for it.

        Is idempotent: the account that used a link gets its invitation again.
        """
        accepted = self._fetch(InvitationId, ACCEPT_INVITATION, {"link": hash_of(secret), "account": account})
        return self.invitation(accepted[0].id) if accepted else None

    def end_invitation(
        self, invitation: UUID, outcome: Literal["confirmed", "declined", "withdrawn"], *, account: UUID | None = None
    ) -> bool:
        """Ends an invitation. Returns False if it has ended, or if another account than `account` accepted it.

        A withdrawal ends it in any case.
        """
        params = {"id": invitation, "outcome": outcome, "account": account}
        return bool(self._fetch(InvitationId, END_INVITATION, params))

    def invitation_of_link(self, secret: str) -> StoredInvitation | None:
        """Returns None for a link that is dead or unknown; an expired link still has its invitation."""
        return next(iter(self._fetch(StoredInvitation, INVITATION_OF_LINK, {"link": hash_of(secret)})), None)

    def reopen_invitation(self, invitation: UUID) -> None:
        """Takes back a confirmation that the register refused."""
        self._fetch(InvitationId, REOPEN_INVITATION, {"id": invitation})


def hash_of(secret: str) -> bytes:
    """Returns the hash under which a link is stored; a lookup by it discloses nothing of the secret by its time."""
    return sha256(secret.encode()).digest()


DELETE_OLD: LiteralString = """
    delete from console.person_invitation
    where coalesce(ended_at, greatest(expires_at, accepted_at)) < clock_timestamp() - %(lifetime)s
    returning id
"""

INSERT_INVITATION: LiteralString = """
    insert into console.person_invitation (
        id, bassin, role, language, person, is_new_person, invited_by, expires_at, link, link_command
    )
    select %(id)s, %(bassin)s, %(role)s, %(language)s, person.id, %(is_new_person)s, %(by)s,
        clock_timestamp() + %(lifetime)s, %(link)s, %(command)s
    from (select id from vault.person where id = %(person)s and forgotten_at is null for share) as person
    on conflict (id) do nothing
    returning id
"""

COLUMNS: LiteralString = """
    id, bassin, role, language, person, is_new_person, invited_by, invited_at, expires_at,
    accepted_by is null and outcome is null and expires_at <= clock_timestamp() as is_expired,
    accepted_by, accepted_at, outcome, ended_at
"""

SELECT_INVITATIONS: LiteralString = "select " + COLUMNS + " from console.person_invitation where "  # noqa: S608 - names of columns
SELECT_INVITATION: LiteralString = SELECT_INVITATIONS + "id = %(id)s"

INVITATIONS_OF: LiteralString = (
    SELECT_INVITATIONS + "bassin = any(%(bassins)s) order by invited_at desc, id limit %(limit)s"
)

INVITED_AMONG: LiteralString = """
    select distinct person as id from console.person_invitation where person = any(%(persons)s)
"""

INVITATIONS_ABOUT: LiteralString = (
    SELECT_INVITATIONS
    + """
    person = %(person)s or invited_by = any(%(accounts)s) or accepted_by = any(%(accounts)s)
    order by invited_at, id
    """
)

RENEW_LINK: LiteralString = """
    update console.person_invitation
    set link = %(link)s, link_command = %(command)s, expires_at = clock_timestamp() + %(lifetime)s,
        accepted_by = null, accepted_at = null, outcome = null, ended_at = null
    where id = %(id)s and link_command <> %(command)s
    and (outcome = 'declined' or (outcome is null and accepted_by is null))
    returning id
"""

INVITATION_OF_LINK: LiteralString = SELECT_INVITATIONS + "link = %(link)s"

ACCEPT_INVITATION: LiteralString = """
    update console.person_invitation
    set accepted_by = %(account)s, accepted_at = coalesce(accepted_at, clock_timestamp())
    where link = %(link)s and (
        (accepted_by is null and outcome is null and expires_at > clock_timestamp())
        or (accepted_by = %(account)s and (outcome is null or outcome = 'confirmed'))
    )
    returning id
"""

END_INVITATION: LiteralString = """
    update console.person_invitation
    set outcome = %(outcome)s, ended_at = clock_timestamp(), link = case when %(outcome)s = 'confirmed' then link end
    where id = %(id)s and outcome is null
    and (%(outcome)s = 'withdrawn' or accepted_by = %(account)s::uuid)
    returning id
"""

REOPEN_INVITATION: LiteralString = """
    update console.person_invitation set outcome = null, ended_at = null
    where id = %(id)s and outcome = 'confirmed'
    returning id
"""
