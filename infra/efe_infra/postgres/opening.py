"""Opens the database of the settings: reachable, recent enough, migrated, with a login for each role."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg.errors import ReadOnlySqlTransaction

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.errors import EmbeddedServerMissing, ServerReadOnly, ServerUnreachable
from efe_infra.postgres.logins import check_logins, with_own_logins
from efe_infra.postgres.migrations import migrate


class Secret(Protocol):
    def get_secret_value(self) -> str: ...


class Where(Protocol):
    """Settings of the database: its address and its logins."""

    @property
    def database_url(self) -> Secret | None: ...

    @property
    def logins(self) -> Mapping[str, Secret]: ...

    @property
    def home(self) -> Path: ...


def open_database(settings: Where) -> Database:
    """Opens the database; without an address, a private server that runs as long as this process.

    Raises `DatabaseUnusable`.
    """
    database = address(settings)
    try:
        migrate(database)
        return _entered(database, settings)
    except psycopg.OperationalError as error:
        raise ServerUnreachable(str(error).splitlines()[0]) from error
    except ReadOnlySqlTransaction as error:
        raise ServerReadOnly from error


def _entered(database: Database, settings: Where) -> Database:
    """Adds a login for each role: the operator's, or the installation's own."""
    if urls := settings.logins:
        database = database.with_logins({DatabaseRole(role): url.get_secret_value() for role, url in urls.items()})
        check_logins(database)
        return database
    return with_own_logins(database, settings.home)


def address(settings: Where) -> Database:
    """Returns the address of the database, without a check of its content. Raises `DatabaseUnusable`."""
    url = settings.database_url
    return Database(url.get_secret_value()) if url else _embedded(settings.home)


def _embedded(home: Path) -> Database:
    try:
        from efe_infra.postgres.embedded import EmbeddedServer  # noqa: PLC0415 - an optional extra
    except ModuleNotFoundError as error:
        raise EmbeddedServerMissing from error
    return Database(EmbeddedServer(home).conninfo)
