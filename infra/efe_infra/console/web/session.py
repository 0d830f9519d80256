"""Session of a signed-in person."""

from datetime import UTC, datetime, timedelta

import msgspec

AHEAD = timedelta(seconds=30)
"""A token that ends so soon is renewed before it is used."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """`label` is how the provider calls the person; `id_token` is what it asks for at a sign-out."""

    label: str
    access_token: str
    expires_at: datetime
    refresh_token: str | None = None
    id_token: str | None = None

    @property
    def is_due(self) -> bool:
        return self.expires_at - AHEAD <= datetime.now(UTC)


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that has begun: what the browser comes back with from the provider, sealed, once and soon.

    `id` is what is written down when it has been used; `ends_at` is in seconds since 1970.
    """

    id: str
    state: str
    nonce: str
    verifier: str
    path: str
    ends_at: float
