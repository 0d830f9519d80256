"""From the Authorization header of a request to the account that asks."""

from dataclasses import dataclass
from datetime import UTC, datetime

from anyio import to_thread
from starlette.requests import HTTPConnection

from efe_graphql.context import Context, open_context
from efe_graphql.ports import AccountOnFile, Ports
from efe_infra.addresses import client_network
from efe_infra.http.endpoint import ContextGetter
from efe_infra.http.negotiation import spoken
from efe_infra.http.refusal import RequestRefused
from efe_infra.identity.accounts import Accounts
from efe_infra.identity.tokens import IssuerUnreachable, TokenVerifier, Unauthenticated, Verified
from efe_infra.vault import Account, Vault
from efe_projections.viewer import VISITOR

RETRY_AFTER = "10"
"""Seconds after which a client may ask again when the issuer of its token did not answer."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who asks, and until when the token says so."""

    account: AccountOnFile
    expires_at: datetime


class Bearer:
    """Tokens say who asks; what the account may do is in the register of access, never in the token."""

    def __init__(self, tokens: TokenVerifier, vault: Vault, accounts: Accounts | None = None) -> None:
        """With `accounts`, only what they do not find is asked of the vault on a thread."""
        self._tokens = tokens
        self._vault = vault
        self._accounts = accounts

    def context_getter(self, ports: Ports) -> ContextGetter:
        async def context_of(connection: HTTPConnection) -> Context:
            verified = await self._verified(connection.headers.get("authorization"))
            account = await self._account_of(verified) if verified else None
            found = await open_context(
                ports,
                account=account.id if account else None,
                on_file=account,
                now=datetime.now(UTC),
                correlation_id=connection.scope["state"]["correlation_id"],
            )
            return told(found, connection, verified)

        return context_of

    def token_getter(self, ports: Ports) -> ContextGetter:
        """For what depends on nobody: the token is judged, whose it is and what they may do is not looked up."""

        async def context_of(connection: HTTPConnection) -> Context:
            verified = await self._verified(connection.headers.get("authorization"))
            found = Context(
                ports=ports,
                viewer=VISITOR,
                grants=(),
                now=datetime.now(UTC),
                correlation_id=connection.scope["state"]["correlation_id"],
            )
            return told(found, connection, verified)

        return context_of

    async def identify(self, header: str | None) -> Identity | None:
        """None for a visitor, who sees the public catalogue. Raises `RequestRefused`: 401 or 503.

        The vault is asked anew each time: who was forgotten a moment ago comes back as a stranger.
        """
        verified = await self._verified(header)
        return (
            Identity(account=await self._account_of(verified), expires_at=verified.expires_at) if verified else None
        )

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

    async def _account_of(self, verified: Verified) -> Account:
        known = await self._accounts.find(verified.issuer, verified.subject) if self._accounts else None
        if known:
            return known
        return await to_thread.run_sync(self._vault.account_of, verified.issuer, verified.subject)


def told(context: Context, connection: HTTPConnection, verified: Verified | None) -> Context:
    """With what the connection says beside who asks. A visitor spends the budget of where they come from."""
    context.language = spoken(connection)
    if verified:
        context.token, context.expires_at = verified.fingerprint, verified.expires_at
        context.spender = verified.spender
    else:
        context.spender = client_network(connection.client.host if connection.client else "")
    return context
