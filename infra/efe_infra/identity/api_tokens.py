"""Verification of API tokens: each request reads the token again, so a revocation counts at the next request."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

import psycopg
from anyio import to_thread

from efe_domain.shared.bassins import ALL_BASSINS
from efe_graphql.contract.errors import ServiceUnavailable
from efe_graphql.contract.global_id import write_id
from efe_graphql.limits.cost_budget import BudgetSpent
from efe_graphql.limits.deadline import rights_in_time
from efe_graphql.request.access_journal import AuditReading
from efe_graphql.request.api_tokens import PREFIX, TokenScope, is_well_formed
from efe_graphql.request.context import day_in_law
from efe_graphql.request.ports import Ports
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.identity.tokens import InvalidToken, Verified
from efe_infra.people.api_tokens import ApiTokenStore, OpenApiToken, hash_of
from efe_infra.postgres.connection import is_lost

WRONG_TOKEN_COST: Final = 50
"""Cost units of a token that opens nothing, charged to the network that sent it."""
MAX_KNOWN_TOKENS: Final = 1_000
"""Fingerprints of tokens that were valid, which wrong tokens of the same network do not delay."""
FIRST_USE: Final = "apiToken.firstUse"
"""Entry of the access journal for the first use of a token."""


def is_api_token(token: str) -> bool:
    """Tells whether a bearer token is one of the platform itself, well formed or not."""
    return token.startswith(PREFIX)


class ApiTokenVerifier:
    """Verifier of the tokens of the platform, for one event loop. Wrong tokens spend the budget of their network."""

    def __init__(self, store: ApiTokenStore, ports: Ports) -> None:
        self._store, self._journal, self._budget = store, ports.journal, ports.budget
        self._timeout_s = ports.operation_timeout
        self._known: OrderedDict[str, None] = OrderedDict()

    async def verify(self, token: str, network: str) -> Verified:
        """Returns the account of a token and its scope. Raises `InvalidToken`, or `RequestRefused` (429)."""
        if not is_well_formed(token):
            raise InvalidToken
        fingerprint = hash_of(token).hex()
        if fingerprint not in self._known:
            self._check_budget(network)
        token_row = await self._on_thread(lambda: self._store.open_api_token(token))
        if token_row is None:
            self._known.pop(fingerprint, None)
            if self._budget:
                self._budget.charge(network, WRONG_TOKEN_COST)
            raise InvalidToken
        self._known[fingerprint] = None
        if len(self._known) > MAX_KNOWN_TOKENS:
            self._known.popitem(last=False)
        today = day_in_law(datetime.now(UTC))
        if token_row.last_used_on is None or token_row.last_used_on < today:
            await self._on_thread(lambda: self._note_use(token_row, fingerprint))
        return verified(token_row, fingerprint)

    def _note_use(self, token: OpenApiToken, fingerprint: str) -> None:
        """Stores the day, and records the first use in the access journal before its answer."""
        if self._store.note_use(token.id, day_in_law(datetime.now(UTC))):
            reading = AuditReading(
                account=token.account,
                field=FIRST_USE,
                bassins=tuple(sorted({each.bassin for each in token.rights if each.bassin})) or ALL_BASSINS,
                subject=write_id("ApiToken", (token.id,)),
                arguments={},
                token=fingerprint,
                correlation_id=str(uuid4()),
            )
            self._journal.record([reading])

    def _check_budget(self, network: str) -> None:
        """Raises `RequestRefused` (429)."""
        try:
            if self._budget:
                self._budget.check(network, WRONG_TOKEN_COST)
        except BudgetSpent as spent:
            wait = str(spent.extensions["retryAfter"]) if spent.extensions else "60"
            raise RequestRefused(
                429,
                "COST_BUDGET_SPENT",
                "Trop de jetons faux de ce réseau : réessayez plus tard.",
                headers={"Retry-After": wait},
            ) from None

    async def _on_thread[R](self, work: Callable[[], R]) -> R:
        """Runs a call of the store. Raises `Timeout` or `ServiceUnavailable`."""
        try:
            async with rights_in_time(self._timeout_s):
                return await to_thread.run_sync(work, abandon_on_cancel=True)
        except psycopg.OperationalError as error:
            if is_lost(error):
                raise ServiceUnavailable from error
            raise


def verified(token: OpenApiToken, fingerprint: str) -> Verified:
    return Verified(
        issuer=token.issuer,
        subject=token.subject,
        expires_at=token.expires_at,
        fingerprint=fingerprint,
        scope=TokenScope(
            token=token.id,
            account=token.account,
            person=token.person,
            rights=tuple(token.rights),
            is_read_only=token.is_read_only,
        ),
    )
