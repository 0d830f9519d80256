"""Settings of the database, its log-ins and the home folder."""

from pathlib import Path
from typing import Annotated

from pydantic import SecretStr
from pydantic_settings import NoDecode

from efe_infra.settings.values import SPLIT, SettingsGroup

LOGINS = {"efe_command": "command_url", "efe_projector": "projector_url", "efe_read": "read_url"}
"""Database roles with a log-in of their own, and the setting of each: all are set, or none."""


class StorageSettings(SettingsGroup):
    database_url: SecretStr | None = None
    """Adresse du serveur PostgreSQL (15 ou plus récent) : une URL « postgresql:// » ou une chaîne libpq. Son
    utilisateur possède la base et peut créer des rôles. Sans elle, un PostgreSQL privé démarre sous EFE_HOME."""
    command_url: SecretStr | None = None
    """Adresse, pour l'utilisateur qui est membre du seul rôle efe_command. Sans elle ni les deux autres,
    l'installation crée les utilisateurs des rôles et garde leurs mots de passe sous EFE_HOME."""
    projector_url: SecretStr | None = None
    """De même, pour l'utilisateur qui est membre du seul rôle efe_projector."""
    read_url: SecretStr | None = None
    """De même, pour l'utilisateur qui est membre du seul rôle efe_read."""
    read_urls: Annotated[tuple[SecretStr, ...], NoDecode, SPLIT] = ()
    """Adresses des répliques de la base (réplication physique, « hot standby »), séparées par des virgules : des URL
    « postgresql:// » sans utilisateur. Lectures, exports et vérifications s'y font dès qu'elles ont ce qu'a la base.
    Sans elles, tout se lit dans la base."""
    home: Path = Path(".efe")
    """Dossier des données de l'installation : PostgreSQL embarqué et clés."""

    @property
    def logins(self) -> dict[str, SecretStr]:
        """Returns the addresses of the roles that have one."""
        return {role: url for role, name in LOGINS.items() if (url := getattr(self, name))}
