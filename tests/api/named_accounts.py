"""Principals whose account a header names, without a token."""

from datetime import datetime
from uuid import UUID

from starlette.requests import HTTPConnection

from efe_domain.access.api_token import TokenRight
from efe_domain.access.grants import Role
from efe_graphql.request.api_tokens import TokenScope
from efe_graphql.request.context import Context, open_context
from efe_graphql.request.ports import Ports


class NamedAccounts:
    """Authorization is the id of the account; without it, a visitor asks. All is asked at one instant.

    After a slash, it has the one pôle that an API token of the account opens.
    """

    def __init__(self, ports: Ports, now: datetime) -> None:
        self._ports = ports
        self._now = now

    async def resolve(self, connection: HTTPConnection, _operation: object = None) -> Context:
        who, _, pole = connection.headers.get("authorization", "").partition("/")
        return await open_context(
            self._ports,
            account=UUID(who) if who else None,
            now=self._now,
            correlation_id="",
            scope=in_pole(UUID(who), UUID(pole)) if pole else None,
        )


def in_pole(account: UUID, pole: UUID) -> TokenScope:
    """The scope of a token of a coordinator of Liège that opens one pôle."""
    right = TokenRight(Role.COORDINATOR, "liege", pole)
    return TokenScope(token=account, account=account, person=None, rights=(right,), is_read_only=False)
