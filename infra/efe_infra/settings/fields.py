"""Fields of the settings, in groups by subject, and the types of their values."""

from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, FilePath, IPvAnyNetwork, SecretStr
from pydantic_settings import NoDecode

from efe_graphql.limits.limits import LIMITS

type Port = Annotated[int, Field(ge=0, le=65535)]


def split(text: object) -> object:
    """Splits a text at its commas; returns any other value as it is."""
    return [each.strip() for each in text.split(",")] if isinstance(text, str) else text


SPLIT: Final = BeforeValidator(split)
"""Validator of a tuple. It goes with `NoDecode`, since pydantic would expect JSON."""


class SettingsGroup(BaseModel):
    """Base of the settings of one subject. The text below a setting is its description in `infra/SETTINGS.md`."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class ServingSettings(SettingsGroup):
    host: str = "127.0.0.1"
    """Adresse sur laquelle l'API écoute."""
    public_url: str | None = None
    """Adresse publique de la plateforme, sans chemin : « https://efe.exemple.be ». Sans elle, on ne se connecte à la
    console que depuis cette machine."""
    contact: str | None = None
    """Adresse électronique de qui tient la plateforme, montrée à la page « Contact »."""
    open_data_licence: str | None = None
    """Licence des données ouvertes, montrée à la page « Données ouvertes » et au catalogue : son adresse, une espace,
    son titre, comme « https://creativecommons.org/licenses/by/4.0/ CC BY 4.0 ». Sans elle, aucune n'est indiquée."""
    open_data_publisher: str | None = None
    """Nom de l'organisation qui publie les données ouvertes. Sans lui, le catalogue nomme « l'exploitant de cette
    plateforme »."""
    port: Port = 8000
    """Port de l'API ; 0 prend un port libre."""
    body_timeout: Annotated[float, Field(gt=0)] = 30.0
    """Délai de réception du corps d'une requête HTTP, en secondes, plus une par 16 kio reçus."""
    client_connections: Annotated[int, Field(ge=0)] = 200
    """Nombre maximal de connexions d'une adresse, sauf celle d'un serveur mandataire ; 0 : sans limite."""
    grace: Annotated[float, Field(gt=0)] = 15.0
    """Délai, en secondes, pour terminer les requêtes en cours quand le serveur s'arrête (SIGTERM). Les abonnements
    sont fermés tout de suite, avec leur raison. Un second signal arrête le serveur sans attendre."""
    header_timeout: Annotated[float, Field(gt=0)] = 10.0
    """Délai de réception des en-têtes d'une requête HTTP, en secondes ; ensuite, la réponse est 408."""
    keep_alive: Annotated[float, Field(gt=0)] = 5.0
    """Délai, en secondes, après lequel une connexion HTTP sans requête est fermée."""
    max_streams: Annotated[int, Field(ge=1)] = 10_000
    """Nombre maximal de connexions d'abonnement (WebSocket ou événements) ouvertes en même temps, par processus."""
    stalled: Annotated[int, Field(ge=1, le=3600)] = 30
    """Délai, en secondes, après lequel la connexion d'un client qui ne lit plus ses réponses est coupée."""
    allowed_origins: Annotated[tuple[str, ...], NoDecode, SPLIT] = ()
    """Autres sites web dont les pages peuvent appeler /graphql et /documents (CORS) : leurs origines, séparées par
    des virgules, comme « https://app.exemple.be » ; jamais « * ». Sans elles, aucun."""


class RequestsSettings(SettingsGroup):
    compiled: bool = True
    """Exécute les lectures GraphQL par des sélections compilées. « false » les fait toutes exécuter par
    graphql-core : les réponses sont les mêmes, mais plus lentes."""
    client_operations: Annotated[int, Field(ge=0)] = 64
    """Nombre maximal d'opérations en cours d'un compte ou d'un visiteur ; 0 : sans limite."""
    client_statements: Annotated[int, Field(ge=1)] = 4
    """Nombre maximal de requêtes SQL de lecture en cours d'un compte ou d'un visiteur ; un processus en exécute huit
    à la fois."""
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
    remembered_bytes: Annotated[int, Field(ge=0)] = 64 * 1024 * 1024
    """Mémoire d'un processus, en octets, pour les réponses dont les tables n'ont pas changé ; 0 : aucune. Les droits
    sont confirmés à chaque demande."""
    statement_timeout: Annotated[float, Field(ge=0.001, le=600)] = 5
    """Durée maximale d'une requête SQL des lectures, en secondes."""
    trusted_documents: Path | None = None
    """Manifeste des documents GraphQL d'une application cliente, tel que graphql-codegen l'écrit, ou dossier de tels
    manifestes : un client les désigne par `documentId`."""
    trusted_only: bool = False
    """N'exécuter que les documents des manifestes ; GraphiQL est alors fermé."""


