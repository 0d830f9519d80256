"""What an installation may choose, read from the environment."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from efe_graphql.budget import LIMITS
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
    cost_budget: int = Field(
        default=500_000,
        ge=0,
        description=(
            "Coût estimé des opérations qu'un compte, ou l'adresse d'un visiteur, peut demander par minute à un "
            f"processus ; 0 : sans limite, sinon au moins {LIMITS.cost}, le coût maximal d'une opération."
        ),
    )
    grace: float = Field(
        default=15.0,
        gt=0,
        description=(
            "Secondes laissées à ce qui est en cours quand le serveur s'arrête (SIGTERM) ; les abonnements sont "
            "fermés tout de suite, avec leur raison. Un second signal n'attend pas."
        ),
    )
    pg_bin: Path | None = Field(
        default=None,
        description=(
            "Dossier de pg_dump et pg_restore, de la version du serveur ou d'une plus récente. Sans lui, ceux de "
            "PostgreSQL embarqué, puis ceux du PATH."
        ),
    )
    home: Path = Field(
        default=Path(".efe"),
        description="Dossier des données de l'installation : PostgreSQL embarqué et clés.",
    )
    host: str = Field(default="127.0.0.1", description="Adresse sur laquelle l'API écoute.")
    max_document: int = Field(default=20_000_000, ge=1, description="Taille maximale d'un document, en octets.")
    max_streams: int = Field(
        default=10_000,
        ge=1,
        description="Clients qui suivent en même temps, par WebSocket ou par événements, au plus, par processus.",
    )
    origin: str | None = Field(
        default=None,
        description=(
            "Nom du journal scellé, gravé dans chaque point de contrôle et fixé à la première signature, par exemple "
            "« efe.exemple.be/registre ». Sans lui, un nom propre à l'installation est tiré au sort."
        ),
    )
    port: int = Field(default=8000, ge=0, le=65535, description="Port de l'API ; 0 prend un port libre.")
    ready_within: float = Field(
        default=2.0, gt=0, description="Secondes au plus que /health/ready attend la base de données."
    )
    ready_lag: int = Field(
        default=50_000,
        ge=0,
        description="Événements de retard des tables de lecture au-delà desquels /health/ready répond 503.",
    )
    ready_lag_seconds: float = Field(
        default=60.0, ge=0, description="Le même retard, en secondes depuis le premier événement qui attend."
    )
    ready_seal_seconds: float = Field(
        default=900.0,
        ge=0,
        description="Secondes depuis le premier événement non scellé au-delà desquelles /health/ready répond 503.",
    )
    metrics_host: str = Field(default="127.0.0.1", description="Adresse sur laquelle Prometheus lit les mesures.")
    metrics_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Port des mesures (/metrics), hors de l'API ; 0 : libre. Sans lui, rien n'est exposé.",
    )
    otel_endpoint: str | None = Field(
        default=None,
        validation_alias=AliasChoices("otel_endpoint", "EFE_OTEL_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"),
        description=(
            "Adresse d'un collecteur OpenTelemetry (OTLP sur HTTP) auquel envoyer une trace par opération. Sans elle "
            "ni OTEL_EXPORTER_OTLP_ENDPOINT, rien n'est tracé."
        ),
    )
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
    operation_timeout: float = Field(
        default=10,
        gt=0,
        le=600,
        description="Durée maximale d'une lecture GraphQL, en secondes ; un acte n'est jamais interrompu.",
    )
    statement_timeout: float = Field(
        default=5, ge=0.001, le=600, description="Durée maximale d'une requête SQL des lectures, en secondes."
    )
    trusted_documents: Path | None = Field(
        default=None,
        description=(
            "Manifeste des documents GraphQL d'une application cliente, tel que graphql-codegen l'écrit, "
            "ou dossier de tels manifestes : un client les désigne par `documentId`."
        ),
    )
    trusted_only: bool = Field(
        default=False, description="N'exécuter que les documents des manifestes ; GraphiQL est alors fermé."
    )
    stalled: int = Field(
        default=30,
        ge=1,
        le=3600,
        description="Secondes après lesquelles un client qui ne lit rien de ce qui lui est envoyé est coupé.",
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

    @field_validator("cost_budget")
    @classmethod
    def _enough_for_one(cls, budget: int) -> int:
        if 0 < budget < LIMITS.cost:
            raise ValueError(f"0, ou au moins {LIMITS.cost}, est attendu")
        return budget

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
        if self.trusted_only and not self.trusted_documents:
            raise ValueError("EFE_TRUSTED_ONLY ne va pas sans EFE_TRUSTED_DOCUMENTS")
        return self
