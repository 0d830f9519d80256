"""Settings of the server: addresses and connections, limits of a request, readiness, metrics and tracing."""

from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field
from pydantic_settings import NoDecode

from efe_graphql.limits.limits import LIMITS
from efe_infra.settings.values import SPLIT, Port, SettingsGroup


class ServingSettings(SettingsGroup):
    host: str = "127.0.0.1"
    """Adresse sur laquelle l'API écoute."""
    public_url: str | None = None
    """Origine sous laquelle les personnes atteignent la plateforme : « https://efe.exemple.be », sans chemin. Sans
    elle, on ne se connecte à la console que depuis cette machine."""
    port: Port = 8000
    """Port de l'API ; 0 prend un port libre."""
    body_timeout: Annotated[float, Field(gt=0)] = 30.0
    """Secondes laissées au corps d'une requête HTTP, plus une par 16 kio reçus."""
    client_connections: Annotated[int, Field(ge=0)] = 200
    """Connexions d'une adresse au plus, sauf d'un mandataire ; 0 : sans limite."""
    grace: Annotated[float, Field(gt=0)] = 15.0
    """Secondes laissées à ce qui est en cours quand le serveur s'arrête (SIGTERM) ; les abonnements sont fermés tout
    de suite, avec leur raison. Un second signal n'attend pas."""
    header_timeout: Annotated[float, Field(gt=0)] = 10.0
    """Secondes laissées aux en-têtes d'une requête HTTP pour arriver ; puis 408."""
    keep_alive: Annotated[float, Field(gt=0)] = 5.0
    """Secondes après lesquelles une connexion HTTP sans requête est fermée."""
    max_streams: Annotated[int, Field(ge=1)] = 10_000
    """Clients qui suivent en même temps, par WebSocket ou par événements, au plus, par processus."""
    stalled: Annotated[int, Field(ge=1, le=3600)] = 30
    """Secondes après lesquelles un client qui ne lit rien de ce qui lui est envoyé est coupé."""
    allowed_origins: Annotated[tuple[str, ...], NoDecode, SPLIT] = ()
    """Origines des pages web d'ailleurs dont un navigateur peut appeler /graphql et /documents (CORS), séparées par
    des virgules : « https://app.exemple.be » ; jamais « * ». Sans elles, aucune."""


class RequestsSettings(SettingsGroup):
    compiled: bool = True
    """Si les lectures GraphQL passent par des sélections compilées. « false » les fait toutes exécuter par
    graphql-core : les réponses sont les mêmes, en plus de temps."""
    client_operations: Annotated[int, Field(ge=0)] = 64
    """Opérations en cours d'un compte ou d'un visiteur, au plus ; 0 : sans limite."""
    client_statements: Annotated[int, Field(ge=1)] = 4
    """Requêtes SQL de lecture en cours d'un compte ou d'un visiteur, sur huit."""
    cost_budget: Annotated[
        int,
        Field(
            ge=0,
            description=(
                "Coût estimé des opérations qu'un compte, ou l'adresse d'un visiteur, peut demander par minute à un "
                f"processus ; 0 : sans limite, sinon au moins {LIMITS.cost}, le coût maximal d'une opération."
            ),
        ),
    ] = 500_000
    max_document: Annotated[int, Field(ge=1)] = 20_000_000
    """Taille maximale d'un document, en octets."""
    operation_timeout: Annotated[float, Field(gt=0, le=600)] = 10
    """Durée maximale d'une lecture GraphQL, en secondes ; un acte n'est jamais interrompu."""
    statement_timeout: Annotated[float, Field(ge=0.001, le=600)] = 5
    """Durée maximale d'une requête SQL des lectures, en secondes."""
    trusted_documents: Path | None = None
    """Manifeste des documents GraphQL d'une application cliente, tel que graphql-codegen l'écrit, ou dossier de tels
    manifestes : un client les désigne par `documentId`."""
    trusted_only: bool = False
    """N'exécuter que les documents des manifestes ; GraphiQL est alors fermé."""


class OperationsSettings(SettingsGroup):
    ready_within: Annotated[float, Field(gt=0)] = 2.0
    """Secondes au plus que /health/ready attend la base de données."""
    ready_lag: Annotated[int, Field(ge=0)] = 50_000
    """Événements de retard des tables de lecture au-delà desquels /health/ready répond 503."""
    ready_lag_seconds: Annotated[float, Field(ge=0)] = 60.0
    """Le même retard, en secondes depuis le premier événement qui attend."""
    ready_seal_seconds: Annotated[float, Field(ge=0)] = 900.0
    """Secondes depuis le premier événement non scellé au-delà desquelles /health/ready répond 503."""
    metrics_host: str = "127.0.0.1"
    """Adresse sur laquelle Prometheus lit les mesures."""
    metrics_port: Port | None = None
    """Port des mesures (/metrics), hors de l'API ; 0 : libre. Sans lui, rien n'est exposé."""
    otel_endpoint: Annotated[
        str | None, Field(validation_alias=AliasChoices("EFE_OTEL_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"))
    ] = None
    """Adresse d'un collecteur OpenTelemetry (OTLP sur HTTP) auquel envoyer une trace par opération. Sans elle ni
    OTEL_EXPORTER_OTLP_ENDPOINT, rien n'est tracé."""
