"""From the Authorization header of a request to the account that asks."""

from datetime import UTC, datetime

from anyio import to_thread
from starlette.requests import HTTPConnection

from efe_graphql.context import Context, open_context
from efe_graphql.ports import AccountOnFile, Ports
from efe_infra.http.endpoint import ContextGetter
from efe_infra.http.refusal import RequestRefused
from efe_infra.identity.local_issuer import ISSUER, LocalIssuer, Unauthenticated
from efe_infra.vault import Vault


class Bearer:
    """Tokens say who asks; what the account may do is in the register of access, never in the token."""

    def __init__(self, issuer: LocalIssuer, vault: Vault) -> None:
        self._issuer = issuer
        self._vault = vault

    def context_getter(self, ports: Ports) -> ContextGetter:
        async def context(connection: HTTPConnection) -> Context:
            account = await self._account(connection.headers.get("authorization"))
            return await open_context(
                ports,
                account=account.id if account else None,
                on_file=account,
                now=datetime.now(UTC),
                correlation_id=connection.state.correlation_id,
            )

        return context

    async def _account(self, header: str | None) -> AccountOnFile | None:
        """None for a visitor, who sees the public catalogue.

        Asked anew each time: who was forgotten a moment ago comes back as a stranger.
        """
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
        return await to_thread.run_sync(self._vault.account_of, ISSUER, subject)
