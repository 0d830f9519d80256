"""Interface of an identity provider."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Protocol

import msgspec

from efe_infra.console.web.session import Session


class SignInFailed(Exception):
    """Raised if the provider rejects the sign-in, or a code or token is invalid or for another client."""


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """Parameters of the return from the provider, and secrets of the pending sign-in; `issuer`: `iss` of RFC 9207."""

    code: str
    issuer: str | None
    verifier: str
    nonce: str
    redirect_uri: str


class Provider(Protocol):
    """Identity provider. Each method raises `IssuerUnreachable` if it does not answer."""

    async def sign_in_url(self, *, state: str, nonce: str, challenge: str, redirect_uri: str) -> str:
        """Returns the address of the authorization request."""
        ...

    async def session(self, back: Return) -> Session:
        """Redeems the code. Raises `SignInFailed`."""
        ...

    async def renew(self, session: Session) -> Session | None:
        """Returns the session with new tokens, or None if it cannot be renewed."""
        ...

    async def sign_out_url(self, session: Session, *, back: str) -> str | None:
        """Returns the sign-out address of the provider, or None if it has none."""
        ...


def challenge_of(verifier: str) -> str:
    """Returns the S256 code challenge (RFC 7636)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
