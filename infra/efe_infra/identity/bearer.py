"""From the Authorization header of a request to the account that asks."""

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from anyio import to_thread
from starlette.requests import HTTPConnection

from efe_graphql.context import Context, open_context
from efe_graphql.ports import Ports
from efe_infra.http.endpoint import ContextGetter
from efe_infra.http.refusal import RequestRefused
from efe_infra.identity.local_issuer import ISSUER, LocalIssuer, Unauthenticated
from efe_infra.vault import Vault

REMEMBERED = 10_000


class Bearer:
    """Tokens say who asks; what the account may do is in the register of access, never in the token."""

    def __init__(self, issuer: LocalIssuer, vault: Vault) -> None:
        self._issuer = issuer
        # The account of a subject never changes: once known, it is not asked again.
        self._account_for = lru_cache(REMEMBERED)(lambda subject: vault.account_for(ISSUER, subject))

    def context_getter(self, ports: Ports) -> ContextGetter:
        async def context(connection: HTTPConnection) -> Context:
            header = connection.headers.get("authorization")
            account = await self._account(header)
            return await open_context(
                ports,
                account=account,
                now=datetime.now(UTC),
                correlation_id=connection.state.correlation_id,
                token=fingerprint(header),
            )

        return context

    async def _account(self, header: str | None) -> UUID | None:
        """None for a visitor, who sees the public catalogue."""
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        try:
            # Another scheme than Bearer is no token of ours: an empty one is refused with the same words.
            subject = self._issuer.subject(token.strip() if scheme.lower() == "bearer" else "")
        except Unauthenticated:
            raise RequestRefused(
                401,
                "UNAUTHENTICATED",
                "Le jeton est absent, expiré ou d'un émetteur inconnu.",
                headers={"WWW-Authenticate": "Bearer"},
            ) from None
        return await to_thread.run_sync(self._account_for, subject)


def fingerprint(header: str | None) -> str | None:
    """The SHA-256 of the token of a header, in hexadecimal: what tells one from another without giving it away."""
    return sha256(header.partition(" ")[2].strip().encode()).hexdigest() if header else None
