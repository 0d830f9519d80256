"""Settings of the limits of a request."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from efe_graphql.limits.limits import LIMITS


class RequestsSettings(BaseModel):
    compiled: Annotated[
        bool,
        Field(
            description=(
                "Si les lectures GraphQL passent par des sélections compilées. « false » les fait toutes exécuter "
                "par graphql-core : les réponses sont les mêmes, en plus de temps."
            )
        ),
    ] = True
    client_operations: Annotated[
        int, Field(ge=0, description="Opérations en cours d'un compte ou d'un visiteur, au plus ; 0 : sans limite.")
    ] = 64
    client_statements: Annotated[
        int,
        Field(ge=1, description="Requêtes SQL de lecture en cours d'un compte ou d'un visiteur, sur huit."),
    ] = 4
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
    max_document: Annotated[int, Field(ge=1, description="Taille maximale d'un document, en octets.")] = 20_000_000
    operation_timeout: Annotated[
        float,
        Field(
            gt=0,
            le=600,
            description="Durée maximale d'une lecture GraphQL, en secondes ; un acte n'est jamais interrompu.",
        ),
    ] = 10
    statement_timeout: Annotated[
        float, Field(ge=0.001, le=600, description="Durée maximale d'une requête SQL des lectures, en secondes.")
    ] = 5
    trusted_documents: Annotated[
        Path | None,
        Field(
            description=(
                "Manifeste des documents GraphQL d'une application cliente, tel que graphql-codegen l'écrit, "
                "ou dossier de tels manifestes : un client les désigne par `documentId`."
            )
        ),
    ] = None
    trusted_only: Annotated[
        bool, Field(description="N'exécuter que les documents des manifestes ; GraphiQL est alors fermé.")
    ] = False
