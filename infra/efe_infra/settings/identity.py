"""Settings of tokens and of signing in."""

from base64 import urlsafe_b64decode
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import NoDecode

from efe_infra.settings.values import SPLIT, SettingsGroup

type Algorithm = Literal[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"
]
"""Signature algorithms with a public key; with a shared secret, any verifier could sign."""


class IdentitySettings(SettingsGroup):
    oidc_issuer: str | None = None
    """Fournisseur d'identité OpenID Connect, tel qu'il se nomme : une URL « https:// ». Avec lui, l'émetteur de
    jetons local n'a plus cours."""
    oidc_audience: str | None = None
    """Nom sous lequel le fournisseur d'identité connaît cette API (« aud » du jeton)."""
    oidc_client_id: str | None = None
    """Nom sous lequel le fournisseur d'identité connaît la console ; sans lui, personne ne s'y connecte. Adresse de
    retour à y inscrire : EFE_PUBLIC_URL suivie de « /connexion/retour »."""
    oidc_client_secret: SecretStr | None = None
    """Secret de la console chez le fournisseur d'identité, si elle en a un."""
    oidc_scopes: Annotated[tuple[str, ...], NoDecode, SPLIT, Field(min_length=1)] = ("openid", "profile")
    """Portées que la console demande, séparées par des virgules."""
    oidc_resource: str | None = None
    """Ressource pour laquelle la console demande ses jetons (RFC 8707), si le fournisseur d'identité l'attend pour y
    mettre EFE_OIDC_AUDIENCE."""
    session_key: SecretStr | None = None
    """Clé qui scelle les sessions de la console : 32 octets en base64url, une pour tous les processus. Sans elle,
    elle est tirée au sort dans EFE_HOME/keys."""
    oidc_algorithms: Annotated[tuple[Algorithm, ...], NoDecode, SPLIT, Field(min_length=1)] = (
        "RS256",
        "PS256",
        "ES256",
        "Ed25519",
        "EdDSA",
    )
    """Signatures admises, séparées par des virgules ; jamais HMAC ni « none »."""
    oidc_leeway: Annotated[int, Field(ge=0, le=300)] = 30
    """Écart admis avec l'horloge du fournisseur d'identité, en secondes."""

    @property
    def sealing_key(self) -> bytes | None:
        """Returns `session_key` as bytes, or no byte for an invalid base64url."""
        if self.session_key is None:
            return None
        text = self.session_key.get_secret_value()
        try:
            return urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            return b""
