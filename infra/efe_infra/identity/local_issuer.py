"""A token issuer for one machine: a key made on first use, for development and demonstrations only."""

import json
import time
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from efe_infra.private_file import made_once

ISSUER = "efe:local"
AUDIENCE = "efe"
ALGORITHM = "Ed25519"
LEEWAY = 30
"""Seconds by which the clocks of the issuer and of this server may differ."""


class Unauthenticated(Exception):
    """The bearer token is missing its parts, expired, not yet valid, or not signed by a key that is trusted here."""


class LocalIssuer:
    """Signs and verifies with the Ed25519 key in `<home>/keys/local-issuer.jwk`, readable by its owner only."""

    def __init__(self, home: Path) -> None:
        self._key = _key(home / "keys" / "local-issuer.jwk")
        self._claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            sub={"essential": True},
            exp={"essential": True},
            nbf={"essential": True},
        )

    def mint(self, subject: str, *, lasting: int) -> str:
        """A token for a subject; `lasting` is in seconds."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "nbf": now, "exp": now + lasting}
        return jwt.encode({"alg": ALGORITHM}, claims, self._key, algorithms=[ALGORITHM])

    def subject(self, token: str) -> str:
        """Whom the token stands for. Raises `Unauthenticated`."""
        try:
            verified = jwt.decode(token, self._key, algorithms=[ALGORITHM])
            self._claims.validate(verified.claims)
        except (JoseError, ValueError) as error:
            raise Unauthenticated from error
        return str(verified.claims["sub"])


def _key(path: Path) -> OKPKey:
    """The key of the file, made if there is none."""
    if path.exists():
        return OKPKey.import_key(json.loads(path.read_text()))
    fresh = json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True))
    return OKPKey.import_key(json.loads(made_once(path, fresh)))
