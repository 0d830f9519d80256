"""Types of the API tokens of accounts."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

import strawberry
from strawberry import ID, field

from efe_domain.access.api_token import TokenRight
from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.enums import publish
from efe_graphql.contract.global_id import write_id
from efe_graphql.request.api_tokens import ApiTokenOnFile
from efe_graphql.request.context import Info, day_in_law
from efe_graphql.types.people import Account
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.user_errors import UserError


class ApiTokenState(StrEnum):
    """State of an API token."""

    VALID = "valid"
    ENDED = "ended"
    REVOKED = "revoked"


publish(
    ApiTokenState,
    "Où en est un jeton d'accès.",
    {
        ApiTokenState.VALID: "Il vaut, pour les droits que son compte a encore.",
        ApiTokenState.ENDED: "Son dernier jour est passé.",
        ApiTokenState.REVOKED: "Son titulaire ou un administrateur l'a révoqué.",
    },
)


@strawberry.type(description="Un droit d'un jeton d'accès : il ne vaut que si le compte l'a à ce moment.")
class ApiTokenRight:
    right: strawberry.Private[TokenRight]
    role: Role | None = field(description="Le rôle du compte ; nul pour les sièges de la personne, en lecture.")
    bassin: Bassin | None = field(description="Le bassin ; nul si le droit vaut partout où le rôle vaut.")

    @field(description="Le seul pôle où il vaut, en lecture ; nul s'il vaut dans toute l'Instance.")
    async def pole(self, info: Info) -> Pole | None:
        if self.right.pole is None:
            return None
        position = await info.context.ports.reads.position()
        return await Pole.load(info.context, (self.right.pole,), ResolvedAsOf(position, position))


@strawberry.type(description="Un jeton d'accès d'un compte, pour une application, hors du registre.")
class ApiToken:
    id: strawberry.ID = field(description="Identifiant, sans rapport avec le secret.")
    name: str = field(description="Le nom que son titulaire lui a donné.")
    account: Account = field(description="Le compte de son titulaire.")
    rights: list[ApiTokenRight] = field(description="Les droits qu'il donne, parmi ceux du compte.")
    is_read_only: bool = field(description="S'il ne permet que la lecture.")
    state: ApiTokenState = field(description="Où il en est.")
    created_at: datetime = field(description="Quand il a été créé.")
    ends_on: date = field(description="Son dernier jour, compris.")
    last_used_on: date | None = field(description="Le jour où il a servi en dernier ; nul s'il n'a pas servi.")
    revoked_at: datetime | None = field(description="Quand il a été révoqué.")
    secret: str | None = field(
        description="Le jeton lui-même. Il n'est que dans la première réponse à la commande qui l'a créé, et n'est "
        "pas conservé : répétée, elle montre le jeton sans son secret."
    )

    @classmethod
    def of(cls, token: ApiTokenOnFile, secret: str | None = None) -> Self:
        return cls(
            id=ID(write_id("ApiToken", (token.id,))),
            name=token.name,
            account=Account.of(token.account),
            rights=[
                ApiTokenRight(right=each, role=each.role, bassin=Bassin(each.bassin) if each.bassin else None)
                for each in token.rights
            ],
            is_read_only=token.is_read_only,
            state=state_of(token),
            created_at=token.created_at,
            ends_on=last_day(token.expires_at),
            last_used_on=token.last_used_on,
            revoked_at=token.revoked_at,
            secret=secret,
        )


def state_of(token: ApiTokenOnFile) -> ApiTokenState:
    if token.revoked_at:
        return ApiTokenState.REVOKED
    return ApiTokenState.VALID if token.is_valid else ApiTokenState.ENDED


def last_day(expires_at: datetime) -> date:
    """Returns the last day of a token that ends at an instant; it is valid through that day in Brussels."""
    return day_in_law(expires_at - timedelta(microseconds=1))


@strawberry.type(description="La réponse à un acte sur un jeton d'accès.")
class ApiTokenPayload:
    token: ApiToken | None = field(default=None, description="Le jeton ; nul en cas de refus.")
    user_errors: list[UserError] = field(description="Pourquoi l'acte est refusé ; vide s'il est fait.")
