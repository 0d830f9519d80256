"""Temporary (scratch) database for a replay, on the server of the installation."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from psycopg.errors import InsufficientPrivilege, ObjectInUse
from psycopg.sql import SQL, Identifier

from efe_infra.postgres.connection import connect_without_timeout
from efe_infra.postgres.database import Database
from efe_infra.postgres.errors import DatabaseUnusable
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.tables.schema import create_read_tables
from efe_projections.catalogue import PROJECTIONS


class DatabaseNotCreated(DatabaseUnusable):
    """User of the address who may not create a database."""

    def __init__(self) -> None:
        super().__init__(
            "Le rejeu crée une base provisoire : l'utilisateur PostgreSQL doit pouvoir créer des bases (CREATEDB)."
        )


@contextmanager
def scratch(database: Database, *, keep: bool = False) -> Iterator[tuple[str, Database]]:
    """Yields the name and the migrated database with empty read tables, and drops it at the end unless `keep`.

    Only the administrator connects to it: the addresses of other log-ins may use a pooler that does not know it.

    Raises `DatabaseNotCreated`.
    """
    name = f"efe_replay_{uuid4().hex[:12]}"
    create = SQL("create database {} template template0 encoding 'UTF8' locale 'C'").format(Identifier(name))
    try:
        with connect_without_timeout(database.owner, autocommit=True) as admin:
            admin.execute(create)
    except InsufficientPrivilege as error:
        raise DatabaseNotCreated from error
    temporary = database.administered.named(name)
    try:
        migrate(temporary)
        create_read_tables(temporary, PROJECTIONS)
        yield name, temporary
    finally:
        if not keep:
            _drop(database, name)


def _drop(database: Database, name: str) -> None:
    """Drops the database, which waits a few seconds for sessions that end by themselves.

    Ending them needs a right over their log-ins, which the user who created these does not have by that alone.
    """
    drop = SQL("drop database {}").format(Identifier(name))
    with connect_without_timeout(database.owner, autocommit=True) as admin:
        try:
            admin.execute(drop)
        except ObjectInUse:
            admin.execute(drop + SQL(" with (force)"))
