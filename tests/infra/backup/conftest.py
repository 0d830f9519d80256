"""A sealed installation, and databases in which there is nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from efe_infra.postgres.database import Database
from tests.conftest import Cloning, drop_logins
from tests.infra.transparency.evidence.given import Sealed

type Empty = Callable[[], Database]


@contextmanager
def created(server: Database) -> Iterator[Database]:
    name = f"efe_restored_{uuid4().hex[:8]}"
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(SQL("create database {} template template0").format(Identifier(name)))
        try:
            yield server.named(name)
        finally:
            admin.execute(SQL("drop database {} with (force)").format(Identifier(name)))
            drop_logins(admin, name)


@pytest.fixture
def empty(server: Database) -> Iterator[Empty]:
    """As many as are asked for."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(created(server))


@pytest.fixture(scope="module")
def original(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """Makes the database that the tests of a module copy and do not change."""
    with cloning() as database:
        yield Sealed(database, tmp_path_factory.mktemp("original"))


@pytest.fixture
def copy(original: Sealed, cloning: Cloning) -> Iterator[Database]:
    with cloning(original.database) as database:
        yield database


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path