class OperationsSettings(SettingsGroup):
    ready_within: Annotated[float, Field(gt=0)] = 2.0
    """Durée maximale, en secondes, pendant laquelle /health/ready attend la base de données."""
    ready_lag: Annotated[int, Field(ge=0)] = 50_000
    """Retard des tables de lecture, en événements, au-delà duquel /health/ready répond 503."""
    ready_lag_seconds: Annotated[float, Field(ge=0)] = 60.0
    """Retard des tables de lecture, en secondes depuis le premier événement qui leur manque, au-delà duquel
    /health/ready répond 503."""
    ready_seal_seconds: Annotated[float, Field(ge=0)] = 900.0
    """Retard du scellé, en secondes depuis le premier événement non scellé, au-delà duquel /health/ready répond
    503."""
    metrics_host: str = "127.0.0.1"
    """Adresse sur laquelle Prometheus lit les mesures."""
    metrics_port: Port | None = None
    """Port des mesures (/metrics), hors de l'API ; 0 : libre. Sans lui, rien n'est exposé."""
    otel_endpoint: Annotated[
        str | None, Field(validation_alias=AliasChoices("EFE_OTEL_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"))
    ] = None
    """Adresse d'un collecteur OpenTelemetry (OTLP sur HTTP) auquel envoyer une trace par opération. Sans elle ni
    OTEL_EXPORTER_OTLP_ENDPOINT, rien n'est tracé."""


class MailSettings(SettingsGroup):
    smtp_url: SecretStr | None = None
    """Serveur de courrier sortant : « smtps://utilisateur:motdepasse@hote:465 » (TLS), ou « smtp://hote:587 »
    (STARTTLS exigé, sauf sur cette machine). Son certificat est vérifié. Elle va avec EFE_MAIL_FROM et
    EFE_PUBLIC_URL. Sans elle, aucun courriel n'est envoyé."""
    mail_from: str | None = None
    """Adresse électronique d'où partent les courriels, par exemple « efe@exemple.be »."""
    mails_per_hour: Annotated[int, Field(ge=1)] = 1000
    """Nombre maximal de courriels de l'installation en une heure ; les suivants attendent. Chaque Instance en a sa
    part ; les invitations et les résumés n'en prennent pas plus de la moitié."""
    mails_per_person: Annotated[int, Field(ge=1)] = 30
    """Nombre maximal de courriels à une adresse en une heure ; les suivants attendent."""


class WebhookSettings(SettingsGroup):
    webhook_networks: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, SPLIT] = ()
    """Réseaux privés où des webhooks peuvent aussi aller, séparés par des virgules : « 10.20.0.0/16 ». Là seulement,
    « http:// » est admis. Sans eux, un webhook va à une adresse publique, en « https:// »."""
    webhook_ca: FilePath | None = None
    """Fichier PEM des autorités de certification que les webhooks acceptent en plus des autorités publiques."""


LOGINS = {"efe_command": "command_url", "efe_projector": "projector_url", "efe_read": "read_url"}
"""Database roles with a log-in of their own, and the setting of each: all are set, or none."""


class StorageSettings(SettingsGroup):
    database_url: SecretStr | None = None
    """Adresse du serveur PostgreSQL (15 ou plus récent) : une URL « postgresql:// » ou une chaîne libpq. Son
    utilisateur possède la base et peut créer des rôles. Sans elle ni EFE_COMMAND_URL, EFE_PROJECTOR_URL et
    EFE_READ_URL, un PostgreSQL privé démarre sous EFE_HOME. Avec ces trois adresses, « efe serve » se passe d'elle,
    une fois la base préparée par « efe migrate »."""
    command_url: SecretStr | None = None
    """Adresse de la base pour l'utilisateur membre du seul rôle efe_command. Elle va avec EFE_PROJECTOR_URL et
    EFE_READ_URL. Sans les trois, l'installation crée ces utilisateurs et garde leurs mots de passe sous EFE_HOME."""
    projector_url: SecretStr | None = None
    """Adresse de la base pour l'utilisateur membre du seul rôle efe_projector ; voir EFE_COMMAND_URL."""
    read_url: SecretStr | None = None
    """Adresse de la base pour l'utilisateur membre du seul rôle efe_read ; voir EFE_COMMAND_URL."""
    read_urls: Annotated[tuple[SecretStr, ...], NoDecode, SPLIT] = ()
    """Adresses des répliques de la base (réplication physique, « hot standby »), séparées par des virgules : des URL
    « postgresql:// » sans utilisateur. Les lectures, exports et vérifications s'y font quand elles sont à jour. Sans
    elles, tout se lit dans la base principale."""
    home: Path = Path(".efe")
    """Dossier des données de l'installation : PostgreSQL embarqué et clés."""

    @property
    def logins(self) -> dict[str, SecretStr]:
        return {role: url for role, name in LOGINS.items() if (url := getattr(self, name))}


