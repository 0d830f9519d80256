"""What the console needs of an identity provider, whichever it is."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Protocol

import msgspec

from efe_infra.console.web.session import Session


class SignInFailed(Exception):
    """The provider did not vouch for the person: a code or a token that is none, or not for us."""


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """What the browser brings back, and what was kept meanwhile. `issuer` is who says that it answers (RFC 9207)."""

    code: str
    issuer: str | None
    verifier: str
    nonce: str
    redirect_uri: str


class Provider(Protocol):
    """Raises `IssuerUnreachable` wherever it does not answer."""

    async def sign_in_url(self, *, state: str, nonce: str, challenge: str, redirect_uri: str) -> str:
        """Where the browser is sent."""
        ...

    async def session(self, back: Return) -> Session:
        """Raises `SignInFailed`."""
        ...

    async def renewed(self, session: Session) -> Session | None:
        """With new tokens; None where there are none to be had."""
        ...

    async def sign_out_url(self, session: Session, *, back: str) -> str | None:
        """Where the browser is sent to sign out there too; None if there is nothing to sign out of."""
        ...


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
