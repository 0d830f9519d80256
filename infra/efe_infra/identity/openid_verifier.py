"""Verification of tokens of an OpenID provider, and a cache of its public keys (single flight, maximum age)."""

import time
from asyncio import Lock
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path

from joserfc.jwk import Key

from efe_infra.identity.issuer_client import IssuerKeys
from efe_infra.identity.tokens import InvalidToken, IssuerUnreachable, Requirements, Verified

MAX_AGE_S = 600
"""Age at which keys are fetched again, so that a revoked key is no longer trusted."""
MAX_STALENESS_S = 86_400
"""Age up to which keys are used while the issuer does not answer."""
RETRY_INTERVAL_S = 10
"""Interval between two fetches from an issuer that does not answer."""
UNKNOWN_KEY_INTERVAL_S = 60
"""Interval between two fetches for an unknown key id, which anyone can invent."""


class KeyCache:
    """Keys of one issuer. `clock` is monotonic, in seconds."""

    def __init__(
        self, fetch: Callable[[], Awaitable[Sequence[Key]]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._keys: Sequence[Key] = ()
        self._fetched_at = self._attempted_at = self._searched_at = float("-inf")

    async def keys(self, kid: str | None) -> Sequence[Key]:
        """Returns the keys with a key id, or all keys without one. Raises `IssuerUnreachable`."""
        # During a fetch, a caller waits for its result unless the cache already has the key.
        if self._due(kid) and not (self._lock.locked() and self._cached(kid)):
            async with self._lock:
                if self._due(kid):
                    await self._refresh(kid)
        if self._age_s >= MAX_STALENESS_S:
            raise IssuerUnreachable
        return self._cached(kid)

    @property
    def _age_s(self) -> float:
        return self._clock() - self._fetched_at

    def _cached(self, kid: str | None) -> Sequence[Key]:
        if self._age_s >= MAX_STALENESS_S:
            return ()
        return self._keys if kid is None else [key for key in self._keys if key.kid == kid]

    def _due(self, kid: str | None) -> bool:
        now = self._clock()
        if self._age_s >= MAX_AGE_S:
            return now - self._attempted_at >= RETRY_INTERVAL_S
        return not self._cached(kid) and now - self._searched_at >= UNKNOWN_KEY_INTERVAL_S

    async def _refresh(self, kid: str | None) -> None:
        started_at = self._clock()
        try:
            self._keys = await self._fetch()
            self._fetched_at = started_at
        except IssuerUnreachable:
            pass  # cached keys are used until they are too old
        self._attempted_at = self._clock()
        if not self._cached(kid):
            self._searched_at = self._attempted_at


class OpenIdVerifier:
    """Accepts tokens for one audience, signed with a published key of the provider by an admitted algorithm."""

    def __init__(  # noqa: PLR0913 - the settings of one provider
        self,
        *,
        issuer: str,
        audience: str,
        algorithms: Collection[str],
        leeway: int,
        trusts_email: bool = False,
        takes_id_tokens: bool = False,
        ca: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer = issuer
        self._requirements = Requirements(
            issuer=issuer,
            audience=audience,
            algorithms=algorithms,
            leeway=leeway,
            trusts_email=trusts_email,
            takes_id_tokens=takes_id_tokens,
        )
        self._cache = KeyCache(IssuerKeys(issuer, ca=ca).keys, clock)

    async def verify(self, token: str) -> Verified:
        """Raises `InvalidToken` or `IssuerUnreachable`."""
        header = self._requirements.header(token)
        published = await self._cache.keys(header.kid)
        keys = [key for key in published if self._requirements.suits(key, header.alg)]
        # Without a key id, only one key may fit (OpenID Connect Core 1.0, section 10.1).
        if len(keys) != 1:
            raise InvalidToken
        return self._requirements.verified(token, keys[0])
