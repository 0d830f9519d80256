"""From the Authorization header of a request to the account that asks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

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
            header = connection.headers.get("authorization")
            identity = await self.identify(header)
            found = await open_context(
                ports,
                account=identity.account.id if identity else None,
                on_file=identity.account if identity else None,
                expires_at=identity.expires_at if identity else None,
                now=datetime.now(UTC),
                correlation_id=connection.state.correlation_id,
                token=fingerprint(header),
            )
            found.address = client_network(connection.client.host if connection.client else "")
            found.language = spoken(connection)
            return found

        return context_of

    async def identify(self, header: str | None) -> Identity | None:
        """None for a visitor, who sees the public catalogue. Raises `RequestRefused`: 401 or 503.

        The vault is asked anew each time: who was forgotten a moment ago comes back as a stranger.
        """
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        try:
            # Another scheme than Bearer is no token of ours: an empty one is refused with the same words.
            verified = await self._tokens.verify(token.strip() if scheme.lower() == "bearer" else "")
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
        return Identity(account=await self._account_of(verified), expires_at=verified.expires_at)

    async def _account_of(self, verified: Verified) -> Account:
        known = await self._accounts.find(verified.issuer, verified.subject) if self._accounts else None
        if known:
            return known
        return await to_thread.run_sync(self._vault.account_of, verified.issuer, verified.subject)


def fingerprint(header: str | None) -> str | None:
    """The SHA-256 of the token of a header, in hexadecimal: what tells one from another without giving it away."""
    return sha256(header.partition(" ")[2].strip().encode()).hexdigest() if header else None
