"""From the token of a request to its principal: the account that asks, and what it may do."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import psycopg
from anyio import to_thread
from starlette.requests import HTTPConnection
from strawberry.types.graphql import OperationType

from efe_graphql.contract.errors import ServiceUnavailable
from efe_graphql.execution.operation import Operation
from efe_graphql.limits.deadline import rights_in_time
from efe_graphql.limits.fair_share import RETRY_AFTER as RETRY_AFTER_SHARE
from efe_graphql.limits.fair_share import FairShares, TooManyOperations, within_share
from efe_graphql.request.context import Context, context_of, day_in_law, open_context
from efe_graphql.request.ports import Ports
from efe_graphql.request.principal import ActingAccount, OptimisticPrincipal, Principal, find_principal, rights_of
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.negotiation import spoken
from efe_infra.identity.accounts import account_of
from efe_infra.identity.bearer import verified_token
from efe_infra.identity.tokens import TokenVerifier, Verified
from efe_infra.people.accounts import Account
from efe_infra.people.vault import Vault
from efe_infra.postgres.connection import is_lost
from efe_infra.process.addresses import client_network
from efe_projections.engine.viewer import VISITOR

MOST_REMEMBERED = 1_000
"""Principals of the last requests, by the subject of their token."""


class TokenPrincipals:
    """A `PrincipalResolver`: a token identifies the account; its rights are in the register, never in the token.

    The principal is not always looked up:

    - for a query that is answered alike to everybody, the token is verified and nothing is read;
    - for a query that one statement may answer, the principal of the last request with that token's subject is
      assumed, and confirmed by the statement itself;
    - for everything else, the account and its rights are read first.

    `read_position` is how far the read model has come, as far as is heard.
    """

    def __init__(
        self, tokens: TokenVerifier, vault: Vault, shares: FairShares, ports: Ports, read_position: Callable[[], int]
    ) -> None:
        self._tokens = tokens
        self._vault = vault
        self._shares = shares
        self._ports = ports
        self._read_position = read_position
        self._last: OrderedDict[str, Principal] = OrderedDict()

    async def resolve(self, connection: HTTPConnection, operation: Operation | None = None) -> Context:
        """Whatever is read from now on is of the share of whoever asks."""
        verified = await verified_token(self._tokens, connection)
        self._shares.charge(spender_of(connection, verified))
        if operation is None or operation.kind is not OperationType.QUERY:
            found = await self._open(connection, verified)
        elif operation.asks_nothing:
            found = self._unread(connection)
        else:
            found = self._assumed(connection, verified) or await self._open(connection, verified)
        return described(found, connection, verified)

    def _unread(self, connection: HTTPConnection) -> Context:
        return Context(
            ports=self._ports,
            viewer=VISITOR,
            grants=(),
            now=datetime.now(UTC),
            correlation_id=correlation_of(connection),
            token_only=True,
        )

    def _assumed(self, connection: HTTPConnection, verified: Verified | None) -> Context | None:
        """None for a visitor, and for one who did not ask before today."""
        last, now = self._last.get(verified.spender) if verified else None, datetime.now(UTC)
        if verified is None or last is None or last.today != day_in_law(now):
            return None
        ports, read_position = self._ports, self._read_position()
        found = context_of(ports, last, read_position, now=now, correlation_id=correlation_of(connection))
        found.optimistic_principal = OptimisticPrincipal(
            ports.reads,
            account_of(verified.issuer, verified.subject),
            last,
            read_position,
            partial(self._open, connection, verified),
        )
        return found

    async def _open(self, connection: HTTPConnection, verified: Verified | None) -> Context:
        """Raises `RequestRefused`. The look-up of the account counts as part of the request."""
        try:
            with within_share(OperationType.QUERY):
                return await self._looked_up(connection, verified)
        except TooManyOperations as refused:
            raise RequestRefused(
                429, TooManyOperations.CODE, refused.message, headers={"Retry-After": str(RETRY_AFTER_SHARE)}
            ) from None

    async def _looked_up(self, connection: HTTPConnection, verified: Verified | None) -> Context:
        ports, now, correlation_id = self._ports, datetime.now(UTC), correlation_of(connection)
        if verified is None:
            return await open_context(ports, account=None, now=now, correlation_id=correlation_id)
        async with rights_in_time(ports.operation_timeout):
            known = await self._principal(verified, day_in_law(now))
        self._last[verified.spender] = known
        if len(self._last) > MOST_REMEMBERED:
            self._last.popitem(last=False)
        return context_of(ports, known, known.since, now=now, correlation_id=correlation_id)

    async def _principal(self, verified: Verified, today: date) -> Principal:
        """Whose account is remembered, their rights are read with it, and are theirs if it is still the same."""
        reads, account = self._ports.reads, account_of(verified.issuer, verified.subject)
        if last := self._last.get(verified.spender):
            [acting, grants, *theirs], read_position = await reads.together(account, *rights_of(last.acting, today))
            if acting == [last.acting]:
                return Principal(last.acting, today, grants, theirs, read_position)
        return await find_principal(reads, await self._acting(verified), today)

    async def _acting(self, verified: Verified) -> ActingAccount:
        """The vault is asked anew each time: who was forgotten a moment ago comes back as a stranger."""
        known = await self._ports.reads.fetch(account_of(verified.issuer, verified.subject))
        if known:
            return known[0]
        account = await self._account(verified)
        return ActingAccount(account.id, account.person)

    async def _account(self, verified: Verified) -> Account:
        """A thread that waits for the database is left to itself when there is no more time."""
        try:
            return await to_thread.run_sync(
                self._vault.account_of, verified.issuer, verified.subject, abandon_on_cancel=True
            )
        except psycopg.OperationalError as error:
            if is_lost(error):
                raise ServiceUnavailable from error
            raise


def correlation_of(connection: HTTPConnection) -> str:
    found: str = connection.scope["state"]["correlation_id"]
    return found


def described(context: Context, connection: HTTPConnection, verified: Verified | None) -> Context:
    """With what the connection says beside who asks. A visitor spends the budget of where they come from."""
    context.language = spoken(connection)
    if verified:
        context.token, context.expires_at = verified.fingerprint, verified.expires_at
    context.spender = spender_of(connection, verified)
    return context


def spender_of(connection: HTTPConnection, verified: Verified | None) -> str:
    return verified.spender if verified else client_network(connection.client.host if connection.client else "")
