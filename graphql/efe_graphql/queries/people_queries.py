"""Root fields about people: searches for persons and accounts, invitations of persons, and the first setup."""

from typing import Annotated, Final

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Forbidden
from efe_graphql.contract.arguments import AsOfArgument, MinPosition
from efe_graphql.contract.global_id import read_id, uuid_of
from efe_graphql.queries.root_fields import Identifier
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Info
from efe_graphql.request.pickers import accounts_seen, is_named, persons_seen
from efe_graphql.types.access.person_invitation import PersonInvitation
from efe_graphql.types.people import Account, Person
from efe_graphql.types.setup import Setup

MOST_FOUND: Final = 20
"""Limit of results; a longer list needs a longer search."""
Search = Annotated[
    str, strawberry.argument(description="Des débuts de mots, sans égard aux accents ni aux majuscules.")
]


@strawberry.type
class PeopleQueries:
    @field(
        description="Les personnes que l'on peut voir, par nom, vingt au plus : celles qui ont un siège "
        "dans un dossier ouvert et, pour un coordinateur, celles qui sont inscrites par son Instance ; pour un "
        "administrateur, celles qu'une Instance a invitées."
    )
    async def people(
        self,
        info: Info,
        search: Search,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> list[Person]:
        resolved = await resolve_as_of(info.context, as_of, min_position)
        person_ids = await persons_seen(info.context, search, at=resolved.position, first=MOST_FOUND)
        return [await Person.load(info.context, each) for each in person_ids]

    @field(description="Une personne, pour qui `people` la trouverait par son nom ; nulle pour les autres.")
    async def person(self, info: Info, id_: Identifier) -> Person | None:
        if read_id(id_).kind != "Person":
            return None
        person = uuid_of("Person", id_)
        return await Person.load(info.context, person) if await is_named(info.context, person) else None

    @field(description="Les comptes que l'on peut voir, vingt au plus : ceux qui ont un rôle dans un dossier ouvert.")
    async def accounts(
        self,
        info: Info,
        search: Search,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> list[Account]:
        resolved = await resolve_as_of(info.context, as_of, min_position)
        rows = await accounts_seen(info.context, search, at=resolved.position, first=MOST_FOUND)
        return [Account.of(each) for each in rows]

    @field(description="Les comptes de service, cent au plus, par nom (administrateur).")
    async def service_accounts(self, info: Info) -> list[Account]:
        info.context.check_account()
        if Role.ADMINISTRATOR not in info.context.roles:
            raise Forbidden("Les comptes de service se lisent par un administrateur.")
        return [Account.of(each.id) for each in await run_sync(info.context.ports.vault.services)]

    @field(description="Où en est la mise en service de la plateforme ; nul pour qui ne l'administre pas.")
    async def setup(self, info: Info) -> Setup | None:
        return await Setup.of(info.context)

    @field(
        description="Les cent dernières invitations de personnes dans une Instance, la dernière d'abord, avec leur "
        "état (coordinateur, administrateur)."
    )
    async def person_invitations(
        self, info: Info, bassin: Annotated[Bassin, strawberry.argument(description="Le bassin de l'Instance.")]
    ) -> list[PersonInvitation]:
        context = info.context
        context.check_account()
        if not context.may_invite(bassin):
            raise Forbidden("Les invitations d'une Instance se lisent par ses coordinateurs et les administrateurs.")
        invitations = await run_sync(context.ports.invitations.invitations_of, [bassin])
        return await PersonInvitation.load_all(context, [(each, None) for each in invitations])
