"""Principals whose account a header names, without a token."""

from datetime import datetime
from uuid import UUID

from starlette.requests import HTTPConnection

from efe_graphql.request.context import Context, open_context
from efe_graphql.request.ports import Ports


class NamedAccounts:
    """Authorization is the id of the account; without it, a visitor asks. All is asked at one instant."""

    def __init__(self, ports: Ports, now: datetime) -> None:
        self._ports = ports
        self._now = now

    async def resolve(self, connection: HTTPConnection, _operation: object = None) -> Context:
        who = connection.headers.get("authorization")
        return await open_context(self._ports, account=UUID(who) if who else None, now=self._now, correlation_id="")
