"""Grants of access: which account may act and see, where, and on which days."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.shared.days import Periods
from efe_domain.shared.errors import DomainError
from efe_domain.shared.messages import Message


class Role(StrEnum):
    """Role of an account in one Instance, in one of its pôles, or in all Instances.

    A coordinator does the commands of one Instance. An auditor and a reader see the dossiers of their scope. An
    administrator establishes Instances and grants access, and does no command of an Instance.
    """

    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    READER = "reader"
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.COORDINATOR: "coordinateur",
    Role.AUDITOR: "auditeur",
    Role.READER: "lecteur",
    Role.ADMINISTRATOR: "administrateur",
}


class RoleOutOfScope(DomainError, rule=Rule.REGISTRE):
    """A coordinator is of one Instance, an administrator of all; a pôle has only auditors and readers (REGISTRE)."""


class AccessHeld(DomainError, rule=Rule.REGISTRE):
    """The account holds this role already (REGISTRE)."""


class AccessNotHeld(DomainError, rule=Rule.REGISTRE):
    """The account does not hold this role (REGISTRE)."""


class Grant(msgspec.Struct, frozen=True):
    """A role of an account; `pole` is the one pôle of the scope where it is held, if it is not held in all of it."""

    account: UUID
    role: Role
    pole: UUID | None = None


class Grants(Periods[Grant]):
    """The grants of one scope: an Instance, or the platform. A role may be granted, revoked and granted again."""

    def __init__(self) -> None:
        super().__init__()
        self._granters: dict[Grant, str] = {}

    def give(self, grant: Grant, day: date, *, by: str) -> None:
        """Opens the grant; `by` is the actor who gave it."""
        self.open(grant, day)
        self._granters[grant] = by

    def granter(self, grant: Grant) -> str:
        """Returns the actor who last gave the grant; an empty text if it was never given."""
        return self._granters.get(grant, "")

    def hold(self, account: UUID, role: Role, day: date) -> bool:
        return self.cover(Grant(account, role), day)

    def has_lost(self, account: UUID, role: Role, day: date) -> bool:
        """Tells whether an account held the role before that day, and holds it no more."""
        return bool(self.of(Grant(account, role))) and not self.hold(account, role, day)

    def holders(self, role: Role, day: date) -> list[UUID]:
        """Returns the accounts that hold the role in the whole scope on that day."""
        return [each.account for each in self if each == Grant(each.account, role) and self.cover(each, day)]

    def check_grantable(self, grant: Grant, day: date) -> None:
        """Raises `AccessHeld`."""
        if self.reach(grant, day):
            raise AccessHeld(
                "Le compte {account} a déjà le rôle « {role} ».",
                account=grant.account,
                role=Message(ROLE_NAMES[grant.role]),
            )

    def check_revocable(self, grant: Grant, day: date) -> None:
        """Raises `AccessNotHeld` or `TooEarly`."""
        if not self.is_open(grant):
            raise AccessNotHeld(
                "Le compte {account} n'a pas le rôle « {role} ».",
                account=grant.account,
                role=Message(ROLE_NAMES[grant.role]),
            )
        self.check_end(grant, day, "l'octroi du rôle")


def granted_by(actor: str) -> dict[str, str]:
    """Returns the metadata of a grant before it is recorded: its fold keeps the actor."""
    return {"actor": actor} if actor else {}


def account_of(actor: str) -> UUID | None:
    """Returns the account that acted; None for the command line."""
    try:
        return UUID(actor)
    except ValueError:
        return None
