"""Signed tokens (RFC 7519, RFC 9068): what one must say to be believed, whoever issues it."""

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import NamedTuple, Protocol

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

MAX_TOKEN = 16_384
"""Characters."""
MOST_KNOWN = 1000
"""Tokens that are judged once: whether it is still time for them is looked at each time."""
USUAL_HEADER = 1000
"""Characters of a header, up to which it is read once: all tokens of a key have the same."""
MAX_SUBJECT = 255
"""Characters, as OpenID Connect Core 1.0 has it (section 2)."""
TYPES = {None, "jwt", "at+jwt", "application/at+jwt"}
"""What an access token may say that it is (RFC 9068, section 4); other tokens of the same issuer are none."""


class Unauthenticated(Exception):
    """The bearer token is missing its parts, expired, not yet valid, or not signed by a key that is trusted here."""


class IssuerUnreachable(Exception):
    """The keys of the issuer are not known, and cannot be had now: no token of it can be judged."""


@dataclass(frozen=True, kw_only=True)
class Verified:
    """Whom a token stands for, and until when; the leeway for clocks is not in `expires_at`.

    `fingerprint` is the SHA-256 of the token, in hexadecimal: it tells one from another without giving it away.
    """

    issuer: str
    subject: str
    expires_at: datetime
    fingerprint: str = field(default="", compare=False)

    @cached_property
    def spender(self) -> str:
        """Whose budget is charged: one for each subject of an issuer, told without naming it."""
        return sha256(msgspec.json.encode((self.issuer, self.subject))).hexdigest()


class TokenVerifier(Protocol):
    """Judges the tokens of one issuer."""

    @property
    def issuer(self) -> str: ...

    async def verify(self, token: str) -> Verified:
        """Raises `Unauthenticated` or `IssuerUnreachable`."""
        ...


class Header(msgspec.Struct, frozen=True):
    """Read before anything is verified. Where a token says its key is to be found (jku, jwk, x5u) is not read.

    `crit` and `b64` would change how the rest is read: a token that has them is refused.
    """

    alg: str
    kid: str | None = None
    typ: str | None = None
    crit: None = None
    b64: None = None


@lru_cache(maxsize=64)
def _usual_header(text: str) -> Header:
    return _header(text)


def _header(text: str) -> Header:
    """Raises `ValueError`."""
    return msgspec.json.decode(urlsafe_b64decode(text.encode()), type=Header)


class Known(NamedTuple):
    """A token that was believed: the clock is all that can still speak against it, or that its key is gone."""

    key: Key
    verified: Verified
    begins: float
    ends: float


class Requirements:
    """The required claims of one issuer. `leeway` is in seconds, between its clock and that of this server."""

    def __init__(self, *, issuer: str, audience: str, algorithms: Collection[str], leeway: int) -> None:
        self._issuer = issuer
        self._leeway = leeway
        self._known: dict[bytes, Known] = {}
        self._algorithms = frozenset(algorithms)
        # A header that is not understood is ignored, unless the token says that it is critical (RFC 7515, 4.1.11).
        self._signatures = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        # EdDSA is taken for Ed25519, the one curve that is trusted under that name (RFC 9864).
        known = JWSRegistry.algorithms
        self._signatures.algorithms = {each: known["Ed25519" if each == "EdDSA" else each] for each in algorithms}
        self._claims = jwt.JWTClaimsRegistry(
            leeway=leeway,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )

    def header(self, token: str) -> Header:
        """Raises `Unauthenticated` for a token that no key could make good."""
        if len(token) > MAX_TOKEN:
            raise Unauthenticated
        text = token.partition(".")[0]
        try:
            header = (_usual_header if len(text) <= USUAL_HEADER else _header)(text)
        except ValueError as error:
            raise Unauthenticated from error
        if header.alg not in self._algorithms or (header.typ and header.typ.lower()) not in TYPES:
            raise Unauthenticated
        return header

    def suits(self, key: Key, algorithm: str) -> bool:
        """Whether a key is meant for verifying with the algorithm."""
        try:
            key.check_key_op("verify")
            self._signatures.get_alg(algorithm).check_key(key)
        except JoseError:
            return False
        return True

    def verified(self, token: str, key: Key) -> Verified:
        """Raises `Unauthenticated`. The header of the token was accepted before."""
        digest = sha256(token.encode()).digest()
        known = self._known.pop(digest, None)
        if known is None or known.key is not key:
            known = self._believed(token, key, digest)
        self._known[digest] = known
        if len(self._known) > MOST_KNOWN:
            self._known.pop(next(iter(self._known)), None)
        now = int(time.time())
        if known.begins > now + self._leeway or known.ends <= now - self._leeway:
            raise Unauthenticated
        return known.verified

    def _believed(self, token: str, key: Key, digest: bytes) -> Known:
        """The claims of a token, if the key signed it. Raises `Unauthenticated`."""
        try:
            claims = jwt.decode(token, key, registry=self._signatures).claims
            self._claims.validate(claims)
            expires_at = datetime.fromtimestamp(claims["exp"], UTC)
        except (JoseError, ValueError, OverflowError, OSError) as error:
            raise Unauthenticated from error
        subject: str = claims["sub"]
        if len(subject) > MAX_SUBJECT or not subject.isprintable():
            raise Unauthenticated
        verified = Verified(issuer=self._issuer, subject=subject, expires_at=expires_at, fingerprint=digest.hex())
        return Known(key, verified, max(claims["iat"], claims.get("nbf", claims["iat"])), claims["exp"])
