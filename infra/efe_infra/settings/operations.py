"""Settings of readiness, metrics and tracing."""

from typing import Annotated

from pydantic import AliasChoices, BaseModel, Field

from efe_infra.settings.values import Port


class OperationsSettings(BaseModel):
    ready_within: Annotated[
        float, Field(gt=0, description="Secondes au plus que /health/ready attend la base de données.")
    ] = 2.0
    ready_lag: Annotated[
        int,
        Field(
            ge=0, description="Événements de retard des tables de lecture au-delà desquels /health/ready répond 503."
        ),
    ] = 50_000
    ready_lag_seconds: Annotated[
        float, Field(ge=0, description="Le même retard, en secondes depuis le premier événement qui attend.")
    ] = 60.0
    ready_seal_seconds: Annotated[
        float,
        Field(
            ge=0,
            description=(
                "Secondes depuis le premier événement non scellé au-delà desquelles /health/ready répond 503."
            ),
        ),
    ] = 900.0
    metrics_host: Annotated[str, Field(description="Adresse sur laquelle Prometheus lit les mesures.")] = "127.0.0.1"
    metrics_port: Annotated[
        Port | None,
        Field(description="Port des mesures (/metrics), hors de l'API ; 0 : libre. Sans lui, rien n'est exposé."),
    ] = None
    otel_endpoint: Annotated[
        str | None,
        Field(
            validation_alias=AliasChoices("EFE_OTEL_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"),
            description=(
                "Adresse d'un collecteur OpenTelemetry (OTLP sur HTTP) auquel envoyer une trace par opération. Sans "
                "elle ni OTEL_EXPORTER_OTLP_ENDPOINT, rien n'est tracé."
            ),
        ),
    ] = None
