"""Invitations of persons to sign in. The vault has them; the ledger has no event of them."""

from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class NewInvitation(msgspec.Struct, frozen=True, kw_only=True):
    """Invitation of a person by the account `by`. Without a `role`, it is for the seats of the person.

    `is_new_person`: the invitation itself registered the person.
    """

    id: UUID
    bassin: str
    role: str | None
    language: str
    person: UUID
    is_new_person: bool
    by: UUID


class FirstCoordinatorOnly(DomainError, rule=Rule.REGISTRE):
    """An administrator invites the first coordinator of an Instance; they invite the others (REGISTRE)."""


class InvitationLinkRefused(DomainError, rule=Rule.REGISTRE):
    """The link opens no invitation: unknown, used, replaced, withdrawn or expired (REGISTRE)."""


class InvitationNotAccepted(DomainError, rule=Rule.REGISTRE):
    """The account to confirm or decline is not the one that accepted the invitation (REGISTRE)."""


class InvitationEnded(DomainError, rule=Rule.REGISTRE):
    """The invitation was confirmed, declined or withdrawn, or the role that it gave was taken back (REGISTRE)."""


class OwnInvitation(DomainError, rule=Rule.REGISTRE):
    """An account neither accepts its own invitation nor confirms itself (REGISTRE)."""


class InvitationOfOtherPerson(DomainError, rule=Rule.REGISTRE):
    """An account of one person is not linked to another person (REGISTRE)."""
