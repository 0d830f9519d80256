"""A token issuer for one machine: a key made on first use, for development and demonstrations only."""

import json
import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ISSUER = "efe:local"
AUDIENCE = "efe"
ALGORITHM = "Ed25519"
LEEWAY = 30
"""Seconds by which the clocks of the issuer and of this server may differ."""


class Unauthenticated(Exception):
    """The bearer token is missing its parts, expired, not yet valid, or not signed by a key that is trusted here."""


class Identity(NamedTuple):
    """Whom a token stands for, and the instant from which it is refused."""

    subject: str
    expires: datetime


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

    def identity(self, token: str) -> Identity:
        """Whom the token stands for. Raises `Unauthenticated`."""
        try:
            verified = jwt.decode(token, self._key, algorithms=[ALGORITHM])
            self._claims.validate(verified.claims)
        except (JoseError, ValueError) as error:
            raise Unauthenticated from error
        expires = datetime.fromtimestamp(verified.claims["exp"] + LEEWAY, UTC)
        return Identity(str(verified.claims["sub"]), expires)

    def subject(self, token: str) -> str:
        """Its subject alone. Raises `Unauthenticated`."""
        return self.identity(token).subject


def _key(path: Path) -> OKPKey:
    """The key of the file, made if there is none. Of two processes that start at once, one makes it for both."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{uuid4()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(OKPKey.generate_key("Ed25519").as_dict(private=True), file)
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return OKPKey.import_key(json.loads(path.read_text()))
