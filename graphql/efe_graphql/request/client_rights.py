"""Rights of the client of a request by its grants, and what it may not do as an application."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.access.powers import opens_to_applications
from efe_domain.shared.days import Period
from efe_domain.shared.errors import Forbidden
from efe_graphql.contract.permissions import command_behind
from efe_graphql.request.api_tokens import TokenScope
from efe_graphql.request.person_writer import PersonWriter
from efe_graphql.request.ports import Ports
from efe_graphql.request.principal import ActingAccount
from efe_graphql.request.vault_rows import AccountOnFile
from efe_projections.access.rows import GrantRow

BATCH: Final = "performAll"
"""Mutation of a batch, whose commands have their own rights."""


@dataclass(kw_only=True)
class ClientRights(ABC):
    """Client by its grants of all times. An application has an API token of scope `scope`, or is a service account.

    `grants` are the part that the token gives of `full_grants`, those of the account.
    """

    ports: Ports
    grants: tuple[GrantRow, ...]
    scope: TokenScope | None = None
    full_grants: tuple[GrantRow, ...] = ()
    is_application: bool = False

    @property
    @abstractmethod
    def today(self) -> date:
        """The day in law of the request."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of the account today, in any Instance."""
        return frozenset(grant.role for grant in self._held)

    @property
    def coordinated(self) -> tuple[str, ...]:
        """The Instances of which the account is a coordinator today."""
        return self._entrusted(Role.COORDINATOR)

    def may_invite(self, bassin: str) -> bool:
        """Tells whether the account coordinates the Instance or administers the platform."""
        return bassin in self.coordinated or Role.ADMINISTRATOR in self.roles

    @property
    def audited(self) -> tuple[str, ...]:
        """The Instances that the account audits today, in whole or in one pôle."""
        return self._entrusted(Role.AUDITOR)

    @property
    def opened_poles(self) -> tuple[UUID, ...]:
        """The single pôles of which the account is an auditor or a reader today, by a role in that pôle alone."""
        return tuple(sorted({grant.pole for grant in self._held if grant.pole}))

    def _entrusted(self, role: Role) -> tuple[str, ...]:
        active = (grant for grant in self._held if grant.role is role)
        return tuple(sorted({bassin for grant in active for bassin in grant.bassins}))

    @property
    def _held(self) -> list[GrantRow]:
        return [grant for grant in self.grants if Period(grant.since, grant.until).covers(self.today)]

    @property
    def may_mutate(self) -> bool:
        return self.scope is None or not self.scope.is_read_only

    def admits(self, mutation: str) -> bool:
        """Tells whether the client may send a mutation: an application does nothing that is reserved to persons."""
        return not self.is_application or mutation == BATCH or opens_to_applications(command_behind(mutation))

    def check_admits(self, mutation: str) -> None:
        """Raises `Forbidden` for a token that only reads, and for an application that does what persons do."""
        if not self.may_mutate:
            raise Forbidden("Ce jeton d'accès ne permet que la lecture.")
        if not self.admits(mutation):
            self.check_is_person()

    def check_is_person(self) -> None:
        """Raises `Forbidden` for an application."""
        if self.is_application:
            raise Forbidden("Seule une personne qui s'est connectée peut le lire ou le faire, non une application.")

    @property
    def person_writer(self) -> PersonWriter:
        """Writer of the vault of persons. Raises `Forbidden` for an application."""
        self.check_is_person()
        return self.ports.person_writer

    def audited_on(self, day: date) -> tuple[str, ...]:
        """Returns the Instances that the account audits, in whole or in one pôle.

        A token without the role of auditor hides no reading of them from the access journal.
        """
        active = (each for each in self.full_grants if Period(each.since, each.until).covers(day))
        return tuple(sorted({bassin for each in active if each.role is Role.AUDITOR for bassin in each.bassins}))


def acting_as(account: AccountOnFile) -> ActingAccount:
    return ActingAccount(account.id, account.person, bool(account.service_name))
