"""What an installation may choose, read from the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_origin

import msgspec
from msgspec import Meta
from msgspec.structs import FieldInfo

from efe_graphql.limits.limits import LIMITS
from efe_infra.process.addresses import is_tamper_proof, scheme_and_host

type Port = Annotated[int, Meta(ge=0, le=65535)]
type Algorithm = Literal[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"
]
"""A signature that a public key verifies; with a shared secret whoever verifies could sign."""

STANDARD = {"otel_endpoint": "OTEL_EXPORTER_OTLP_ENDPOINT"}
"""Variables that others define, and that hold where ours says nothing."""

LOGINS = {"efe_command": "command_url", "efe_projector": "projector_url", "efe_read": "read_url"}
"""The roles for which an operator may give a user, all or none."""


class SettingRefused(Exception):
    """The message is one French line; it does not repeat the value, which may be a secret."""

    def __init__(self, name: str, why: str = "cette valeur n'est pas admise") -> None:
        super().__init__(f"réglage refusé, {name} : {why}.")


class Secret:
    """Not shown where what holds it is printed."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting has a default: an empty environment is a working installation on one machine."""

    database_url: Annotated[
        Secret | None,
        Meta(
            description=(
                "Adresse du serveur PostgreSQL (15 ou plus récent) : une URL « postgresql:// » ou une chaîne libpq. "
                "Son utilisateur possède la base et peut créer des rôles. "
                "Sans elle, un PostgreSQL privé démarre sous EFE_HOME."
            )
        ),
    ] = None
    command_url: Annotated[
        Secret | None,
        Meta(
            description=(
                "Adresse, pour l'utilisateur qui est membre du seul rôle efe_command. Sans elle ni les deux autres, "
                "l'installation crée les utilisateurs des rôles et garde leurs mots de passe sous EFE_HOME."
            )
        ),
    ] = None
    compiled: Annotated[
        bool,
        Meta(
            description=(
                "Si les lectures GraphQL passent par des sélections compilées. « false » les fait toutes exécuter "
                "par graphql-core : les réponses sont les mêmes, en plus de temps."
            )
        ),
    ] = True
    body_timeout: Annotated[
        float, Meta(gt=0, description="Secondes laissées au corps d'une requête HTTP, plus une par 16 kio reçus.")
    ] = 30.0
    client_connections: Annotated[
        int, Meta(ge=0, description="Connexions d'une adresse au plus, sauf d'un mandataire ; 0 : sans limite.")
    ] = 200
    client_operations: Annotated[
        int, Meta(ge=0, description="Opérations en cours d'un compte ou d'un visiteur, au plus ; 0 : sans limite.")
    ] = 64
    client_statements: Annotated[
        int,
        Meta(ge=1, description="Requêtes SQL de lecture en cours d'un compte ou d'un visiteur, sur huit."),
    ] = 4
    cost_budget: Annotated[
        int,
        Meta(
            ge=0,
            description=(
                "Coût estimé des opérations qu'un compte, ou l'adresse d'un visiteur, peut demander par minute à un "
                f"processus ; 0 : sans limite, sinon au moins {LIMITS.cost}, le coût maximal d'une opération."
            ),
        ),
    ] = 500_000
    grace: Annotated[
        float,
        Meta(
            gt=0,
            description=(
                "Secondes laissées à ce qui est en cours quand le serveur s'arrête (SIGTERM) ; les abonnements sont "
                "fermés tout de suite, avec leur raison. Un second signal n'attend pas."
            ),
        ),
    ] = 15.0
    header_timeout: Annotated[
        float, Meta(gt=0, description="Secondes laissées aux en-têtes d'une requête HTTP pour arriver ; puis 408.")
    ] = 10.0
    keep_alive: Annotated[
        float, Meta(gt=0, description="Secondes après lesquelles une connexion HTTP sans requête est fermée.")
    ] = 5.0
    pg_bin: Annotated[
        Path | None,
        Meta(
            description=(
                "Dossier de pg_restore, qui lit les sauvegardes de la version 0.1.0 ; de la version du serveur "
                "sauvegardé ou d'une plus récente. Sans lui, celui de PostgreSQL embarqué, puis celui du PATH."
            )
        ),
    ] = None
    home: Annotated[
        Path, Meta(description="Dossier des données de l'installation : PostgreSQL embarqué et clés.")
    ] = Path(".efe")
    host: Annotated[str, Meta(description="Adresse sur laquelle l'API écoute.")] = "127.0.0.1"
    max_document: Annotated[int, Meta(ge=1, description="Taille maximale d'un document, en octets.")] = 20_000_000
    max_streams: Annotated[
        int,
        Meta(
            ge=1,
            description="Clients qui suivent en même temps, par WebSocket ou par événements, au plus, par processus.",
        ),
    ] = 10_000
    origin: Annotated[
        str | None,
        Meta(
            description=(
                "Nom du journal scellé, gravé dans chaque point de contrôle et fixé à la première signature, par "
                "exemple « efe.exemple.be/registre ». Sans lui, un nom propre à l'installation est tiré au sort."
            )
        ),
    ] = None
    port: Annotated[Port, Meta(description="Port de l'API ; 0 prend un port libre.")] = 8000
    projector_url: Annotated[
        Secret | None, Meta(description="De même, pour l'utilisateur qui est membre du seul rôle efe_projector.")
    ] = None
    read_url: Annotated[
        Secret | None, Meta(description="De même, pour l'utilisateur qui est membre du seul rôle efe_read.")
    ] = None
    ready_within: Annotated[
        float, Meta(gt=0, description="Secondes au plus que /health/ready attend la base de données.")
    ] = 2.0
    ready_lag: Annotated[
        int,
        Meta(
            ge=0, description="Événements de retard des tables de lecture au-delà desquels /health/ready répond 503."
        ),
    ] = 50_000
    ready_lag_seconds: Annotated[
        float, Meta(ge=0, description="Le même retard, en secondes depuis le premier événement qui attend.")
    ] = 60.0
    ready_seal_seconds: Annotated[
        float,
        Meta(
            ge=0,
            description=(
                "Secondes depuis le premier événement non scellé au-delà desquelles /health/ready répond 503."
            ),
        ),
    ] = 900.0
    metrics_host: Annotated[str, Meta(description="Adresse sur laquelle Prometheus lit les mesures.")] = "127.0.0.1"
    metrics_port: Annotated[
        Port | None,
        Meta(description="Port des mesures (/metrics), hors de l'API ; 0 : libre. Sans lui, rien n'est exposé."),
    ] = None
    otel_endpoint: Annotated[
        str | None,
        Meta(
            description=(
                "Adresse d'un collecteur OpenTelemetry (OTLP sur HTTP) auquel envoyer une trace par opération. Sans "
                "elle ni OTEL_EXPORTER_OTLP_ENDPOINT, rien n'est tracé."
            )
        ),
    ] = None
    oidc_issuer: Annotated[
        str | None,
        Meta(
            description=(
                "Fournisseur d'identité OpenID Connect, tel qu'il se nomme : une URL « https:// ». "
                "Avec lui, l'émetteur de jetons local n'a plus cours."
            )
        ),
    ] = None
    oidc_audience: Annotated[
        str | None,
        Meta(description="Nom sous lequel le fournisseur d'identité connaît cette API (« aud » du jeton)."),
    ] = None
    oidc_algorithms: Annotated[
        tuple[Algorithm, ...],
        Meta(min_length=1, description="Signatures admises, séparées par des virgules ; jamais HMAC ni « none »."),
    ] = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
    oidc_leeway: Annotated[
        int, Meta(ge=0, le=300, description="Écart admis avec l'horloge du fournisseur d'identité, en secondes.")
    ] = 30
    operation_timeout: Annotated[
        float,
        Meta(
            gt=0,
            le=600,
            description="Durée maximale d'une lecture GraphQL, en secondes ; un acte n'est jamais interrompu.",
        ),
    ] = 10
    statement_timeout: Annotated[
        float, Meta(ge=0.001, le=600, description="Durée maximale d'une requête SQL des lectures, en secondes.")
    ] = 5
    trusted_documents: Annotated[
        Path | None,
        Meta(
            description=(
                "Manifeste des documents GraphQL d'une application cliente, tel que graphql-codegen l'écrit, "
                "ou dossier de tels manifestes : un client les désigne par `documentId`."
            )
        ),
    ] = None
    trusted_only: Annotated[
        bool, Meta(description="N'exécuter que les documents des manifestes ; GraphiQL est alors fermé.")
    ] = False
    stalled: Annotated[
        int,
        Meta(
            ge=1,
            le=3600,
            description="Secondes après lesquelles un client qui ne lit rien de ce qui lui est envoyé est coupé.",
        ),
    ] = 30
    tsa_url: Annotated[
        str | None,
        Meta(
            description=(
                "Adresse d'un service d'horodatage RFC 3161, qui atteste quand le dernier point de contrôle existait "
                ": une URL « https:// » ou « http:// ». Sans elle, rien n'est demandé à personne."
            )
        ),
    ] = None
    witness_name: Annotated[
        str | None,
        Meta(
            description=(
                "Nom de cette installation quand elle est témoin du journal d'une autre, fixé avec sa clé, par "
                "exemple « efe.exemple.be/temoin ». Sans lui, un nom propre à l'installation est tiré au sort."
            )
        ),
    ] = None
    witnesses: Annotated[
        str,
        Meta(
            description=(
                "Clés de vérification des témoins dont ce journal publie les cosignatures, séparées par des espaces "
                "(« efe witness --show-key » donne celle d'un témoin)."
            )
        ),
    ] = ""
    witness_urls: Annotated[
        tuple[str, ...],
        Meta(
            description=(
                "Adresses de témoins publics (C2SP tlog-witness), séparées par des virgules, à qui chaque point de "
                "contrôle est soumis ; leurs clés sont dans EFE_WITNESSES. Sans elles, rien n'est demandé à personne."
            )
        ),
    ] = ()

    def __post_init__(self) -> None:
        """Raises `SettingRefused` for what its type alone does not tell."""
        if 0 < len(self.logins) < len(LOGINS):
            raise SettingRefused("EFE_COMMAND_URL", "va avec EFE_PROJECTOR_URL et EFE_READ_URL, ou sans elles")
        if 0 < self.cost_budget < LIMITS.cost:
            raise SettingRefused("EFE_COST_BUDGET", f"0, ou au moins {LIMITS.cost}, est attendu")
        if self.oidc_issuer and not _identifies(self.oidc_issuer):
            raise SettingRefused("EFE_OIDC_ISSUER", "une URL « https:// » sans paramètre est attendue")
        if self.tsa_url and not _is_over_http(self.tsa_url):
            raise SettingRefused("EFE_TSA_URL", "une URL « https:// » ou « http:// » est attendue")
        if not all(map(_is_over_http, self.witness_urls)):
            raise SettingRefused("EFE_WITNESS_URLS", "des URL « https:// » ou « http:// » sont attendues")
        if self.witness_urls and not self.witnesses:
            raise SettingRefused("EFE_WITNESS_URLS", "ne va pas sans EFE_WITNESSES")
        if self.oidc_issuer and not self.oidc_audience:
            raise SettingRefused("EFE_OIDC_ISSUER", "ne va pas sans EFE_OIDC_AUDIENCE")
        if self.trusted_only and not self.trusted_documents:
            raise SettingRefused("EFE_TRUSTED_ONLY", "ne va pas sans EFE_TRUSTED_DOCUMENTS")

    @property
    def logins(self) -> dict[str, Secret]:
        """The addresses that are given for the roles of the database."""
        given = {role: getattr(self, name) for role, name in LOGINS.items()}
        return {role: url for role, url in given.items() if url}

    @classmethod
    def chosen(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Those of the environment; an empty variable is as good as none. Raises `SettingRefused`."""
        given: dict[str, Any] = {
            field.name: _converted(name, environment[name], field)
            for field in msgspec.structs.fields(cls)
            for name in (STANDARD.get(field.name, ""), f"EFE_{field.name.upper()}")
            if environment.get(name)
        }
        return cls(**given)


def _converted(name: str, text: str, field: FieldInfo) -> object:
    several = get_origin(field.type.__origin__) is tuple
    value = [each.strip() for each in text.split(",")] if several else text
    try:
        return msgspec.convert(value, field.type, strict=False, dec_hook=_of_ours)
    except msgspec.ValidationError as error:
        raise SettingRefused(name) from error


def _of_ours(wanted: type, text: str) -> object:
    """A path, or a secret."""
    return wanted(text)


def _identifies(issuer: str) -> bool:
    return "?" not in issuer and "#" not in issuer and is_tamper_proof(issuer)


def _is_over_http(url: str) -> bool:
    scheme, host = scheme_and_host(url)
    return scheme in {"http", "https"} and bool(host)
