"""Commands that grant and revoke roles."""

from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.access.grants import Role
from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import NotFound
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.mutations.pole_mutations import PoleCommandInput
from efe_graphql.request.context import Context
from efe_graphql.types.payloads import AccessRegisterPayload


@strawberry.input
class Granting(CommandInput):
    """Base of the commands that grant a role to an account, which the vault must have."""

    account_id: ID = field(description="Le compte.")

    def check(self, context: Context) -> None:
        super().check(context)
        account = uuid_of("Account", self.account_id)
        if context.ports.vault.account(account) is None:
            raise NotFound("Compte", account)


@strawberry.input(description="Donner un rôle à un compte dans une Instance.")
class GrantAccessInput(Granting):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    role: Role = field(description="Le rôle.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        account = uuid_of("Account", self.account_id)
        return platform.grant_access(self.bassin, account, self.role, on=self.effective_on)


@strawberry.input(description="Retirer un rôle à un compte dans une Instance.")
class RevokeAccessInput(CommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    account_id: ID = field(description="Le compte.")
    role: Role = field(description="Le rôle.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        account = uuid_of("Account", self.account_id)
        return platform.revoke_access(self.bassin, account, self.role, on=self.effective_on)


@strawberry.input(description="Ouvrir le dossier d'un pôle à un compte, comme auditeur ou comme lecteur.")
class GrantPoleAccessInput(Granting, PoleCommandInput):
    role: Role = field(description="Le rôle.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        account = uuid_of("Account", self.account_id)
        return platform.grant_pole_access(self.pole, account, self.role, on=self.effective_on)


@strawberry.input(description="Fermer le dossier d'un pôle à un compte à qui il était ouvert.")
class RevokePoleAccessInput(PoleCommandInput):
    account_id: ID = field(description="Le compte.")
    role: Role = field(description="Le rôle.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        account = uuid_of("Account", self.account_id)
        return platform.revoke_pole_access(self.pole, account, self.role, on=self.effective_on)


@strawberry.input(description="Donner un rôle à un compte pour toute la plateforme (administrateur).")
class GrantPlatformAccessInput(Granting):
    PAYLOAD = AccessRegisterPayload

    role: Role = field(description="Le rôle.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.grant_platform_access(uuid_of("Account", self.account_id), self.role, on=self.effective_on)


@strawberry.input(description="Retirer un rôle à un compte pour toute la plateforme (administrateur).")
class RevokePlatformAccessInput(CommandInput):
    PAYLOAD = AccessRegisterPayload

    account_id: ID = field(description="Le compte.")
    role: Role = field(description="Le rôle.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.revoke_platform_access(uuid_of("Account", self.account_id), self.role, on=self.effective_on)
