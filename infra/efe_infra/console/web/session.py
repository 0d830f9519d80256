"""Session of a signed-in person, and a pending sign-in."""

from datetime import UTC, datetime, timedelta

import msgspec

AHEAD = timedelta(seconds=30)
"""A token that ends so soon is renewed before it is used."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Session. `label` is the provider's name for the person; the provider needs `id_token` at a sign-out.

    `last_visit` is when the account was last seen before this session; None at the first one.
    """

    label: str
    access_token: str
    expires_at: datetime
    refresh_token: str | None = None
    id_token: str | None = None
    issuer: str = ""
    subject: str = ""
    last_visit: datetime | None = None

    @property
    def is_due(self) -> bool:
        return self.expires_at - AHEAD <= datetime.now(UTC)


class PendingSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """Pending sign-in, in an encrypted cookie of the browser until it returns from the provider. Valid once.

    `id` is stored when it has been used; `ends_at` is in seconds since 1970.
    """

    id: str
    state: str
    nonce: str
    verifier: str
    path: str
    ends_at: float
