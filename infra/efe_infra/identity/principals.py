"""Principal of a request: verifies its token, and finds its account and rights."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Final

import psycopg
from anyio import to_thread
from starlette.requests import HTTPConnection
from strawberry.types.graphql import OperationType

from efe_domain.access.api_token import AccountIsClosed
from efe_graphql.contract.errors import ServiceUnavailable
from efe_graphql.execution.operation import Operation
from efe_graphql.limits.deadline import rights_in_time
from efe_graphql.limits.fair_share import FairShares, TooManyOperations, stranger, within_share
from efe_graphql.request.client_rights import acting_as
from efe_graphql.request.context import Context, context_of, day_in_law, open_context
from efe_graphql.request.ports import Ports
from efe_graphql.request.principal import (
    ActingAccount,
    OptimisticPrincipal,
    OptimisticVisitor,
    Principal,
    find_principal,
    rights_of,
)
from efe_infra.http.admission.request_turn import admit_stranger, recognise_client
from efe_infra.http.errors.refusals import RequestRefused, too_many_operations
from efe_infra.http.negotiation import spoken
from efe_infra.identity.api_tokens import ApiTokenVerifier
from efe_infra.identity.bearer import network_of, verified_token
from efe_infra.identity.tokens import TokenVerifier, Verified
from efe_infra.people.accounts import StoredAccount
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.connection import is_lost
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.viewer import VISITOR

MAX_CACHED_PRINCIPALS = 1_000
TOO_OLD: Final = "Ce jeton est trop ancien pour créer un compte : connectez-vous de nouveau."


def account_of(issuer: str, subject: str) -> ReadQuery[ActingAccount]:
    """Returns the query for the account of a subject in the vault; it has no row for an unknown subject."""
    return ReadQuery(
        "select id, person, is_service from vault.account_of(%(issuer)s, %(subject)s)",
        {"issuer": issuer, "subject": subject},
        ActingAccount,
    )


class TokenPrincipals:
    """A `PrincipalResolver`: a token identifies the account; its rights are in the register, never in the token.

    The principal is not always looked up:

    - for a query whose answer is the same for everybody, the token is verified and nothing is read;
    - for a query that one statement can answer, the principal of the subject's last request is assumed (optimistic
      principal), and the statement confirms it;
    - for everything else, and for each request with an API token, the account and its rights are read first.

    `read_position` returns the last known position of the read model.
    """

    def __init__(
        self,
        tokens: TokenVerifier,
        vault: PersonVault,
        shares: FairShares,
        ports: Ports,
        read_position: Callable[[], int],
    ) -> None:
        self._tokens = tokens
        self._api_tokens = ApiTokenVerifier(vault, ports)
        self._vault = vault
        self._shares = shares
        self._ports = ports
        self._read_position = read_position
        self._last: OrderedDict[str, Principal] = OrderedDict()

    async def resolve(self, connection: HTTPConnection, operation: Operation | None = None) -> Context:
        """Returns the context of a request. All later reads are charged to the share of its caller."""
        verified = await verified_token(self._tokens, connection, self._api_tokens)
        self._shares.charge(spender_of(connection, verified))
        await self._admit(verified)
        if operation is None or operation.kind is not OperationType.QUERY:
            context = await self._open(connection, verified)
        elif operation.asks_nothing:
            context = self._without_reads(connection)
        else:
            context = self._optimistic(connection, verified) or await self._open(connection, verified)
        return describe(context, connection, verified)

    async def assume(self, connection: HTTPConnection) -> Context | None:
        """Returns the context of a query with the principal of the client's last request today; None without one.

        Raises `RequestRefused`.
        """
        verified = await verified_token(self._tokens, connection, self._api_tokens)
        self._shares.charge(spender_of(connection, verified))
        await self._admit(verified)
        context = self._optimistic(connection, verified)
        return describe(context, connection, verified) if context else None

    @staticmethod
    async def _admit(verified: Verified | None) -> None:
        """Lets a stranger wait for a turn. Raises `RequestRefused`."""
        if verified:
            recognise_client()
        else:
            await admit_stranger()

    def _without_reads(self, connection: HTTPConnection) -> Context:
        return Context(
            ports=self._ports,
            viewer=VISITOR,
            grants=(),
            now=datetime.now(UTC),
            correlation_id=correlation_of(connection),
            token_only=True,
        )

    def _optimistic(self, connection: HTTPConnection, verified: Verified | None) -> Context | None:
        """Returns None for a subject without an earlier request today."""
        if verified is None:
            return self._optimistic_visitor(connection)
        last, now = self._last.get(verified.spender), datetime.now(UTC)
        if last is None or last.today != day_in_law(now) or not may_assume(verified, last):
            return None
        ports, read_position = self._ports, self._read_position()
        context = context_of(ports, last, read_position, now=now, correlation_id=correlation_of(connection))
        context.optimistic_principal = OptimisticPrincipal(
            ports.reads,
            account_of(verified.issuer, verified.subject),
            last,
            read_position,
            partial(self._open, connection, verified),
        )
        return context

    def _optimistic_visitor(self, connection: HTTPConnection) -> Context:
        ports, read_position = self._ports, self._read_position()
        look_up = partial(self._open, connection, None)
        return Context(
            ports=ports,
            viewer=VISITOR,
            grants=(),
            now=datetime.now(UTC),
            correlation_id=correlation_of(connection),
            read_position=read_position,
            optimistic_principal=OptimisticVisitor(ports.reads, read_position, look_up),
        )

    async def _open(self, connection: HTTPConnection, verified: Verified | None) -> Context:
        """Reads account and rights within the caller's share. Raises `RequestRefused`."""
        try:
            with within_share(OperationType.QUERY):
                return await self._look_up(connection, verified)
        except TooManyOperations as refused:
            raise too_many_operations(refused) from None

    async def _look_up(self, connection: HTTPConnection, verified: Verified | None) -> Context:
        ports, now, correlation_id = self._ports, datetime.now(UTC), correlation_of(connection)
        if verified is None:
            return await open_context(ports, account=None, now=now, correlation_id=correlation_id)
        async with rights_in_time(ports.operation_timeout):
            principal = await self._principal(verified, day_in_law(now))
        if not verified.scope:
            self._last[verified.spender] = principal
        if len(self._last) > MAX_CACHED_PRINCIPALS:
            self._last.popitem(last=False)
        return context_of(ports, principal, principal.since, now=now, correlation_id=correlation_id)

    async def _principal(self, verified: Verified, today: date) -> Principal:
        """Reads account and rights together if the account is cached; they count if the account is unchanged."""
        if scope := verified.scope:
            return await find_principal(self._ports.reads, ActingAccount(scope.account, scope.person), today, scope)
        reads, account = self._ports.reads, account_of(verified.issuer, verified.subject)
        if (last := self._last.get(verified.spender)) and may_assume(verified, last):
            [acting, grants, *theirs], read_position = await reads.together(account, *rights_of(last.acting, today))
            if acting == [last.acting]:
                return Principal(last.acting, today, grants, theirs, read_position)
        return await find_principal(reads, await self._acting(verified), today)

    async def _acting(self, verified: Verified) -> ActingAccount:
        """Reads the account from the vault each time: an erased account must not be found again.

        A person without a token has no account, and so no grant.
        """
        if verified.seats_of:
            return ActingAccount(verified.seats_of, verified.seats_of)
        accounts = await self._ports.reads.fetch(account_of(verified.issuer, verified.subject))
        if accounts and (accounts[0].is_service or not verified.client):
            return accounts[0]
        acting = acting_as(await self._account(verified))
        if verified.client and acting.person:
            raise RequestRefused(403, "FORBIDDEN", "Ce compte d'une application est relié à une personne.")
        return acting

    async def _account(self, verified: Verified) -> StoredAccount:
        """Finds or creates the account. At the deadline, abandons the thread that waits for the database.

        Raises `RequestRefused` for the closed account of an erased person, and `ServiceUnavailable`.
        """
        try:
            return await to_thread.run_sync(self._find_or_create, verified, abandon_on_cancel=True)
        except AccountIsClosed as closed:
            raise RequestRefused(403, closed.code(), closed.message) from None
        except psycopg.OperationalError as error:
            if is_lost(error):
                raise ServiceUnavailable from error
            raise

    def _find_or_create(self, verified: Verified) -> StoredAccount:
        """Finds the account, or creates it for a young token. Raises `AccountIsClosed` or `RequestRefused`."""
        vault, issuer, subject = self._vault, verified.issuer, verified.subject
        if not vault.may_open_account(verified.issued_at) and vault.known_account(issuer, subject) is None:
            raise RequestRefused(401, "UNAUTHENTICATED", TOO_OLD, headers={"WWW-Authenticate": "Bearer"})
        return vault.account_of(issuer, subject, verified.client)


def correlation_of(connection: HTTPConnection) -> str:
    correlation_id: str = connection.scope["state"]["correlation_id"]
    return correlation_id


def describe(context: Context, connection: HTTPConnection, verified: Verified | None) -> Context:
    """Adds language, token and budget to a context. Visitors of one network share a budget."""
    context.language = spoken(connection)
    if verified:
        context.token, context.expires_at = verified.fingerprint, verified.expires_at
        context.verified_email = verified.email
    context.spender = spender_of(connection, verified)
    return context


def may_assume(verified: Verified, last: Principal) -> bool:
    """Tells whether the last principal of a subject may be that of a token: an application's account is a service."""
    is_signed = verified.seats_of is None and verified.scope is None
    return is_signed and (last.acting.is_service or not verified.client)


def spender_of(connection: HTTPConnection, verified: Verified | None) -> str:
    return verified.spender if verified else stranger(network_of(connection))
