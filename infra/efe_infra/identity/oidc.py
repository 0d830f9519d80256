"""The tokens of an OpenID provider."""

import time
from collections.abc import Callable, Collection

from efe_infra.identity.key_cache import KeyCache
from efe_infra.identity.provider import Provider
from efe_infra.identity.tokens import Requirements, Unauthenticated, Verified


class OpenIdVerifier:
    """Believes what is signed by a key that the provider publishes, for this audience, by one of these algorithms."""

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        algorithms: Collection[str],
        leeway: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer = issuer
        self._requirements = Requirements(issuer=issuer, audience=audience, algorithms=algorithms, leeway=leeway)
        self._cache = KeyCache(Provider(issuer).keys, clock)

    async def verify(self, token: str) -> Verified:
        """Raises `Unauthenticated` or `IssuerUnreachable`."""
        header = self._requirements.header(token)
        published = await self._cache.keys(header.kid)
        keys = [key for key in published if self._requirements.suits(key, header.alg)]
        # Without a key id there must be nothing to choose from (OpenID Connect Core 1.0, section 10.1).
        if len(keys) != 1:
            raise Unauthenticated
        return self._requirements.verified(token, keys[0])
