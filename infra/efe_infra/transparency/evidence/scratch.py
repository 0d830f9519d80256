"""A database beside that of the installation, on the same server, for the time of a replay."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from psycopg.errors import InsufficientPrivilege, ObjectInUse
from psycopg.sql import SQL, Identifier

from efe_infra.postgres.connection import long_session
from efe_infra.postgres.database import Database
from efe_infra.postgres.errors import DatabaseUnusable
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.tables.schema import create_read_tables
from efe_projections.catalogue import PROJECTIONS


class DatabaseNotCreated(DatabaseUnusable):
    """The user of the address may not create a database."""

    def __init__(self) -> None:
        super().__init__(
            "Le rejeu crée une base provisoire : l'utilisateur PostgreSQL doit pouvoir créer des bases (CREATEDB)."
        )


@contextmanager
def scratch(database: Database, *, keep: bool = False) -> Iterator[tuple[str, Database]]:
    """Its name and itself: migrated, with empty read tables. It is dropped at the end unless it is to be kept.

    The administrator alone enters it: the address of a log-in may lead through a pooler that knows no other database.

    Raises `DatabaseNotCreated`.
    """
    name = f"efe_replay_{uuid4().hex[:12]}"
    create = SQL("create database {} template template0 encoding 'UTF8' locale 'C'").format(Identifier(name))
    try:
        with long_session(database.admin, autocommit=True) as admin:
            admin.execute(create)
    except InsufficientPrivilege as error:
        raise DatabaseNotCreated from error
    made = database.administered.named(name)
    try:
        migrate(made)
        create_read_tables(made, PROJECTIONS)
        yield name, made
    finally:
        if not keep:
            _drop(database, name)


def _drop(database: Database, name: str) -> None:
    """The server waits a few seconds for those who are about to leave. To end them takes a right over their log-ins,
    which whoever made these has not by that alone.
    """
    drop = SQL("drop database {}").format(Identifier(name))
    with long_session(database.admin, autocommit=True) as admin:
        try:
            admin.execute(drop)
        except ObjectInUse:
            admin.execute(drop + SQL(" with (force)"))
