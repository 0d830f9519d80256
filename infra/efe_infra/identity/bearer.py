"""From the Authorization header of a request to the account that asks."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import psycopg
from anyio import to_thread
from starlette.requests import HTTPConnection
from strawberry.types.graphql import OperationType

from efe_graphql.contract.errors import ServiceUnavailable
from efe_graphql.limits.deadline import rights_in_time
from efe_graphql.limits.fair_share import RETRY_AFTER as RETRY_AFTER_SHARE
from efe_graphql.limits.fair_share import FairShares, TooManyOperations, within_share
from efe_graphql.request.context import Context, context_of, day_in_law, open_context
from efe_graphql.request.ports import Ports
from efe_graphql.request.principal import Acting, OptimisticPrincipal, Principal, find_principal, rights_of
from efe_infra.http.endpoint import ContextGetter
from efe_infra.http.negotiation import spoken
from efe_infra.http.refusal import RequestRefused
from efe_infra.identity.accounts import account_of
from efe_infra.identity.tokens import IssuerUnreachable, TokenVerifier, Unauthenticated, Verified
from efe_infra.people.vault import Account, Vault
from efe_infra.postgres.connection import is_lost
from efe_infra.process.addresses import client_network
from efe_projections.engine.viewer import VISITOR

RETRY_AFTER = "10"
"""Seconds after which a client may ask again when the issuer of its token did not answer."""
MOST_REMEMBERED = 1_000
"""Accounts of recent requests, for which an optimistic principal can be built."""


class Bearer:
    """Tokens identify the account; its rights are in the register of access, never in the token."""

    def __init__(self, tokens: TokenVerifier, vault: Vault, shares: FairShares) -> None:
        self._tokens = tokens
        self._vault = vault
        self._shares = shares
        self._last: OrderedDict[str, Principal] = OrderedDict()

    def context_getter(self, ports: Ports) -> ContextGetter:
        async def context_of(connection: HTTPConnection) -> Context:
            verified = await self._charged(connection)
            return told(await self._open(ports, connection, verified), connection, verified)

        return context_of

    def optimistic_getter(self, ports: Ports, reached: Callable[[], int]) -> ContextGetter:
        """For queries that one SQL statement may answer: an optimistic principal, until the statement confirms it.

        `reached` is how far the read model has come, as far as is heard.
        """

        async def optimistic(connection: HTTPConnection) -> Context:
            verified = await self._charged(connection)
            last, now = self._last.get(verified.spender) if verified else None, datetime.now(UTC)
            if verified is None or last is None or last.today != day_in_law(now):
                return told(await self._open(ports, connection, verified), connection, verified)
            found = context_of(ports, last, reached(), now=now, correlation_id=correlation_of(connection))
            found.optimistic_principal = OptimisticPrincipal(
                ports.reads, account_of(verified.issuer, verified.subject), last, reached()
            )
            found.opening = partial(self._open, ports, connection, verified)
            return told(found, connection, verified)

        return optimistic

    async def _open(self, ports: Ports, connection: HTTPConnection, verified: Verified | None) -> Context:
        """Raises `RequestRefused`. The look-up of the account counts as part of the request."""
        try:
            with within_share(OperationType.QUERY):
                return await self._looked_up(ports, connection, verified)
        except TooManyOperations as refused:
            raise RequestRefused(
                429, TooManyOperations.CODE, refused.message, headers={"Retry-After": str(RETRY_AFTER_SHARE)}
            ) from None

    async def _looked_up(self, ports: Ports, connection: HTTPConnection, verified: Verified | None) -> Context:
        now, correlation_id = datetime.now(UTC), correlation_of(connection)
        if verified is None:
            return await open_context(ports, account=None, now=now, correlation_id=correlation_id)
        async with rights_in_time(ports.operation_timeout):
            known = await self._principal(ports, verified, day_in_law(now))
        self._last[verified.spender] = known
        if len(self._last) > MOST_REMEMBERED:
            self._last.popitem(last=False)
        return context_of(ports, known, known.since, now=now, correlation_id=correlation_id)

    async def _principal(self, ports: Ports, verified: Verified, today: date) -> Principal:
        """Whose account is remembered, their rights are read with it, and are theirs if it is still the same."""
        account = account_of(verified.issuer, verified.subject)
        if last := self._last.get(verified.spender):
            [acting, grants, *theirs], read_position = await ports.reads.together(
                account, *rights_of(last.acting, today)
            )
            if acting == [last.acting]:
                return Principal(last.acting, today, grants, theirs, read_position)
        return await find_principal(ports.reads, await self._acting(ports, verified), today)

    def token_getter(self, ports: Ports) -> ContextGetter:
        """For requests that depend on no account: checks the token, without a look-up of account and rights."""

        async def context_of(connection: HTTPConnection) -> Context:
            verified = await self._charged(connection)
            found = Context(
                ports=ports,
                viewer=VISITOR,
                grants=(),
                now=datetime.now(UTC),
                correlation_id=correlation_of(connection),
            )
            return told(found, connection, verified)

        return context_of

    async def _charged(self, connection: HTTPConnection) -> Verified | None:
        """Whose token it is, if there is one; what is read from now on is of their share."""
        verified = await self._verified(connection.headers.get("authorization"))
        self._shares.charge(spender_of(connection, verified))
        return verified

    async def _verified(self, header: str | None) -> Verified | None:
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        try:
            # Another scheme than Bearer is no token of ours: an empty one is refused with the same words.
            return await self._tokens.verify(token.strip() if scheme.lower() == "bearer" else "")
        except Unauthenticated:
            raise RequestRefused(
                401,
                "UNAUTHENTICATED",
                "Le jeton est absent, expiré ou d'un émetteur inconnu.",
                headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
            ) from None
        except IssuerUnreachable:
            raise RequestRefused(
                503,
                "SERVICE_UNAVAILABLE",
                "L'émetteur des jetons ne répond pas : aucun jeton ne peut être vérifié pour l'instant.",
                headers={"Retry-After": RETRY_AFTER},
            ) from None

    async def _acting(self, ports: Ports, verified: Verified) -> Acting:
        """The vault is asked anew each time: who was forgotten a moment ago comes back as a stranger."""
        known = await ports.reads.fetch(account_of(verified.issuer, verified.subject))
        if known:
            return known[0]
        account = await self._account(verified)
        return Acting(account.id, account.person)

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


def told(context: Context, connection: HTTPConnection, verified: Verified | None) -> Context:
    """With what the connection says beside who asks. A visitor spends the budget of where they come from."""
    context.language = spoken(connection)
    if verified:
        context.token, context.expires_at = verified.fingerprint, verified.expires_at
    context.spender = spender_of(connection, verified)
    return context


def spender_of(connection: HTTPConnection, verified: Verified | None) -> str:
    return verified.spender if verified else client_network(connection.client.host if connection.client else "")
