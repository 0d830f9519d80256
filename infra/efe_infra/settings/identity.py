"""Settings of tokens and of signing in."""

from base64 import urlsafe_b64decode
from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import NoDecode

from efe_infra.settings.values import SPLIT

type Algorithm = Literal[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"
]
"""Signature algorithms with a public key; with a shared secret, any verifier could sign."""


class IdentitySettings(BaseModel):
    oidc_issuer: Annotated[
        str | None,
        Field(
            description=(
                "Fournisseur d'identité OpenID Connect, tel qu'il se nomme : une URL « https:// ». "
                "Avec lui, l'émetteur de jetons local n'a plus cours."
            )
        ),
    ] = None
    oidc_audience: Annotated[
        str | None,
        Field(description="Nom sous lequel le fournisseur d'identité connaît cette API (« aud » du jeton)."),
    ] = None
    oidc_client_id: Annotated[
        str | None,
        Field(
            description=(
                "Nom sous lequel le fournisseur d'identité connaît la console ; sans lui, personne ne s'y connecte. "
                "Adresse de retour à y inscrire : EFE_PUBLIC_URL suivie de « /connexion/retour »."
            )
        ),
    ] = None
    oidc_client_secret: Annotated[
        SecretStr | None,
        Field(description="Secret de la console chez le fournisseur d'identité, si elle en a un."),
    ] = None
    oidc_scopes: Annotated[
        tuple[str, ...],
        NoDecode,
        SPLIT,
        Field(min_length=1, description="Portées que la console demande, séparées par des virgules."),
    ] = ("openid", "profile")
    oidc_resource: Annotated[
        str | None,
        Field(
            description=(
                "Ressource pour laquelle la console demande ses jetons (RFC 8707), si le fournisseur d'identité "
                "l'attend pour y mettre EFE_OIDC_AUDIENCE."
            )
        ),
    ] = None
    session_key: Annotated[
        SecretStr | None,
        Field(
            description=(
                "Clé qui scelle les sessions de la console : 32 octets en base64url, une pour tous les processus. "
                "Sans elle, elle est tirée au sort dans EFE_HOME/keys."
            )
        ),
    ] = None
    oidc_algorithms: Annotated[
        tuple[Algorithm, ...],
        NoDecode,
        SPLIT,
        Field(min_length=1, description="Signatures admises, séparées par des virgules ; jamais HMAC ni « none »."),
    ] = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
    oidc_leeway: Annotated[
        int, Field(ge=0, le=300, description="Écart admis avec l'horloge du fournisseur d'identité, en secondes.")
    ] = 30

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