class EvidenceSettings(SettingsGroup):
    origin: str | None = None
    """Nom du journal scellé, gravé dans chaque point de contrôle et fixé à la première signature, par exemple
    « efe.exemple.be/registre ». Sans lui, un nom propre à l'installation est tiré au sort."""
    tsa_url: str | None = None
    """Adresse d'un service d'horodatage RFC 3161, qui atteste quand le dernier point de contrôle existait : une URL
    « https:// » ou « http:// ». Sans elle, aucun horodatage n'est demandé."""
    witness_name: str | None = None
    """Nom de cette installation quand elle est témoin du journal d'une autre, fixé avec sa clé, par exemple
    « efe.exemple.be/temoin ». Sans lui, un nom propre à l'installation est tiré au sort."""
    witnesses: str = ""
    """Clés de vérification des témoins dont ce journal publie les cosignatures, séparées par des espaces (« efe
    witness --show-key » donne celle d'un témoin)."""
    witness_urls: Annotated[tuple[str, ...], NoDecode, SPLIT] = ()
    """Adresses de témoins publics (C2SP tlog-witness), séparées par des virgules, à qui chaque point de contrôle est
    soumis ; leurs clés sont dans EFE_WITNESSES. Sans elles, aucun témoin n'est sollicité."""


type Algorithm = Literal[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"
]
"""Signature algorithms with a public key; with a shared secret, any verifier could sign."""


class IdentitySettings(SettingsGroup):
    oidc_issuer: str | None = None
    """Fournisseur d'identité OpenID Connect, sous son nom exact (« iss » du jeton) : une URL « https:// ». Avec lui,
    les jetons de l'émetteur local ne sont plus acceptés."""
    oidc_ca: FilePath | None = None
    """Fichier PEM d'une autorité de certification privée que le fournisseur d'identité peut avoir, acceptée pour lui
    seul en plus des autorités publiques."""
    oidc_audience: str | None = None
    """Nom sous lequel le fournisseur d'identité connaît cette API (« aud » du jeton). Sans lui, EFE_PUBLIC_URL."""
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
    oidc_trusted_email: str | None = None
    """Le nom d'EFE_OIDC_ISSUER, répété, si vous vous fiez aux adresses que ce fournisseur déclare vérifiées
    (« email » et « email_verified » du jeton d'accès). Une personne qui accepte une invitation avec l'adresse
    invitée a alors son rôle tout de suite. Sans ce réglage, la personne qui a invité confirme toujours."""
    session_key: SecretStr | None = None
    """Clé qui chiffre les sessions de la console : 32 octets en base64url, la même pour tous les processus. Sans ce
    réglage, une clé est tirée au sort et gardée dans EFE_HOME/keys."""
    oidc_algorithms: Annotated[tuple[Algorithm, ...], NoDecode, SPLIT, Field(min_length=1)] = (
        "RS256",
        "PS256",
        "ES256",
        "Ed25519",
        "EdDSA",
    )
    """Algorithmes de signature admis, séparés par des virgules ; jamais HMAC ni « none »."""
    oidc_leeway: Annotated[int, Field(ge=0, le=300)] = 30
    """Écart admis avec l'horloge du fournisseur d'identité, en secondes."""
    oidc_token_lifetime: Annotated[int, Field(ge=3_600, le=31_536_000)] = 36_000
    """Durée, en secondes, pendant laquelle un jeton du fournisseur d'identité peut servir ou être renouvelé : la plus
    longue vie d'un jeton d'accès, d'un jeton de rafraîchissement ou d'une session chez lui. Le compte d'une personne
    oubliée reste fermé aussi longtemps ; un jeton plus ancien ne crée aucun compte."""

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
