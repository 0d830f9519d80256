"""Rights on a day: roles and seats, and the mutations that each of them allows."""

from asyncio import gather
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.access.grants import Role
from efe_domain.access.powers import Standing
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import REGISTER, instance_id
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.permissions import PowerScope, mutations_of
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.lazy import Lazy, linked
from efe_graphql.types.operator import Operator
from efe_graphql.types.people import Account, linked_person
from efe_graphql.types.pole.pole import Pole
from efe_projections.access.powers import HeldPower as PowerFact
from efe_projections.access.powers import held_on, of_bodies, of_members, of_roles
from efe_projections.access.reads import grants_for_all, memberships_of
from efe_projections.access.rows import ForgottenPersonRow, GrantRow
from efe_projections.engine.batch import by
from efe_projections.instance.mandates import MandateRow
from efe_projections.instance.rows import BodyRow


@strawberry.type(description="Ce qu'un compte ou une personne peut faire ou voir un jour donné, et à quel titre.")
class Power:
    fact: strawberry.Private[PowerFact]
    as_of: strawberry.Private[ResolvedAsOf]
    standing: Standing = field(description="À quel titre.")
    since: date = field(description="Premier jour.")
    until: date | None = field(description="Jour de la fin, qui n'est plus compris.")

    @field(description="Où le titre vaut.")
    def scope(self) -> PowerScope:
        if self.fact.pole:
            return PowerScope.POLE
        return PowerScope.ALL if self.fact.scope == REGISTER else PowerScope.INSTANCE

    @field(description="Les actes, par le nom de leur mutation, que ce titre ouvre là où il vaut ; aucun à qui voit.")
    def deeds(self) -> list[str]:
        return list(mutations_of(self.standing))

    @field(description="Le compte à qui le rôle a été donné ; nul pour un siège.")
    def account(self) -> Account | None:
        return Account.of(self.fact.account) if self.fact.account else None

    person = linked_person(
        "fact.person", "La personne qui siège ou représente, par l'un de ses comptes ; nulle pour un rôle."
    )

    @field(description="Le membre pour qui parle une personne qui représente.")
    async def operator(self, info: Info) -> Operator | None:
        operator_id = self.fact.operator
        return await Operator.load(info.context, (operator_id,), self.as_of) if operator_id else None

    pole = linked(Pole, "fact.pole", "Le pôle où le titre vaut, s'il ne vaut que là.")

    body = linked(Lazy("Body"), "fact.body", "L'organe où siège la personne.")


async def powers_in(context: Context, bassin: Bassin, as_of: ResolvedAsOf, day: date) -> list[Power]:
    """Returns the powers in an Instance, its pôles and bodies, and of accounts with a role in all ten."""
    rows, at, instance = context.rows, as_of.position, instance_id(bassin)
    grants = [
        *await rows.all(by(GrantRow, "kept_in"), (instance,), at=at),
        *await rows.all(by(GrantRow, "kept_in"), (REGISTER,), at=at),
    ]
    members = await context.ports.reads.fetch(memberships_of(bassin, at, context.viewer))
    mandates = await rows.all(by(MandateRow, "instance"), (instance,), at=at)
    bodies = {row.id: row for row in await rows.all(by(BodyRow, "instance"), (instance,), at=at)}
    powers = [*of_roles(grants), *of_members(members), *of_bodies(mandates, bodies)]
    return await _shown(context, powers, as_of, day)


async def powers_over_all(context: Context, as_of: ResolvedAsOf, day: date) -> list[Power]:
    """Returns the powers over the platform, for administrators and for viewers of the dossier of an Instance."""
    if Role.ADMINISTRATOR in context.roles:
        grants = await context.ports.reads.fetch(grants_for_all(as_of.position))
    else:
        grants = await context.rows.all(by(GrantRow, "kept_in"), (REGISTER,), at=as_of.position)
    return await _shown(context, list(of_roles(grants)), as_of, day)


async def _shown(context: Context, powers: Iterable[PowerFact], as_of: ResolvedAsOf, day: date) -> list[Power]:
    persons = {each.person for each in powers if each.person}
    forgotten = await gather(*(_forgotten(context, person, as_of) for person in persons))
    current = held_on(day, powers, {row.id: row.forgotten_on for row in forgotten if row})
    return [
        Power(fact=each, as_of=as_of, standing=each.standing, since=each.since, until=each.until) for each in current
    ]


async def _forgotten(context: Context, person: UUID, as_of: ResolvedAsOf) -> ForgottenPersonRow | None:
    return await context.rows.one(by(ForgottenPersonRow, "id"), (person,), at=as_of.position)
