"""The keys of an issuer, kept: asked for once by however many requests, and neither too often nor too seldom."""

import time
from asyncio import Lock
from collections.abc import Awaitable, Callable, Sequence

from joserfc.jwk import Key

from efe_infra.identity.tokens import IssuerUnreachable

MAX_AGE = 600
"""After so many seconds the keys are asked for again: one that the issuer took back is then trusted no more."""
MAX_STALENESS = 86_400
"""So long they serve while the issuer does not answer."""
BETWEEN_ATTEMPTS = 10
"""Seconds between two questions to an issuer that does not answer."""
BETWEEN_SEARCHES = 60
"""Seconds between two questions for a key that is not among those known: anyone may make up a key id."""


class KeyCache:
    """`clock` gives seconds, counted from any moment."""

    def __init__(
        self, fetch: Callable[[], Awaitable[Sequence[Key]]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._keys: Sequence[Key] = ()
        self._fetched = self._tried = self._searched = float("-inf")

    async def keys(self, kid: str | None) -> Sequence[Key]:
        """Those with a key id, or all of them without one. Raises `IssuerUnreachable`."""
        # Who comes during a question waits for its answer, unless what is known does meanwhile.
        if self._due(kid) and not (self._lock.locked() and self._known(kid)):
            async with self._lock:
                if self._due(kid):
                    await self._ask(kid)
        if self._age >= MAX_STALENESS:
            raise IssuerUnreachable
        return self._known(kid)

    @property
    def _age(self) -> float:
        return self._clock() - self._fetched

    def _known(self, kid: str | None) -> Sequence[Key]:
        if self._age >= MAX_STALENESS:
            return ()
        return self._keys if kid is None else [key for key in self._keys if key.kid == kid]

    def _due(self, kid: str | None) -> bool:
        now = self._clock()
        if self._age >= MAX_AGE:
            return now - self._tried >= BETWEEN_ATTEMPTS
        return not self._known(kid) and now - self._searched >= BETWEEN_SEARCHES

    async def _ask(self, kid: str | None) -> None:
        began = self._clock()
        try:
            self._keys = await self._fetch()
            self._fetched = began
        except IssuerUnreachable:
            pass  # the keys of before serve, until they are too old
        self._tried = self._clock()
        if not self._known(kid):
            self._searched = self._tried
