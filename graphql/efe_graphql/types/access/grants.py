"""Roles of accounts: in an Instance, in a single pôle, or over the platform."""

from datetime import date
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import REGISTER
from efe_graphql.contract.arguments import Day, InForceOn
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.global_id import write_id
from efe_graphql.request.context import Context, Info
from efe_graphql.types.access.rights import Power, powers_over_all
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import linked
from efe_graphql.types.objects.node import Node
from efe_graphql.types.people import Account
from efe_graphql.types.pole.pole import Pole
from efe_projections.access.rows import GrantRow
from efe_projections.engine.batch import by
from efe_projections.engine.projection import Key


@strawberry.type(description="Un rôle donné à un compte.")
class AccessGrant(Node):
    ROW = GrantRow

    row: strawberry.Private[GrantRow]
    role: Role = field(description="Le rôle.")
    since: date = field(description="Premier jour.")
    until: date | None = field(description="Jour de la fin, qui n'est plus compris.")

    @field(description="Le compte.")
    def account(self) -> Account:
        return Account.of(self.row.account)

    @field(description="Le compte qui l'a donné ; nul si ce fut par la ligne de commande.")
    def granted_by(self) -> Account | None:
        return Account.of(self.row.granted_by) if self.row.granted_by else None

    @field(description="Les bassins où le rôle vaut ; celui du pôle, s'il ne vaut que dans un pôle.")
    def bassins(self) -> list[Bassin]:
        return [Bassin(code) for code in self.row.bassins]

    pole = linked(Pole, "row.pole", "Le seul pôle où le rôle vaut ; nul s'il vaut dans toute l'Instance, ou partout.")


@strawberry.type(description="Le registre des accès donnés pour toute la plateforme.")
class AccessRegister(Entity):
    SUBJECT = "register"

    @property
    def entity(self) -> UUID:
        return REGISTER

    @classmethod
    def key_types(cls) -> tuple[Any, ...]:
        return (UUID,)

    @classmethod
    async def load(cls, context: Context, key: Key, as_of: ResolvedAsOf) -> Self | None:
        """Returns the register to every account: it exists from the beginning."""
        if key != (REGISTER,) or not context.viewer.account:
            return None
        return cls(id=write_id("AccessRegister", (REGISTER,), as_of), as_of=as_of, row=None)

    @field(description="Les rôles donnés, par compte.")
    async def grants(self, info: Info, in_force_on: InForceOn = None) -> list[AccessGrant]:
        return await grants_in(info.context, REGISTER, self.as_of, in_force_on)

    @field(description="Qui pouvait, ou pourra, faire ou voir quoi dans toutes les Instances, un jour donné.")
    async def powers(self, info: Info, in_force_on: Day = None) -> list[Power]:
        return await powers_over_all(info.context, self.as_of, in_force_on or info.context.today)


async def grants_in(context: Context, kept_in: UUID, as_of: ResolvedAsOf, day: date | None) -> list[AccessGrant]:
    return await AccessGrant.load_all(context, by(GrantRow, "kept_in"), (kept_in,), as_of, day)
