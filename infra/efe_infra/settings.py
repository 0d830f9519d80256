"""What an installation may choose, read from the environment."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from efe_infra.addresses import is_tamper_proof

type Algorithm = Literal[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"
]
"""A signature that a public key verifies; with a shared secret whoever verifies could sign."""


class Settings(BaseSettings):
    """Every setting has a default: an empty environment is a working installation on one machine."""

    model_config = SettingsConfigDict(env_prefix="EFE_", env_ignore_empty=True, frozen=True)

    database_url: SecretStr | None = Field(
        default=None,
        description=(
            "Adresse du serveur PostgreSQL (15 ou plus récent) : une URL « postgresql:// » ou une chaîne libpq. "
            "Son utilisateur possède la base et peut créer des rôles. "
            "Sans elle, un PostgreSQL privé démarre sous EFE_HOME."
        ),
    )
    compiled: bool = Field(
        default=True,
        description=(
            "Si les lectures GraphQL passent par des sélections compilées. « false » les fait toutes exécuter par "
            "graphql-core : les réponses sont les mêmes, en plus de temps."
        ),
    )
    home: Path = Field(
        default=Path(".efe"),
        description="Dossier des données de l'installation : PostgreSQL embarqué et clés.",
    )
    host: str = Field(default="127.0.0.1", description="Adresse sur laquelle l'API écoute.")
    max_document: int = Field(default=20_000_000, ge=1, description="Taille maximale d'un document, en octets.")
    origin: str | None = Field(
        default=None,
        description=(
            "Nom du journal scellé, gravé dans chaque point de contrôle et fixé à la première signature, par exemple "
            "« efe.exemple.be/registre ». Sans lui, un nom propre à l'installation est tiré au sort."
        ),
    )
    port: int = Field(default=8000, ge=0, le=65535, description="Port de l'API ; 0 prend un port libre.")
    oidc_issuer: str | None = Field(
        default=None,
        description=(
            "Fournisseur d'identité OpenID Connect, tel qu'il se nomme : une URL « https:// ». "
            "Avec lui, l'émetteur de jetons local n'a plus cours."
        ),
    )
    oidc_audience: str | None = Field(
        default=None, description="Nom sous lequel le fournisseur d'identité connaît cette API (« aud » du jeton)."
    )
    oidc_algorithms: Annotated[tuple[Algorithm, ...], NoDecode] = Field(
        default=("RS256", "PS256", "ES256", "Ed25519", "EdDSA"),
        min_length=1,
        description="Signatures admises, séparées par des virgules ; jamais HMAC ni « none ».",
    )
    oidc_leeway: int = Field(
        default=30, ge=0, le=300, description="Écart admis avec l'horloge du fournisseur d'identité, en secondes."
    )
    tsa_url: str | None = Field(
        default=None,
        description=(
            "Adresse d'un service d'horodatage RFC 3161, qui atteste quand le dernier point de contrôle existait : "
            "une URL « https:// » ou « http:// ». Sans elle, rien n'est demandé à personne."
        ),
    )
    witness_name: str | None = Field(
        default=None,
        description=(
            "Nom de cette installation quand elle est témoin du journal d'une autre, fixé avec sa clé, par exemple "
            "« efe.exemple.be/temoin ». Sans lui, un nom propre à l'installation est tiré au sort."
        ),
    )
    witnesses: str = Field(
        default="",
        description=(
            "Clés de vérification des témoins dont ce journal publie les cosignatures, séparées par des espaces "
            "(« efe witness --show-key » donne celle d'un témoin)."
        ),
    )

    @field_validator("oidc_algorithms", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        return [each.strip() for each in value.split(",")] if isinstance(value, str) else value

    @field_validator("oidc_issuer")
    @classmethod
    def _named_by_its_address(cls, issuer: str | None) -> str | None:
        if issuer and ("?" in issuer or "#" in issuer or not is_tamper_proof(issuer)):
            raise ValueError("une URL « https:// » sans paramètre est attendue")
        return issuer

    @field_validator("tsa_url")
    @classmethod
    def _over_http(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "")
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("une URL « https:// » ou « http:// » est attendue")
        return url

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.oidc_issuer and not self.oidc_audience:
            raise ValueError("EFE_OIDC_ISSUER ne va pas sans EFE_OIDC_AUDIENCE")
        return self
