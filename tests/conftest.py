"""Fixtures of all tests: a real PostgreSQL, and a fresh migrated database for a test or a module.

The embedded server runs in a temporary folder as long as the tests. `EFE_TEST_DATABASE_URL` names another server
instead, whose user may create databases and roles; the databases of the tests are dropped at the end.
"""

import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import uuid4

import psycopg
import pytest
import structlog
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from efe_infra.http.errors.logs import log_to
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from efe_infra.postgres.opening import with_own_logins
from efe_infra.process.fast_start import GC_THRESHOLD_OBJECTS
from efe_infra.read_model.tables.schema import create_read_tables
from efe_projections.catalogue import PROJECTIONS
from tests.prepared import OPENED
from tests.scopes import is_long, processes
from tests.sharing import ByWorld

LOGINS_OF_DATABASES = """
    select rolname from pg_roles
    where rolcanlogin and starts_with(shobj_description(oid, 'pg_authid'), %s)
"""
"""Roles belong to the server; the comment of a log-in names its database."""
COPY = SQL("create database {} template {} strategy file_copy")
"""Copies files. The default of PostgreSQL, page by page through its log and shared buffers, takes twice the time, and
so does the drop of such a copy.
"""
NEEDLESS_SETTINGS: Final = ("fsync", "full_page_writes", "autovacuum")
"""Settings that only a crash of the machine needs, which ends the tests too, or a database that lives long."""
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type] # the documented way to hide a module
"""httpx looks for this module in every request, through all folders; it is not installed."""
TEMPORARY_ROOT: Final = "PYTEST_DEBUG_TEMPROOT"
"""Environment variable of pytest: the folder of its temporary folders."""
MIN_MEMORY_BYTES = 2 << 30  # the log of a server grows to one gibibyte before it is reused


def pytest_configure(config: pytest.Config) -> None:
    """Gives the run a folder of its own: pytest closes the shared one to other users each time that it starts.

    The embedded PostgreSQL runs as another user when the tests run as root.
    """
    if TEMPORARY_ROOT not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="efe-tests-", ignore_cleanup_errors=True)
        os.environ[TEMPORARY_ROOT] = folder.name
        config.add_cleanup(folder.cleanup)
        config.add_cleanup(lambda: os.environ.__delitem__(TEMPORARY_ROOT))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_long(item.nodeid.partition("::")[0]):
            item.add_marker(pytest.mark.long)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    return int(os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS") or processes())


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByWorld:
    return ByWorld(config, log)


def pytest_collection(session: pytest.Session) -> None:
    """Lets no garbage collection run while the tests are imported: nearly all that they make lasts."""
    gc.disable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Exempts all that was imported from garbage collection, which then runs as seldom as in a server.

    A collection before it would take a second of each worker, to find next to nothing.
    """
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD_OBJECTS)
    gc.enable()


class Cloning(Protocol):
    """Copies a database without connections; by default a migrated one, with empty read tables."""

    def __call__(self, source: Database | None = None) -> AbstractContextManager[Database]: ...


@pytest.fixture(scope="session")
def server() -> Iterator[Database]:
    """The server, as the database from which others are created and dropped."""
    if OPENED:
        yield OPENED[0].server
        return
    with opened_server() as opened:
        yield opened


@contextmanager
def opened_server() -> Iterator[Database]:
    if url := os.environ.get("EFE_TEST_DATABASE_URL"):
        yield Database(url)
        return
    with (
        tempfile.TemporaryDirectory(prefix="efe-", dir=quick_folder()) as home,
        EmbeddedServer(Path(home)) as embedded,
    ):
        with psycopg.connect(embedded.conninfo, autocommit=True) as admin:
            for setting in NEEDLESS_SETTINGS:
                admin.execute(SQL("alter system set {} = off").format(Identifier(setting)))
            admin.execute("select pg_reload_conf()")
        yield Database(embedded.conninfo)


def quick_folder() -> Path | None:
    """Returns a folder in memory, if there is one with enough space: tests then wait for no disk."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > MIN_MEMORY_BYTES else None


@pytest.fixture(scope="session")
def cloning(server: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloning]:
    """Copies of one database. The test fails that leaves a connection to its copy open, since the drop fails."""
    if OPENED:
        with copies(server, f"{OPENED[0].prefix}_{os.getpid():x}") as copied:
            yield lambda source=None: copied(source or OPENED[0].template, OPENED[0].template)
        return
    with (
        migrated_database(server, tmp_path_factory.mktemp("home")) as (migrated, prefix),
        copies(server, f"{prefix}_copy") as copied,
    ):
        yield lambda source=None: copied(source or migrated, migrated)


@contextmanager
def migrated_database(server: Database, home: Path) -> Iterator[tuple[Database, str]]:
    """A database with all tables and its log-ins, and the prefix of its name."""
    prefix = f"efe_test_{uuid4().hex[:8]}"
    with copies(server, prefix) as copied, copied(server.named("template0"), server) as migrated:
        migrate(migrated)
        create_read_tables(migrated, PROJECTIONS)
        yield with_own_logins(migrated, home), prefix


class Copying(Protocol):
    """Copies a database without connections, with the log-ins of another one."""

    def __call__(self, source: Database, logins_of: Database) -> AbstractContextManager[Database]: ...


@contextmanager
def copies(server: Database, prefix: str) -> Iterator[Copying]:
    with psycopg.connect(server.admin, autocommit=True) as admin:

        @contextmanager
        def copied(source: Database, logins_of: Database) -> Iterator[Database]:
            name = f"{prefix}_{uuid4().hex[:8]}"
            admin.execute(COPY.format(Identifier(name), Identifier(name_of(source))))
            yield logins_of.named(name)
            wait_until_left(admin, name)
            admin.execute(SQL("drop database {}").format(Identifier(name)))

        try:
            yield copied
        finally:
            drop_all(admin, prefix)


def name_of(database: Database) -> str:
    return str(conninfo_to_dict(database.admin)["dbname"])


def wait_until_left(admin: psycopg.Connection, name: str) -> None:
    """Waits until the server has noticed that the clients left: an earlier drop would wait for 100 ms."""
    deadline = time.monotonic() + 25  # seconds: a busy machine may be slow to notice
    while admin.execute("select from pg_stat_activity where datname = %s", [name]).fetchone():
        if time.monotonic() > deadline:
            return
        time.sleep(0.002)


def drop_all(admin: psycopg.Connection, prefix: str) -> None:
    for (name,) in admin.execute(
        "select datname from pg_database where starts_with(datname, %s)", [prefix]
    ).fetchall():
        admin.execute(SQL("drop database {} with (force)").format(Identifier(name)))
    drop_logins(admin, prefix)


def drop_logins(admin: psycopg.Connection, prefix: str) -> None:
    """Drops the log-ins of the databases with the prefix."""
    for (name,) in admin.execute(LOGINS_OF_DATABASES, [prefix]).fetchall():
        admin.execute(SQL("drop role {}").format(Identifier(name)))


@pytest.fixture
def database(cloning: Cloning) -> Iterator[Database]:
    """A fresh database for one test: migrated, with empty read tables."""
    with cloning() as fresh:
        yield fresh


@pytest.fixture(scope="module")
def module_database(cloning: Cloning) -> Iterator[Database]:
    """A fresh database that the tests of one module share."""
    with cloning() as fresh:
        yield fresh


@pytest.fixture
def lines() -> Iterator[BytesIO]:
    """The lines that are logged during the test."""
    stream = BytesIO()
    log_to(stream)
    yield stream
    structlog.reset_defaults()
