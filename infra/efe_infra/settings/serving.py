"""Settings of addresses, ports and connections."""

from typing import Annotated

from pydantic import BaseModel, Field
from pydantic_settings import NoDecode

from efe_infra.settings.values import SPLIT, Port


class ServingSettings(BaseModel):
    host: Annotated[str, Field(description="Adresse sur laquelle l'API écoute.")] = "127.0.0.1"
    public_url: Annotated[
        str | None,
        Field(
            description=(
                "Origine sous laquelle les personnes atteignent la plateforme : « https://efe.exemple.be », sans "
                "chemin. Sans elle, on ne se connecte à la console que depuis cette machine."
            )
        ),
    ] = None
    port: Annotated[Port, Field(description="Port de l'API ; 0 prend un port libre.")] = 8000
    body_timeout: Annotated[
        float, Field(gt=0, description="Secondes laissées au corps d'une requête HTTP, plus une par 16 kio reçus.")
    ] = 30.0
    client_connections: Annotated[
        int, Field(ge=0, description="Connexions d'une adresse au plus, sauf d'un mandataire ; 0 : sans limite.")
    ] = 200
    grace: Annotated[
        float,
        Field(
            gt=0,
            description=(
                "Secondes laissées à ce qui est en cours quand le serveur s'arrête (SIGTERM) ; les abonnements sont "
                "fermés tout de suite, avec leur raison. Un second signal n'attend pas."
            ),
        ),
    ] = 15.0
    header_timeout: Annotated[
        float, Field(gt=0, description="Secondes laissées aux en-têtes d'une requête HTTP pour arriver ; puis 408.")
    ] = 10.0
    keep_alive: Annotated[
        float, Field(gt=0, description="Secondes après lesquelles une connexion HTTP sans requête est fermée.")
    ] = 5.0
    max_streams: Annotated[
        int,
        Field(
            ge=1,
            description="Clients qui suivent en même temps, par WebSocket ou par événements, au plus, par processus.",
        ),
    ] = 10_000
    stalled: Annotated[
        int,
        Field(
            ge=1,
            le=3600,
            description="Secondes après lesquelles un client qui ne lit rien de ce qui lui est envoyé est coupé.",
        ),
    ] = 30
    allowed_origins: Annotated[
        tuple[str, ...],
        NoDecode,
        SPLIT,
        Field(
            description=(
                "Origines des pages web d'ailleurs dont un navigateur peut appeler /graphql et /documents (CORS), "
                "séparées par des virgules : « https://app.exemple.be » ; jamais « * ». Sans elles, aucune."
            )
        ),
    ] = ()
