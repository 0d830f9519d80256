"""Token issuer of one machine, for development and demonstrations only; creates its key on first use."""

import json
import time
from pathlib import Path
from typing import NamedTuple

from joserfc import jwt
from joserfc.jwk import OKPKey

from efe_infra.identity.tokens import Requirements, Verified
from efe_infra.process.private_file import made_once

ISSUER = "efe:local"
AUDIENCE = "efe"
ALGORITHM = "Ed25519"
LEEWAY_S = 30
"""Tolerated difference between the clocks of the issuer and of this server."""
NOTICE = "Jetons de développement acceptés : ce serveur ne sert qu'au développement."
"""Warning on the pages of a server that trusts this issuer."""


class LocalPerson(NamedTuple):
    """Demonstration account: the subject of its tokens, and its label."""

    subject: str
    label: str


class NoLocalIssuer(Exception):
    """Raised if an identity provider issues the tokens here. The message is one French line."""

    def __init__(self, issuer: str) -> None:
        super().__init__(f"Les jetons viennent ici de {issuer} ; l'émetteur local n'y a pas cours.")


class LocalIssuer:
    """Signs and verifies with the Ed25519 key in `<home>/keys/local-issuer.jwk`, readable by its owner only."""

    issuer = ISSUER

    def __init__(self, home: Path) -> None:
        self._key = _key(home / "keys" / "local-issuer.jwk")
        self._requirements = Requirements(issuer=ISSUER, audience=AUDIENCE, algorithms=[ALGORITHM], leeway=LEEWAY_S)

    def mint(self, subject: str, *, lasting: int) -> str:
        """Returns an access token for a subject; `lasting` is in seconds."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "iat": now, "nbf": now, "exp": now + lasting}
        return jwt.encode({"alg": ALGORITHM}, claims, self._key, algorithms=[ALGORITHM])

    def mint_id(self, subject: str, *, name: str, client: str, nonce: str) -> str:
        """Returns an ID token for the client of a sign-in."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": client,
            "sub": subject,
            "name": name,
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
        }
        return jwt.encode({"alg": ALGORITHM}, claims, self._key, algorithms=[ALGORITHM])

    async def verify(self, token: str) -> Verified:
        """Raises `InvalidToken`."""
        self._requirements.header(token)
        return self._requirements.verified(token, self._key)


def _key(path: Path) -> OKPKey:
    if path.exists():
        return OKPKey.import_key(json.loads(path.read_text()))
    fresh = json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True))
    return OKPKey.import_key(json.loads(made_once(path, fresh)))
