"""What an installation may choose, read from the environment."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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
