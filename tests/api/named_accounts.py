"""Principals whose account a header names, without a token."""

from datetime import datetime
from typing import Final
from uuid import UUID

from starlette.requests import HTTPConnection

from efe_domain.access.api_token import TokenRight
from efe_domain.access.grants import Role
from efe_domain.shared.bassins import ALL_BASSINS
from efe_graphql.request.api_tokens import TokenScope
from efe_graphql.request.context import Context, open_context
from efe_graphql.request.ports import Ports
from efe_graphql.request.principal import ActingAccount

BY_TOKEN: Final = "token"
BY_SERVICE: Final = "service"


class NamedAccounts:
    """Authorization is the id of the account; without it, a visitor asks. All is asked at one instant.

    After a slash, it has the one pôle that an API token of the account opens, or how an application acts with all
    that the account may do: by a token that writes, or as a service account.
    """

    def __init__(self, ports: Ports, now: datetime) -> None:
        self._ports = ports
        self._now = now

    async def resolve(self, connection: HTTPConnection, _operation: object = None) -> Context:
        account, _, means = connection.headers.get("authorization", "").partition("/")
        return await open_context(
            self._ports,
            account=UUID(account) if account else None,
            acting=ActingAccount(UUID(account), None, is_service=True) if means == BY_SERVICE else None,
            now=self._now,
            correlation_id="",
            scope=scope_of(UUID(account), means) if means not in ("", BY_SERVICE) else None,
        )


def scope_of(account: UUID, means: str) -> TokenScope:
    """The scope of a token that writes: of a coordinator of Liège in one pôle, or of all that an account may do."""
    rights = (TokenRight(Role.COORDINATOR, "liege", UUID(means)),) if means != BY_TOKEN else WHOLE_RIGHTS
    return TokenScope(token=account, account=account, person=None, rights=rights, is_read_only=False)


WHOLE_RIGHTS: Final = (
    *(TokenRight(role, bassin) for role in Role if role is not Role.ADMINISTRATOR for bassin in ALL_BASSINS),
    TokenRight(Role.ADMINISTRATOR),
)
