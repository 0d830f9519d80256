"""Whose tokens are believed."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from pydantic_settings import NoDecode

from efe_infra.settings.values import SPLIT

type Algorithm = Literal[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"
]
"""A signature that a public key verifies; with a shared secret whoever verifies could sign."""


class IdentitySettings(BaseModel):
    """Whose tokens are believed."""

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
    oidc_algorithms: Annotated[
        tuple[Algorithm, ...],
        NoDecode,
        SPLIT,
        Field(min_length=1, description="Signatures admises, séparées par des virgules ; jamais HMAC ni « none »."),
    ] = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
    oidc_leeway: Annotated[
        int, Field(ge=0, le=300, description="Écart admis avec l'horloge du fournisseur d'identité, en secondes.")
    ] = 30
