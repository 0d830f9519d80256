"""From the settings to a database that is ready: reached, recent enough and migrated."""

from pathlib import Path

import psycopg

from efe_infra.postgres.connection import check_role
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.errors import EmbeddedServerMissing, ServerUnreachable
from efe_infra.postgres.migrations import migrate
from efe_infra.settings import Settings

WORKING = (DatabaseRole.COMMAND, DatabaseRole.PROJECTOR, DatabaseRole.READ)


def open_database(settings: Settings) -> Database:
    """The database of the installation; without an address, a private server that runs as long as this process.

    Raises `DatabaseUnusable`.
    """
    database = address(settings)
    try:
        migrate(database)
        for role in WORKING:
            with psycopg.connect(database.conninfo(role)) as connection:
                [(found,)] = connection.execute("select current_user").fetchall()
            check_role(found, role)
    except psycopg.OperationalError as error:
        raise ServerUnreachable(str(error).splitlines()[0]) from error
    return database


def address(settings: Settings) -> Database:
    """Where the database is, whatever is in it. Raises `DatabaseUnusable`."""
    url = settings.database_url
    return Database(url.reveal()) if url else _embedded(settings.home)


def _embedded(home: Path) -> Database:
    try:
        from efe_infra.postgres.embedded import EmbeddedServer  # noqa: PLC0415 - an extra that may not be installed
    except ModuleNotFoundError as error:
        raise EmbeddedServerMissing from error
    return Database(EmbeddedServer(home).conninfo)
