"""Verification of tokens of an OpenID provider."""

import time
from collections.abc import Callable, Collection

from efe_infra.identity.issuer_client import IssuerKeys
from efe_infra.identity.key_cache import KeyCache
from efe_infra.identity.tokens import InvalidToken, Requirements, Verified


class OpenIdVerifier:
    """Accepts tokens for one audience, signed with a published key of the provider by an admitted algorithm."""

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
        self._cache = KeyCache(IssuerKeys(issuer).keys, clock)

    async def verify(self, token: str) -> Verified:
        """Raises `InvalidToken` or `IssuerUnreachable`."""
        header = self._requirements.header(token)
        published = await self._cache.keys(header.kid)
        keys = [key for key in published if self._requirements.suits(key, header.alg)]
        # Without a key id, only one key may fit (OpenID Connect Core 1.0, section 10.1).
        if len(keys) != 1:
            raise InvalidToken
        return self._requirements.verified(token, keys[0])
