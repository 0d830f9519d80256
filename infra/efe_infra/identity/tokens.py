"""Verification of signed tokens (RFC 7519, RFC 9068): required claims, admitted algorithms, and a cache."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from efe_graphql.request.api_tokens import TokenScope
from efe_infra.process.owner_digests import subject_digest
from efe_infra.process.unique_keys import check_keys

MAX_TOKEN = 16_384
"""Characters."""
MAX_CACHED_TOKENS = 1000
"""Number of tokens whose signature is verified once; their times are checked at each use."""
MAX_CACHED_HEADER_CHARACTERS = 1000
"""Length of a header up to which its parsed form is cached: all tokens of a key have the same header."""
MAX_SUBJECT = 255
"""Characters, as OpenID Connect Core 1.0 has it (section 2)."""
OF_ID_TOKENS = frozenset({"at_hash", "c_hash", "nonce"})
"""Claims of ID tokens, which no access token has (OpenID Connect Core 1.0, sections 2 and 3.3.2.11)."""
TYPES = {None, "jwt", "at+jwt", "application/at+jwt"}
"""Accepted types of access tokens (RFC 9068, section 4)."""


class InvalidToken(Exception):
    """Raised for a bearer token that is malformed, expired, not yet valid, or not signed by a trusted key."""


class IssuerUnreachable(Exception):
    """Raised if the keys of the issuer are unknown and cannot be fetched, so that no token can be verified."""


@dataclass(frozen=True, kw_only=True)
class Verified:
    """Issuer, subject and expiry of a verified token. `expires_at` excludes the leeway for clocks.

    `issued_at` is None for a reader without a signed token, who creates no account.
    `email` is an address that a trusted issuer has verified; None otherwise.
    `fingerprint` is the SHA-256 of the token in hexadecimal, which identifies the token without revealing it.
    `seats_of` is a person without a token: a part of the platform reads with the rights of the seats of that person.
    No verifier sets it. `scope` is that of an API token of the platform; None for a signed token.
    `client` is the application that obtained the token for itself (RFC 9068, section 2.2); None for a person.
    """

    issuer: str
    subject: str
    expires_at: datetime
    issued_at: datetime | None = field(default=None, compare=False)
    fingerprint: str = field(default="", compare=False)
    email: str | None = field(default=None, compare=False, repr=False)
    seats_of: UUID | None = field(default=None, compare=False)
    scope: TokenScope | None = field(default=None, compare=False)
    client: str | None = field(default=None, compare=False)

    @cached_property
    def spender(self) -> str:
        """Key of the budget: a hash for each subject of an issuer."""
        return subject_digest(self.issuer, self.subject)


class TokenVerifier(Protocol):
    """Verifier of the tokens of one issuer."""

    @property
    def issuer(self) -> str: ...

    async def verify(self, token: str) -> Verified:
        """Raises `InvalidToken` or `IssuerUnreachable`."""
        ...


class Header(msgspec.Struct, frozen=True):
    """Header of a token, parsed before verification. It ignores the key locations jku, jwk and x5u.

    `crit` and `b64` would change the meaning of the rest, so a token with one of them is refused.
    """

    alg: str
    kid: str | None = None
    typ: str | None = None
    crit: None = None
    b64: None = None


@lru_cache(maxsize=64)
def _cached_header(text: str) -> Header:
    return _header(text)


def _header(text: str) -> Header:
    """Raises `ValueError`, also for a name that stands twice."""
    content = urlsafe_b64decode(text.encode())
    check_keys(content)
    return msgspec.json.decode(content, type=Header)


class CachedToken(NamedTuple):
    """Verified token. It is valid while its key is trusted, from `begins` to `ends` in Unix seconds."""

    key: Key
    verified: Verified
    begins: float
    ends: float


class Requirements:
    """Required claims of the tokens of one issuer. `leeway` is in seconds.

    Without `takes_id_tokens`, an ID token is refused: it says who signed in, and opens nothing.
    With `trusts_email`, the operator of the server named the issuer trustworthy for addresses.
    """

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        algorithms: Collection[str],
        leeway: int,
        trusts_email: bool = False,
        takes_id_tokens: bool = False,
    ) -> None:
        self._issuer = issuer
        self._refused_claims = frozenset() if takes_id_tokens else OF_ID_TOKENS
        self._trusts_email = trusts_email
        self._leeway = leeway
        self._cache: dict[bytes, CachedToken] = {}
        self._algorithms = frozenset(algorithms)
        # An unknown header is ignored unless the token marks it as critical (RFC 7515, 4.1.11).
        self._signatures = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        # EdDSA means Ed25519, the only trusted curve of that name (RFC 9864).
        registered = JWSRegistry.algorithms
        self._signatures.algorithms = {
            each: registered["Ed25519" if each == "EdDSA" else each] for each in algorithms
        }
        self._claims = jwt.JWTClaimsRegistry(
            leeway=leeway,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )

    def header(self, token: str) -> Header:
        """Returns the header. Raises `InvalidToken` for a token that no key can verify."""
        if len(token) > MAX_TOKEN:
            raise InvalidToken
        text = token.partition(".")[0]
        try:
            header = (_cached_header if len(text) <= MAX_CACHED_HEADER_CHARACTERS else _header)(text)
        except (ValueError, RecursionError) as error:
            raise InvalidToken from error
        if header.alg not in self._algorithms or (header.typ and header.typ.lower()) not in TYPES:
            raise InvalidToken
        return header

    def suits(self, key: Key, algorithm: str) -> bool:
        """Tells whether a key may verify with the algorithm."""
        try:
            key.check_key_op("verify")
            self._signatures.get_alg(algorithm).check_key(key)
        except JoseError:
            return False
        return True

    def verified(self, token: str, key: Key) -> Verified:
        """Verifies a token whose header was accepted. Raises `InvalidToken`."""
        digest = sha256(token.encode()).digest()
        cached = self._cache.pop(digest, None)
        if cached is None or cached.key is not key:
            cached = self._decode(token, key, digest)
        self._cache[digest] = cached
        if len(self._cache) > MAX_CACHED_TOKENS:
            self._cache.pop(next(iter(self._cache)), None)
        now = int(time.time())
        if cached.begins > now + self._leeway or cached.ends <= now - self._leeway:
            raise InvalidToken
        return cached.verified

    def _decode(self, token: str, key: Key, digest: bytes) -> CachedToken:
        """Checks signature and claims. Raises `InvalidToken`."""
        try:
            claims = jwt.decode(token, key, registry=self._signatures).claims
            check_keys(urlsafe_b64decode(token.split(".")[1].encode()))
            self._claims.validate(claims)
            issued_at, expires_at = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
        except (JoseError, ValueError, OverflowError, OSError, RecursionError) as error:
            raise InvalidToken from error
        subject: str = claims["sub"]
        if len(subject) > MAX_SUBJECT or not subject.isprintable() or self._refused_claims & claims.keys():
            raise InvalidToken
        verified = Verified(
            issuer=self._issuer,
            subject=subject,
            issued_at=issued_at,
            expires_at=expires_at,
            fingerprint=digest.hex(),
            email=self._verified_email(claims),
            client=subject if claims.get("client_id") == subject else None,
        )
        return CachedToken(key, verified, max(claims["iat"], claims.get("nbf", claims["iat"])), claims["exp"])

    def _verified_email(self, claims: Mapping[str, Any]) -> str | None:
        """Returns the address if the issuer is trusted for it and says `true`, not a text, of its verification."""
        email = claims.get("email")
        is_verified = self._trusts_email and claims.get("email_verified") is True
        return email if is_verified and isinstance(email, str) else None
