"""Settings of the database, its log-ins and the home folder."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import NoDecode

from efe_infra.settings.values import SPLIT

LOGINS = {"efe_command": "command_url", "efe_projector": "projector_url", "efe_read": "read_url"}
"""Database roles with a log-in of their own, and the setting of each: all are set, or none."""


class StorageSettings(BaseModel):
    database_url: Annotated[
        SecretStr | None,
        Field(
            description=(
                "Adresse du serveur PostgreSQL (15 ou plus récent) : une URL « postgresql:// » ou une chaîne libpq. "
                "Son utilisateur possède la base et peut créer des rôles. "
                "Sans elle, un PostgreSQL privé démarre sous EFE_HOME."
            )
        ),
    ] = None
    command_url: Annotated[
        SecretStr | None,
        Field(
            description=(
                "Adresse, pour l'utilisateur qui est membre du seul rôle efe_command. Sans elle ni les deux autres, "
                "l'installation crée les utilisateurs des rôles et garde leurs mots de passe sous EFE_HOME."
            )
        ),
    ] = None
    projector_url: Annotated[
        SecretStr | None, Field(description="De même, pour l'utilisateur qui est membre du seul rôle efe_projector.")
    ] = None
    read_url: Annotated[
        SecretStr | None, Field(description="De même, pour l'utilisateur qui est membre du seul rôle efe_read.")
    ] = None
    read_urls: Annotated[
        tuple[SecretStr, ...],
        NoDecode,
        SPLIT,
        Field(
            description=(
                "Adresses des répliques de la base (réplication physique, « hot standby »), séparées par des "
                "virgules : des URL « postgresql:// » sans utilisateur. Lectures, exports et vérifications s'y "
                "font dès qu'elles ont ce qu'a la base. Sans elles, tout se lit dans la base."
            )
        ),
    ] = ()
    home: Annotated[
        Path, Field(description="Dossier des données de l'installation : PostgreSQL embarqué et clés.")
    ] = Path(".efe")

    @property
    def logins(self) -> dict[str, SecretStr]:
        """Returns the addresses of the roles that have one."""
        return {role: url for role, name in LOGINS.items() if (url := getattr(self, name))}
