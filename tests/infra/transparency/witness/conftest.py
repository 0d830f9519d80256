"""A log with a first checkpoint, a witness with a database of its own, and databases for what goes wrong."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from efe_infra.postgres.database import Database
from tests.conftest import Cloning
from tests.infra.transparency.sealing.given import Ledger
from tests.infra.transparency.witness.given import Address, Watcher, sealed


class Databases:
    """As many as a test wants."""

    def __init__(self, server: Database, cloning: Cloning, stack: ExitStack) -> None:
        self._server, self._cloning, self._stack = server, cloning, stack

    def fresh(self) -> Database:
        return self._stack.enter_context(self._cloning())

    def copy_of(self, database: Database) -> Database:
        """As it is now; nobody may be connected to it."""
        source = str(conninfo_to_dict(database.admin)["dbname"])
        with psycopg.connect(self._server.admin, autocommit=True) as admin:
            admin.execute(SQL("create database {} template {}").format(Identifier(f"{source}_b"), Identifier(source)))
        return database.named(f"{source}_b")


@pytest.fixture
def databases(server: Database, cloning: Cloning) -> Iterator[Databases]:
    with ExitStack() as stack:
        yield Databases(server, cloning, stack)


@pytest.fixture
def log(database: Database, tmp_path: Path) -> Ledger:
    return sealed(Ledger(database, tmp_path / "log"))


@pytest.fixture
def address() -> Address:
    return Address()


@pytest.fixture
def watcher(databases: Databases, tmp_path: Path) -> Iterator[Watcher]:
    with Watcher(databases.fresh(), tmp_path / "witness") as running:
        yield running
